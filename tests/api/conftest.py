"""A service in this process, with the fake labeller, a store of its own and a key for each scope."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from api_fake_labeller import FakeLabeller, Shared
from fastapi.testclient import TestClient
from running_service import HERE, Service, Start, load_knowledge

from api import create_app
from api.services import Knowledge, services_of
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store
from ihl_classifier.store.keys import Scope


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("IHL_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return the real catalogue and registry, read once for all tests."""
    return load_knowledge()


@pytest.fixture(autouse=True)
def _read_once(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.services.Knowledge.load", lambda: knowledge)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Return a starter: `with start(max_body_bytes=10_000) as service`."""

    @contextmanager
    def started(*, client: tuple[str, int] = HERE, ready: bool = True, **chosen: Any) -> Iterator[Service]:
        shared = chosen.pop("shared", None) or Shared()
        settings = Settings(data_dir=tmp_path / "data", **{"workers": 2, **chosen})
        store = open_store(settings.store_url)
        with store.write() as unit:
            keys = {scope.value: unit.keys.create([scope]).secret for scope in Scope}
        store.close()
        app = create_app(settings, FakeLabeller(shared))
        with TestClient(app, client=client, raise_server_exceptions=False) as http:
            service = Service(http, keys, shared, services_of(app))
            while ready and http.get("/ready").status_code != 200:
                assert service.parts.failure is None
            yield service

    return started


@pytest.fixture
def service(start: Start) -> Iterator[Service]:
    with start() as running:
        yield running
