"""The one error form: every error, whatever its cause, is `{"error": {"code", "message", "where", "hint"}}`.

Nothing that a user sent is repeated, but for the name of an unknown field where it is plainly a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.pool import PoolBusy, PoolNotReady
from ihl_classifier.schema.error import ErrorInfo, IhlError

RETRY_SECONDS = 1
PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
SAFE_TYPES = frozenset(
    {
        "bool_type", "bool_parsing", "enum", "finite_number", "float_type", "greater_than_equal", "int_from_float",
        "int_type", "less_than_equal", "list_type", "literal_error", "string_too_long", "string_too_short",
        "string_type", "too_long", "too_short", "tuple_type",
    }
)  # fmt: skip
"""Errors whose pydantic message holds nothing of the input."""
OBJECTS = frozenset({"dataclass_type", "dict_type", "model_attributes_type", "model_type"})

OF_STATUS: Final[Mapping[int, ErrorInfo]] = {
    400: ErrorInfo("bad_request", "the request cannot be read", hint="see /openapi.json"),
    404: ErrorInfo("not_found", "there is nothing at this address", hint="the addresses are in /openapi.json"),
    405: ErrorInfo("method_not_allowed", "this address does not take this method", hint="see the Allow header"),
    500: ErrorInfo(
        "internal_error",
        "the service made a mistake; it is in its log under the request's id",
        hint="tell the operator the X-Request-ID of this answer",
    ),
}


class ErrorBody(BaseModel):
    """The body of every error."""

    model_config = ConfigDict(json_schema_extra={"description": "The one error form; incident text is never echoed."})
    error: ErrorInfo


_BODY: TypeAdapter[ErrorBody] = TypeAdapter(ErrorBody)


class HttpError(HTTPException):
    """An error with its status, to be answered in the one form."""

    def __init__(self, status: int, info: ErrorInfo, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, detail=info.code, headers=headers)
        self.info = info


def error_response(status: int, info: ErrorInfo, headers: Mapping[str, str] | None = None) -> Response:
    """Return the error as an HTTP answer."""
    return Response(_BODY.dump_json(ErrorBody(error=info)), status, dict(headers or {}), "application/json")


def not_found(what: str, hint: str = "") -> HttpError:
    """Return the error for an object that is not there."""
    return HttpError(404, ErrorInfo("not_found", f"there is no such {what}", where="path", hint=hint))


def fault(errors: Sequence[Mapping[str, Any]], fields: Sequence[str] = ()) -> ErrorInfo:
    """Return the first of pydantic's errors in our form, saying how many more there are; no input is repeated."""
    first = errors[0]
    kind, given = first["type"], first.get("input")
    names = [_name(part) for part in first["loc"]]
    code, hint = "invalid_request", "the fields and their types are in /openapi.json"
    if kind == "value_error":
        message = str(first.get("ctx", {}).get("error") or first["msg"].removeprefix("Value error, "))
        if isinstance(given, str) and not given.strip():
            code, hint = "empty_text", "send the words of the report"
    elif kind == "extra_forbidden":
        message, code = "this field is not known", "unknown_field"
        hint = f"the fields are {', '.join(fields)}" if fields else hint
    elif kind == "missing":
        message, code = "this field is missing", "missing_field"
    elif kind in OBJECTS:
        message = "a JSON object is wanted here"
    elif kind in SAFE_TYPES:
        message = first["msg"]
    else:
        message = "the value is not of the kind that is wanted here"
    if len(errors) > 1:
        message += f" (and {len(errors) - 1} more)"
    return ErrorInfo(code, message, ".".join(names), hint)


def install(app: FastAPI) -> None:
    """Return when every error that a route raises has its handler."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(IhlError, _ours)
    app.add_exception_handler(PoolBusy, _busy)
    app.add_exception_handler(PoolNotReady, _busy)
    app.add_exception_handler(OperationalError, _store)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if all(item["loc"][0] == "path" for item in found):
        failed = not_found("object", "look at the address: is the number or id complete?")
        return error_response(404, failed.info)
    return error_response(422, fault(found))


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, HttpError):
        return error_response(error.status_code, error.info, error.headers)
    info = OF_STATUS.get(error.status_code, ErrorInfo("http_error", f"HTTP status {error.status_code}"))
    return error_response(error.status_code, info, error.headers)


async def _ours(_request: Request, error: Exception) -> Response:
    assert isinstance(error, IhlError)
    return error_response(422, error.info)


async def _busy(_request: Request, error: Exception) -> Response:
    if isinstance(error, PoolNotReady):
        info = ErrorInfo("not_ready", "the labellers are still loading", hint="wait until /ready answers 200")
    else:
        info = ErrorInfo("busy", "as many requests wait as may", hint="send again after the seconds of Retry-After")
    return error_response(503, info, {"Retry-After": str(RETRY_SECONDS)})


async def _store(_request: Request, _error: Exception) -> Response:
    info = ErrorInfo("store_unavailable", "the store cannot be reached or is locked", hint="send again in a moment")
    return error_response(503, info, {"Retry-After": str(RETRY_SECONDS)})


def _name(part: object) -> str:
    text = str(part)
    return text if isinstance(part, int) or PLAIN_NAME.fullmatch(text) else "(unnamed)"
