"""A service in a process of its own on a free loopback port, as `ihl serve` starts it, and a client that asks it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings

HOST = "127.0.0.1"
WAIT_SECONDS = 300.0
"""How long a service may take to load its labellers."""


class Client:
    """One connection that is kept open, with a key."""

    def __init__(self, port: int, key: str) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def label(self, text: str) -> bytes:
        """Return the body of the answer to POST /v1/label; raises IhlError for any status but 200."""
        self._connection.request("POST", "/v1/label", json.dumps({"text": text}).encode("utf-8"), self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise IhlError("bench_service", f"the service answered with status {answer.status}", "POST /v1/label")
        return body

    def ready(self) -> bool:
        """Return whether the service labels; False where nobody listens yet."""
        try:
            self._connection.request("GET", "/ready")
            answer = self._connection.getresponse()
            answer.read()
        except OSError:
            self._connection.close()
            return False
        return answer.status == 200

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@contextmanager
def served(*, plain: bool) -> Iterator[Client]:
    """Return a client of a running service with the installation's model, or (`plain`) with the baseline.

    Raises:
        IhlError: the service did not become ready.
    """
    with tempfile.TemporaryDirectory(prefix="ihl-bench-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), _free_port()
        url = f"sqlite:///{folder / 'bench.sqlite3'}"
        client = Client(port, _make_key(url))
        process = get_context("spawn").Process(target=_serve, args=(url, port, folder / "log", plain), daemon=True)
        process.start()
        try:
            _await(process, client, folder / "log")
            yield client
        finally:
            client.close()
            process.terminate()
            process.join(30)


def _serve(url: str, port: int, log: Path, plain: bool) -> None:
    """Run the service until it is told to stop; what it says goes to the file `log`."""
    handle = os.open(log, os.O_CREAT | os.O_WRONLY, 0o600)
    os.dup2(handle, 2)
    from ihl_classifier.bench.baseline import BlankLabeller
    from ihl_classifier.cli.serve import run

    run(Settings(host=HOST, port=port, database_url=url), BlankLabeller() if plain else None)


def _await(process: BaseProcess, client: Client, log: Path) -> None:
    until = time.monotonic() + WAIT_SECONDS
    while not client.ready():
        if not process.is_alive() or time.monotonic() > until:
            said = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
            raise IhlError("bench_service", f"the service did not become ready; it said: {said}", hint="ihl doctor")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _make_key(url: str) -> str:
    from ihl_classifier.store import open_store
    from ihl_classifier.store.keys import Scope

    store = open_store(url)
    try:
        with store.write() as unit:
            return unit.keys.create([Scope.LABEL]).secret
    finally:
        store.close()
