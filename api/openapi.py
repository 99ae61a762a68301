"""The OpenAPI document: every operation with its statuses, examples and the key it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api import examples
from api.errors import ErrorBody
from ihl_classifier import __version__
from ihl_classifier.schema.version import SCHEMA_VERSION

DESCRIPTION = (
    "Reads reports of armed-conflict incidents and proposes customary IHL rules for a person to review, each with the "
    "words of the text that speak for it. The answers are candidates; they are never findings.\n\n"
    "Every error has one form, and incident text is never repeated in it. Offsets are Unicode code points."
)
MEANING: Final[Mapping[int, str]] = {
    400: "The body is not JSON.",
    401: "There is no key, or it is unknown, expired or revoked.",
    403: "The key has not the scope for this.",
    404: "There is no such object.",
    409: "The model could not be loaded; the one in use goes on.",
    413: "The body is too large.",
    415: "The body is not announced as JSON.",
    422: "The body is JSON but not what is wanted; `where` names the field.",
    429: "The key asks too often.",
    500: "The service made a mistake.",
    503: "The service is loading, or as many requests wait as may.",
}
WITH_BODY = (400, 413, 415, 422)
RETRY: Final[dict[str, Any]] = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
}


def errors(*statuses: int, guarded: bool = True) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of an operation for these statuses and for those that any operation may have."""
    common = (401, 429, 500, 503) if guarded else (500,)
    return {status: _response(status) for status in sorted({*statuses, *common})}


def success(name: str, description: str, headers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the `responses` entry of a success; `name` is that of its body in `examples.responses()`."""
    entry: dict[str, Any] = {"description": description, "content": {"application/json": {"example": name}}}
    return {**entry, "headers": dict(headers)} if headers else entry


def install(app: FastAPI) -> None:
    """Return when /openapi.json gives the finished document."""
    app.openapi = _cached(app)  # type: ignore[method-assign]


def _response(status: int) -> dict[str, Any]:
    entry: dict[str, Any] = {"model": ErrorBody, "description": MEANING[status]}
    if status == 422:
        entry["content"] = {"application/json": {"example": examples.ERROR}}
    if status in (429, 503):
        entry["headers"] = RETRY
    return entry


def _cached(app: FastAPI) -> Callable[[], dict[str, Any]]:
    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    return document


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title="ihl-classifier",
        version=__version__,
        summary=f"Contract {SCHEMA_VERSION}",
        description=DESCRIPTION,
        routes=app.routes,
    )
    schemas = made["components"]["schemas"]
    bodies = examples.responses()
    for path, operations in made["paths"].items():
        for operation in operations.values():
            responses = operation["responses"]
            # FastAPI adds its own 422 to whatever has a parameter; ours is documented where it can happen.
            if "HTTPValidationError" in str(responses.get("422")):
                del responses["422"]
            # Put in here, since FastAPI leaves out what is null in an example.
            for status, response in responses.items():
                if status.startswith("2") and (media := response["content"]["application/json"]).get("example"):
                    media["example"] = bodies[media["example"]]
            if path.startswith("/v1/"):
                operation["security"] = [{"key": []}]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    made["components"]["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key made with `ihl keys create`."}
    }
    return made
