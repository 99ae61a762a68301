"""A real server process, started as `ihl serve` starts it, with the fake labeller in the place of the model."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from api_fake_labeller import POISON

from ihl_classifier.cli.serve import _listen
from ihl_classifier.schema.error import IhlError

SCRIPT = """
import sys
from api_fake_labeller import FakeLabeller, Shared
from ihl_classifier.cli.serve import run
from ihl_classifier.settings import Settings
run(Settings(port=0, workers=2), FakeLabeller(Shared(seconds=float(sys.argv[1]))))
"""
ADDRESS = re.compile(r"listens on (http://\S+)")
KEY = re.compile(r"^key +(ihl_\S+)$", re.MULTILINE)
SECRET = "Fatakara"


@dataclass
class Running:
    """A server process with what it said so far."""

    process: subprocess.Popen[str]
    greeting: str

    @property
    def address(self) -> str:
        """Return the address that it told."""
        found = ADDRESS.search(self.greeting)
        assert found, self.greeting
        return found[1]

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Return the exit code and the rest of what it said."""
        self.process.send_signal(number)
        said = self.process.communicate(timeout=30)[1]
        return self.process.returncode, said


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a server with its data there and no other setting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IHL_")}
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    return {**kept, "IHL_DATA_DIR": str(data), "PYTHONPATH": paths}


@contextmanager
def server(data: Path, seconds: float = 0.0) -> Iterator[Running]:
    """Return a running server; it is ended when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT, str(seconds)],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    try:
        greeting = ""
        while "-H 'Content-Type" not in greeting:
            line = process.stderr.readline()
            assert line, greeting
            greeting += line
        running = Running(process, greeting)
        until_ready(running.address)
        yield running
    finally:
        process.kill()
        process.communicate()


def until_ready(address: str) -> None:
    """Return when the service labels."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the service was not ready within a minute")


def test_the_first_start_shows_a_key_once_and_the_service_stops_in_order(tmp_path: Path) -> None:
    with server(tmp_path / "data") as first:
        key = KEY.search(first.greeting)
        assert key
        assert str(tmp_path / "data" / "ihl.sqlite3") in first.greeting
        assert f"curl -s {first.address}/v1/label -H 'Authorization: Bearer {key[1]}'" in first.greeting
        headers = {"Authorization": f"Bearer {key[1]}"}
        made = httpx.post(f"{first.address}/v1/incidents", json={"text": f"abducted in {SECRET}"}, headers=headers)
        assert made.status_code == 201
        failed = httpx.post(f"{first.address}/v1/label", json={"text": f"{POISON} {SECRET}"}, headers=headers)
        assert failed.status_code == 500
        code, said = first.stop()
    assert code == 0
    assert said.endswith("stopped\n")
    lines = [json.loads(line) for line in said.splitlines()[:-1]]
    assert {"labellers_loaded", "request", "request_failed"} <= {line["event"] for line in lines}
    assert SECRET not in said
    assert "Traceback" not in said
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()} == {0o600}
    with server(tmp_path / "data") as second:
        assert "ihl_" not in second.greeting
        found = httpx.get(f"{second.address}{made.headers['location']}", headers=headers)
        assert found.json()["answer"] == made.json()["answer"]
        assert second.stop(signal.SIGINT)[0] == 0


def test_requests_under_way_are_answered_before_it_stops(tmp_path: Path) -> None:
    with server(tmp_path / "data", seconds=1.0) as running, ThreadPoolExecutor(1) as threads:
        key = KEY.search(running.greeting)
        assert key
        asked = threads.submit(
            httpx.post, f"{running.address}/v1/label", json={"text": "abducted"},
            headers={"Authorization": f"Bearer {key[1]}"}, timeout=30,
        )  # fmt: skip
        while httpx.get(f"{running.address}/health").json()["workers"]["busy"] == 0:
            time.sleep(0.01)
        code, _ = running.stop()
        assert asked.result().status_code == 200
    assert code == 0


def test_labellers_that_cannot_be_loaded_stop_the_service_and_say_why(tmp_path: Path) -> None:
    script = SCRIPT.replace("FakeLabeller(Shared(seconds=float(sys.argv[1])))", "Broken()").replace(
        "run(", "from ihl_classifier.schema.error import IhlError\n"
        "class Broken(FakeLabeller):\n"
        "    def sibling(self):\n"
        "        raise IhlError('model_tampered', 'the model file was changed', hint='take it again')\n"
        "run(",
    )  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment(tmp_path), capture_output=True, text=True, timeout=60
    )  # fmt: skip
    assert ended.returncode == 1
    assert "the model file was changed. Hint: take it again" in ended.stderr.splitlines()[-1]


def test_an_address_that_is_taken_says_so() -> None:
    with _listen("127.0.0.1", 0) as taken:
        # asyncio sets TCP_NODELAY only where the socket names its protocol; without it each answer waits 40 ms.
        assert taken.proto == socket.IPPROTO_TCP
        with pytest.raises(IhlError) as caught:
            _listen("127.0.0.1", taken.getsockname()[1])
    assert caught.value.info.code == "address_unusable"
    assert "--port" in caught.value.info.hint
