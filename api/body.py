"""The body of a request: bounded before it is read, strict JSON when it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from email.message import Message as Header
from typing import Any

import pydantic_core
from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HttpError, error_response
from ihl_classifier.schema.error import ErrorInfo


class BodyLimit:
    """Middleware: a body over the limit is answered 413, whether it says its length or not."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return when the request is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"")
        if length.isdigit() and int(length) > self._max_bytes:
            await self._too_large()(scope, receive, send)
            return
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._max_bytes:
                await self._too_large()(scope, receive, send)
                return
        await self._app(scope, _replay(bytes(body), receive), send)

    def _too_large(self) -> Response:
        info = ErrorInfo(
            "body_too_large",
            f"the body is longer than {self._max_bytes} bytes",
            where="body",
            hint="send fewer or shorter texts at a time; whole reports go through: ihl batch",
        )
        # What is left of the body is not read, so the connection cannot be used again.
        return error_response(413, info, {"Connection": "close"})


def _replay(body: bytes, receive: Receive) -> Callable[[], Awaitable[Message]]:
    sent = False

    async def again() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


class StrictRequest(Request):
    """A request whose body must be JSON by its standard: no NaN, no lone surrogates, no endless nesting."""

    async def json(self) -> Any:
        """Return the parsed body; raises HttpError 400."""
        try:
            return pydantic_core.from_json(await self.body(), allow_inf_nan=False)
        except ValueError as error:
            # The parser says what it expected and where, never what it found.
            raise HttpError(
                400,
                ErrorInfo(
                    "malformed_json",
                    f"the body is not JSON: {error}",
                    where="body",
                    hint='send UTF-8 JSON such as {"text": "..."}; NaN and lone surrogates are not JSON',
                ),
            ) from None


class StrictRoute(APIRoute):
    """A route that parses its body strictly and says so when the body is not announced as JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, given a StrictRequest."""
        handler = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if self.body_field is not None and not _is_json(request.headers.get("content-type", "")):
                info = ErrorInfo(
                    "unsupported_media_type", "the body must be announced as JSON",
                    where="header.content-type", hint="send the header Content-Type: application/json",
                )  # fmt: skip
                raise HttpError(415, info)
            return await handler(StrictRequest(request.scope, request.receive))

        return strict


def _is_json(content_type: str) -> bool:
    header = Header()
    header["content-type"] = content_type
    subtype = header.get_content_subtype()
    return header.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))
