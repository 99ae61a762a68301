"""The service in this process with a real labeller, as the whole-journey tests see it, and spans to check."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient

from api import create_app
from api.pool import LabellerLike
from api.services import services_of
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store
from ihl_classifier.store.keys import Scope


@dataclass(frozen=True)
class RealService:
    """A running service and the headers of an admin."""

    client: TestClient
    headers: dict[str, str]

    def post(self, path: str, body: Any = None) -> Any:
        """Return the answer to a JSON body."""
        return self.client.post(path, json=body, headers=self.headers)

    def send(self, path: str, body: bytes) -> Any:
        """Return the answer to raw bytes, announced as JSON."""
        return self.client.post(path, content=body, headers={**self.headers, "Content-Type": "application/json"})


@contextmanager
def serving(settings: Settings, labeller: LabellerLike | None = None) -> Iterator[RealService]:
    """Yield a service that is ready; without `labeller` it loads the promoted or shipped model itself."""
    store = open_store(settings.store_url)
    with store.write() as unit:
        secret = unit.keys.create(list(Scope)).secret
    store.close()
    app = create_app(settings, labeller)
    with TestClient(app, client=("127.0.0.1", 5000), raise_server_exceptions=False) as http:
        while http.get("/ready").status_code != 200:
            assert services_of(app).failure is None
            time.sleep(0.05)
        yield RealService(http, {"Authorization": f"Bearer {secret}"})


def misquoted(answer: Any) -> list[Any]:
    """Return the spans of an answer (as parsed JSON) that do not quote its text."""
    text = answer["text"]
    return [span for span in _spans(answer) if text[span["start"] : span["end"]] != span["text"]]


def _spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _spans(item)
    elif isinstance(value, dict):
        if set(value) == {"start", "end", "text"}:
            yield value
        for item in value.values():
            yield from _spans(item)
