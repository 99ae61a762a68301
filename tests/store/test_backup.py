"""Backup, restore and purge of a SQLite store."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.store import Store, open_store
from ihl_classifier.store.backup import back_up, purge, restore

Answerer = Callable[[Incident], LabelledIncident]
WORDS = "Fatakara was burned to the ground"
LATER = datetime.now(UTC) + timedelta(days=1)


def add(store: Store, answer: Answerer, text: str = WORDS) -> None:
    incident = Incident(text=text)
    with store.write() as unit:
        unit.labellings.add(unit.incidents.add(incident), answer(incident))


def texts(store: Store) -> list[str]:
    with store.read() as unit:
        found = [unit.incidents.get(item) for item in unit.incidents.older_than(LATER)]
    return [item.text for item in found if item]


def test_a_backup_brings_back_what_was_there(sqlite_store: Store, answer: Answerer, tmp_path: Path) -> None:
    add(sqlite_store, answer)
    target = back_up(sqlite_store, tmp_path / "copy.sqlite3")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    add(sqlite_store, answer, "written after the backup")
    before = restore(sqlite_store, target)
    assert texts(sqlite_store) == [WORDS]
    kept = open_store(f"sqlite:///{before}")
    assert texts(kept) == [WORDS, "written after the backup"]
    kept.close()
    with sqlite_store.read() as unit:
        assert [entry.what for entry in unit.audit.list()] == ["data.backup", "data.restore"]
    left = {path.name for path in tmp_path.iterdir() if "partial" in path.name or "incoming" in path.name}
    assert left == set()


def test_a_backup_overwrites_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    target.write_text("precious")
    with pytest.raises(IhlError) as caught:
        back_up(sqlite_store, target)
    assert caught.value.info.code == "file_exists"
    assert target.read_text() == "precious"


def damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)


def other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE incidents (id)")


def newer(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda _: None, "file_missing"),
        (damaged, "backup_damaged"),
        (other_database, "backup_damaged"),
        (newer, "store_too_new"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    sqlite_store: Store, answer: Answerer, tmp_path: Path, make: Callable[[Path], None], code: str
) -> None:
    add(sqlite_store, answer)
    make(tmp_path / "wrong.sqlite3")
    with pytest.raises(IhlError) as caught:
        restore(sqlite_store, tmp_path / "wrong.sqlite3")
    assert caught.value.info.code == code
    assert texts(sqlite_store) == [WORDS]


def test_a_purge_takes_the_old_with_all_that_hangs_on_it(store: Store, answer: Answerer) -> None:
    add(store, answer)
    now = datetime.now(UTC)
    assert purge(store, now - timedelta(days=1), dry_run=False) == []
    (counted,) = purge(store, now + timedelta(seconds=1), dry_run=True)
    assert texts(store) == [WORDS]
    assert purge(store, now + timedelta(seconds=1), dry_run=False) == [counted]
    assert texts(store) == []
    with store.read() as unit:
        assert unit.labellings.latest(counted) is None
        assert [(entry.what, entry.object_id) for entry in unit.audit.list()] == [("incident.purge", str(counted))]


def test_purged_words_are_not_left_on_the_disk(sqlite_store: Store, answer: Answerer, tmp_path: Path) -> None:
    for _ in range(50):
        add(sqlite_store, answer)
    assert any(WORDS.encode() in path.read_bytes() for path in tmp_path.iterdir())
    purge(sqlite_store, LATER, dry_run=False)
    assert [path.name for path in tmp_path.iterdir() if WORDS.encode() in path.read_bytes()] == []
