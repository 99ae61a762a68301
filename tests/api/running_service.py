"""A service that runs in the tests' own process, as its tests see it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from api_fake_labeller import Shared
from fastapi.testclient import TestClient

from api.services import Knowledge, Services

HERE = ("127.0.0.1", 5000)
load_knowledge = Knowledge.load
TEXT = "Gunmen abducted six villagers and demanded a ransom."


@dataclass(frozen=True)
class Service:
    """A running service as its tests see it."""

    client: TestClient
    keys: dict[str, str]
    shared: Shared
    parts: Services

    def as_(self, scope: str) -> dict[str, str]:
        """Return the headers of a request with that scope's key."""
        return {"Authorization": f"Bearer {self.keys[scope]}"}

    def post(self, path: str, body: Any, scope: str = "admin") -> Any:
        """Return the answer to a JSON body."""
        return self.client.post(path, json=body, headers=self.as_(scope))

    def get(self, path: str, scope: str = "admin") -> Any:
        """Return the answer."""
        return self.client.get(path, headers=self.as_(scope))

    def send(self, path: str, body: bytes, **headers: str) -> Any:
        """Return the answer to raw bytes, announced as JSON."""
        return self.client.post(
            path, content=body, headers={**self.as_("admin"), "Content-Type": "application/json", **headers}
        )


Start = Callable[..., AbstractContextManager[Service]]
