"""The service's log: JSON lines that say what happened, never a text and never what a client sent."""

from __future__ import annotations

import logging
import sys
import time
import traceback
import uuid
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import OF_STATUS, error_response

LOG: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("ihl.api")


class RequestLog:
    """Middleware, the outermost: one line a request; an unforeseen error is logged without its message (it may quote
    a text) and answered 500 in the one form."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return when the request is answered and logged."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = uuid.uuid4().hex, time.perf_counter(), 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_headers(request_id)]
            await send(message)

        try:
            await self._app(scope, receive, marked)
        except Exception as error:
            LOG.error("request_failed", request=request_id, route=_route(scope), **describe(error))
            if status:
                # Half an answer is out: end it by breaking the connection, without the message.
                raise ConnectionAbortedError(f"request {request_id} failed while it was answered") from None
            await error_response(500, OF_STATUS[500])(scope, receive, marked)
        finally:
            key = scope.get("state", {}).get("key")
            LOG.info(
                "request",
                request=request_id,
                method=scope["method"],
                route=_route(scope),
                status=status,
                ms=round((time.perf_counter() - began) * 1000, 1),
                key=key.name if key else None,
            )


def describe(error: BaseException) -> dict[str, Any]:
    """Return the type of an error and where it arose, without its message and without values."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__name__,
        "at": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }


def configure(level: int = logging.INFO) -> None:
    """Return when this process logs JSON lines to standard error, its libraries included."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_message,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(sort_keys=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(sort_keys=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def _without_message(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event.update(describe(error))
    return event


def _route(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "") or "(none)"


def _headers(request_id: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"x-request-id", request_id.encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
