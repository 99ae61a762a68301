"""POST /v1/label and /v1/label/batch: labels texts and stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

from fastapi import APIRouter, Body, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, WrapValidator

from api import examples
from api.body import StrictRoute
from api.errors import HttpError, fault
from api.log import LOG, describe
from api.openapi import WITH_BODY, errors, success
from api.pool import PoolBusy, PoolNotReady
from api.security import LabelKey
from api.services import Parts
from ihl_classifier.schema.answer import ANSWER, LabelledIncident
from ihl_classifier.schema.error import ErrorInfo, ErrorLine, IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.settings import Settings

router = APIRouter(prefix="/v1/label", tags=["label"], route_class=StrictRoute)
FIELDS = tuple(Incident.model_fields)
LabelBody = Annotated[Incident, Body(openapi_examples={"abduction": {"value": examples.INCIDENT}})]


@dataclass(frozen=True, slots=True)
class BadItem:
    """An item of a batch that is no incident, with what is wrong with it."""

    id: str | None
    info: ErrorInfo


def _keep_bad(value: Any, validate: Callable[[Any], Incident]) -> Incident | BadItem:
    try:
        return validate(value)
    except ValidationError as error:
        given = value.get("id") if isinstance(value, dict) else None
        return BadItem(given if isinstance(given, str) and len(given) <= 500 else None, fault(error.errors(), FIELDS))


class BatchBody(BaseModel):
    """Incidents to label; one that is faulty gets an error in its place, the others are labelled."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    incidents: list[Annotated[Incident, WrapValidator(_keep_bad)]] = Field(min_length=1)

    @property
    def items(self) -> Sequence[Incident | BadItem]:
        """Return the items, faulty ones included."""
        return cast(Sequence[Incident | BadItem], self.incidents)


@dataclass(frozen=True, slots=True)
class BatchAnswers:
    """The answers in the order of the incidents; an error line (1-based `line`) stands where an item was faulty."""

    answers: tuple[LabelledIncident | ErrorLine, ...]


BATCH_ANSWERS: TypeAdapter[BatchAnswers] = TypeAdapter(BatchAnswers)


@router.post(
    "",
    summary="Label one text; nothing is stored",
    response_model=LabelledIncident,
    responses={200: success("answer", "The labelled incident."), **errors(403, *WITH_BODY)},
)
async def label(incident: LabelBody, _key: LabelKey, parts: Parts) -> Response:
    """Return who did what to whom, and the rules to look at, each with the words that speak for it."""
    refuse_long(incident, parts.settings, "body")
    answer = await parts.pool.label(incident)
    return Response(ANSWER.dump_json(answer), media_type="application/json")


@router.post(
    "/batch",
    summary="Label many texts; nothing is stored",
    response_model=BatchAnswers,
    responses={
        200: success("batch", "The answers, in the order of the incidents."),
        **errors(403, *WITH_BODY),
    },
)
async def label_batch(
    body: Annotated[BatchBody, Body(openapi_examples={"two": {"value": examples.BATCH}})],
    _key: LabelKey,
    parts: Parts,
) -> Response:
    """Return an answer for each incident, or an error in its place; the rest goes on."""
    limit = parts.settings.max_batch_texts
    if len(body.items) > limit:
        raise HttpError(
            422,
            ErrorInfo(
                "too_many_texts", f"there are {len(body.items)} incidents; at most {limit} are taken at once",
                "body.incidents", "send them in several requests, or give the file to: ihl batch",
            ),
        )  # fmt: skip
    items = [_checked(item, parts.settings) for item in body.items]
    answers = iter(await _label_each(parts, [item for item in items if isinstance(item, Incident)]))
    rows: list[LabelledIncident | ErrorLine] = []
    for line, item in enumerate(items, 1):
        found = item if isinstance(item, BadItem) else next(answers)
        rows.append(_line(found, line) if isinstance(found, BadItem) else found)
    return Response(BATCH_ANSWERS.dump_json(BatchAnswers(tuple(rows))), media_type="application/json")


def refuse_long(incident: Incident, settings: Settings, where: str) -> None:
    """Return for a text that is not too long; raises HttpError 422 naming the field."""
    length, limit = len(incident.text), settings.max_text_chars
    if length > limit:
        raise HttpError(
            422,
            ErrorInfo(
                "text_too_long", f"the text has {length} characters; at most {limit} are read",
                f"{where}.text", "cut the report into passages, or give it to: ihl batch",
            ),
        )  # fmt: skip


def _checked(item: Incident | BadItem, settings: Settings) -> Incident | BadItem:
    if isinstance(item, Incident):
        try:
            refuse_long(item, settings, "")
        except HttpError as error:
            return BadItem(item.id, error.info)
    return item


async def _label_each(parts: Parts, incidents: list[Incident]) -> list[LabelledIncident | BadItem]:
    try:
        return [*await parts.pool.label_many(incidents)]
    except (PoolBusy, PoolNotReady):
        raise
    except Exception as error:
        # One text of the batch is too much for the labeller: find it, and do not let the others go down with it.
        LOG.error("batch_failed", **describe(error))
    return [await _label_one(parts, incident) for incident in incidents]


async def _label_one(parts: Parts, incident: Incident) -> LabelledIncident | BadItem:
    try:
        return await parts.pool.label(incident)
    except (PoolBusy, PoolNotReady):
        raise
    except IhlError as error:
        return BadItem(incident.id, error.info)
    except Exception as error:
        LOG.error("item_failed", **describe(error))
        info = ErrorInfo("internal_error", "the labeller failed on this text; it is in the service's log")
        return BadItem(incident.id, info)


def _line(item: BadItem, line: int) -> ErrorLine:
    where = f"body.incidents.{line - 1}" + (f".{item.info.where.lstrip('.')}" if item.info.where else "")
    return ErrorLine(item.id, line, ErrorInfo(item.info.code, item.info.message, where, item.info.hint))
