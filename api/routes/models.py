"""POST /v1/models/reload: takes up the promoted model without failing a request."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from api.errors import HttpError
from api.openapi import errors, success
from api.security import AdminKey
from api.services import Knowledge, Parts
from ihl_classifier.paths import DataMissing
from ihl_classifier.schema.answer import ModelInfo
from ihl_classifier.schema.error import ErrorInfo, IhlError
from ihl_classifier.store import Store

router = APIRouter(prefix="/v1/models", tags=["models"])


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What labels from now on."""

    model: ModelInfo


@router.post(
    "/reload",
    summary="Take up the promoted model",
    responses={200: success("reloaded", "The model that labels from now on."), **errors(403, 409)},
)
async def reload(key: AdminKey, parts: Parts) -> Reloaded:
    """Return what labels from now on; requests under way finish with the model they began with."""
    try:
        knowledge = await run_in_threadpool(Knowledge.load)
        info = await parts.pool.reload()
    except (IhlError, DataMissing) as error:
        why = error.info if isinstance(error, IhlError) else ErrorInfo("data_missing", str(error))
        message = f"{why.message}; the model in use goes on"
        raise HttpError(409, replace(why, message=message, hint=why.hint or "see: ihl doctor")) from error
    parts.knowledge = knowledge
    await run_in_threadpool(_record, parts.store, key.name, info.version)
    return Reloaded(info)


def _record(store: Store, who: str, version: str) -> None:
    with store.write() as unit:
        unit.audit.add(who, "model.reload", version[:200])
