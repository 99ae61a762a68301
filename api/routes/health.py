"""/health and /ready: whether the service lives, and whether it can label. They need no key."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from api.errors import HttpError
from api.openapi import errors, success
from api.pool import PoolNotReady, PoolState
from api.services import Parts
from ihl_classifier import __version__
from ihl_classifier.schema.answer import ModelInfo
from ihl_classifier.schema.version import SCHEMA_VERSION

router = APIRouter(tags=["health"])


@dataclass(frozen=True, slots=True)
class Health:
    """The service lives. `model` is null until the labellers are loaded."""

    status: str
    version: str
    schema_version: str
    model: ModelInfo | None
    workers: PoolState


@dataclass(frozen=True, slots=True)
class Ready:
    """The service labels."""

    ready: bool
    model: ModelInfo


@router.get(
    "/health",
    summary="Whether the service lives",
    responses={
        200: success("health", "It lives."),
        **errors(guarded=False),
    },
)
async def health(parts: Parts) -> Health:
    """Return the versions and how busy the labellers are."""
    return Health("ok", __version__, SCHEMA_VERSION, parts.pool.info, parts.pool.state)


@router.get(
    "/ready",
    summary="Whether the service can label",
    responses={
        200: success("ready", "It labels."),
        **errors(503, guarded=False),
    },
)
async def ready(parts: Parts) -> Ready:
    """Return the model that labels; 503 until it is loaded."""
    if parts.failure is not None:
        raise HttpError(503, parts.failure.info)
    if parts.pool.info is None:
        raise PoolNotReady
    return Ready(True, parts.pool.info)
