"""A store of its own for every test: SQLite always, and the database that IHL_TEST_DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine

from ihl_classifier.schema.answer import ApplicableLaw, LabelledIncident, ModelInfo
from ihl_classifier.schema.facts import Facts
from ihl_classifier.schema.incident import Incident
from ihl_classifier.store import Store, open_store

URLS = ["sqlite", *([os.environ["IHL_TEST_DATABASE_URL"]] if "IHL_TEST_DATABASE_URL" in os.environ else [])]


def url_of(kind: str, folder: Path) -> str:
    """Return the URL of an empty database."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'ihl.sqlite3'}"
    engine = create_engine(kind)
    found = MetaData()
    found.reflect(engine)
    found.drop_all(engine)
    engine.dispose()
    return kind


@pytest.fixture(params=URLS, ids=lambda url: url.partition(":")[0])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_of(request.param, tmp_path)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(url_of("sqlite", tmp_path))
    yield opened
    opened.close()


def answer_to(incident: Incident) -> LabelledIncident:
    """Return a small answer."""
    return LabelledIncident(
        id=incident.id,
        language="en",
        text=incident.text,
        model=ModelInfo("m-1", "r-1"),
        relevance=0.25,
        incident=Facts(),
        parties=(),
        affected=(),
        acts=(),
        candidates=(),
        applicable_law=ApplicableLaw(),
        abstained_because=None,
        warnings=(),
    )


@pytest.fixture
def answer():  # type: ignore[no-untyped-def]
    return answer_to
