"""Who may come in: a key for everything under /v1, its scopes, and how often it may ask."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Request
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import RETRY_SECONDS, HttpError, error_response
from api.services import services_of
from ihl_classifier.schema.error import ErrorInfo
from ihl_classifier.store.keys import Key, KeyState
from ihl_classifier.store.keys import Scope as KeyScope

GUARDED = "/v1"
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="ihl"'}
HINT = "send the header Authorization: Bearer KEY; keys are made with: ihl keys create --scope label"


class KeyGate:
    """Middleware: under /v1 nothing is read, not even the body, before the key is known to be good."""

    def __init__(self, app: ASGIApp, per_second: int) -> None:
        self._app = app
        self._limit = RateLimitItemPerSecond(per_second)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return when the request is answered."""
        if scope["type"] != "http" or not _guarded(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            key = await run_in_threadpool(_authenticate, scope)
            self._count(key, scope)
        except HttpError as error:
            await error_response(error.status_code, error.info, error.headers)(scope, receive, send)
            return
        scope.setdefault("state", {})["key"] = key
        await self._app(scope, receive, send)

    def _count(self, key: Key, scope: Scope) -> None:
        if is_loopback(scope) or self._limiter.hit(self._limit, key.id.hex):
            return
        raise HttpError(
            429,
            ErrorInfo(
                "rate_limited",
                f"this key may ask {self._limit.amount} times a second",
                hint="send again after the seconds of Retry-After; POST /v1/label/batch takes many texts at once",
            ),
            {"Retry-After": str(RETRY_SECONDS)},
        )


def require(*scopes: KeyScope) -> Callable[[Request], Key]:
    """Return a dependency that gives the request's key; 403 unless it has one of the scopes (none: any key)."""

    def scoped(request: Request) -> Key:
        key = request.scope.get("state", {}).get("key")
        if not isinstance(key, Key):
            raise _unauthorised("missing_key", "this address needs a key")
        if not key.allows(scopes):
            wanted = " or ".join(scopes)
            raise HttpError(
                403,
                ErrorInfo(
                    "scope_missing", f"this key may not do that; it needs the scope {wanted}",
                    where="header.authorization", hint=f"make one with: ihl keys create --scope {scopes[0]}",
                ),
            )  # fmt: skip
        return key

    return scoped


AnyKey = Annotated[Key, Depends(require())]
LabelKey = Annotated[Key, Depends(require(KeyScope.LABEL))]
ReviewKey = Annotated[Key, Depends(require(KeyScope.REVIEW))]
ReaderKey = Annotated[Key, Depends(require(KeyScope.LABEL, KeyScope.REVIEW))]
AdminKey = Annotated[Key, Depends(require(KeyScope.ADMIN))]


def is_loopback(scope: Scope) -> bool:
    """Return whether the client is on this machine, by its address."""
    client = scope.get("client")
    if not client:
        return False
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _guarded(path: str) -> bool:
    return path == GUARDED or path.startswith(f"{GUARDED}/")


def _authenticate(scope: Scope) -> Key:
    kind, _, secret = Headers(scope=scope).get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise _unauthorised("missing_key", "this address needs a key")
    try:
        with services_of(scope["app"]).store.read() as unit:
            key = unit.keys.find(secret.strip())
    except OperationalError as error:
        info = ErrorInfo("store_unavailable", "the store cannot be reached or is locked", hint="send again in a moment")
        raise HttpError(503, info, {"Retry-After": str(RETRY_SECONDS)}) from error
    if key is None:
        raise _unauthorised("invalid_key", "there is no such key")
    state = key.state(datetime.now(UTC))
    if state is not KeyState.ACTIVE:
        raise _unauthorised(f"key_{state}", f"this key is {state}")
    return key


def _unauthorised(code: str, message: str) -> HttpError:
    return HttpError(401, ErrorInfo(code, message, where="header.authorization", hint=HINT), CHALLENGE)
