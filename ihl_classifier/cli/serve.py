"""`ihl serve`: runs the HTTP service."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Iterator

import click
import uvicorn

from api.app import create_app
from api.log import configure
from api.pool import LabellerLike
from ihl_classifier import __version__
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store
from ihl_classifier.store.connection import sqlite_file
from ihl_classifier.store.keys import Scope

GRACE_SECONDS = 20
ADMIN = "admin"
BACKLOG = 2048


@click.command()
@click.option("--host", help="Address to listen on (default: IHL_HOST, else 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; 0 takes a free one (default: IHL_PORT, else 8000).")
def serve(host: str | None, port: int | None) -> None:
    """Start the HTTP service; the first start makes an admin key and shows it once."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    run(Settings(**given))  # type: ignore[arg-type]


def run(settings: Settings, labeller: LabellerLike | None = None) -> None:
    """Return when the service was told to stop and the requests under way are answered.

    Raises:
        IhlError: the store or the labellers could not be loaded, or the address is taken.
    """
    listener = _listen(settings.host, settings.port)
    with contextlib.closing(listener):
        key, where = _prepare(settings)
        _greet(listener, where, key)
        _serve(settings, labeller, listener)
    click.echo("stopped", err=True)


def _serve(settings: Settings, labeller: LabellerLike | None, listener: socket.socket) -> None:
    configure()
    app = create_app(settings, labeller)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )

    def stop() -> None:
        server.should_exit = True

    app.state.on_failure = stop
    with _quiet_signals():
        server.run(sockets=[listener])
    services = getattr(app.state, "services", None)
    if services is None:
        raise IhlError("not_started", "the service could not start", hint="the reason is in the log lines above")
    if services.failure is not None:
        raise services.failure


def _prepare(settings: Settings) -> tuple[str | None, str]:
    """Return the admin key if this is the first start, and where the data lies."""
    store = open_store(settings.store_url)
    try:
        # Printed, a URL shows *** for its password.
        where = str(sqlite_file(store.engine) if store.engine.dialect.name == "sqlite" else store.engine.url)
        with store.write() as unit:
            if unit.keys.any():
                return None, where
            made = unit.keys.create([Scope.ADMIN], ADMIN)
            unit.audit.add("cli", "key.create", made.key.prefix)
        return made.secret, where
    finally:
        store.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # With the protocol named, asyncio turns Nagle's algorithm off; without, each answer waits 40 ms.
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
        except OSError:
            listener.close()
            raise
        return listener
    except OSError as error:
        raise IhlError(
            "address_unusable",
            f"cannot listen on {host} port {port}: {error.strerror or type(error).__name__}",
            where="IHL_PORT",
            hint="is another service there? Choose another port: ihl serve --port 0 takes a free one",
        ) from error


def _greet(listener: socket.socket, where: str, key: str | None) -> None:
    host, port = listener.getsockname()[:2]
    shown = "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host
    lines = [
        f"ihl {__version__} listens on http://{shown}:{port} (Ctrl-C stops it)",
        f"data     {where}",
    ]
    if key:
        lines.append(f"key      {key}")
        lines.append("         the admin key; it is shown only now. More keys: ihl keys create --scope label")
    lines += [
        f"try      curl -s http://{shown}:{port}/v1/label -H 'Authorization: Bearer {key or 'KEY'}' \\",
        "           -H 'Content-Type: application/json' -d '{\"text\": \"Gunmen abducted six villagers.\"}'",
    ]
    if host not in ("127.0.0.1", "::1"):
        lines.append("careful  other machines can reach this, over plain HTTP: put TLS in front of it")
    for line in lines:
        click.echo(line, err=True)


@contextlib.contextmanager
def _quiet_signals() -> Iterator[None]:
    # uvicorn answers the requests under way and then raises the signal again, which would end the process
    # before the store is closed and with the status of a crash.
    kept = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
