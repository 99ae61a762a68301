"""The schema: what the migrations make is what the models say, once, for whoever comes first."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from ihl_classifier.schema.error import IhlError
from ihl_classifier.store import Store, open_store
from ihl_classifier.store.connection import make_engine
from ihl_classifier.store.models import Base
from ihl_classifier.store.schema import HEAD, MIGRATIONS, version


def test_migrations_make_what_the_models_say(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert version(connection) == HEAD


def test_head_is_the_last_script() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_opening_again_keeps_what_is_there(store: Store, store_url: str) -> None:
    with store.write() as unit:
        unit.audit.add("cli", "test.mark", "1")
    again = open_store(store_url)
    with again.read() as unit:
        assert [entry.what for entry in unit.audit.list()] == ["test.mark"]
    again.close()


def test_a_newer_database_is_refused_and_left_alone(store: Store, store_url: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(IhlError) as caught:
        open_store(store_url)
    assert caught.value.info.code == "store_too_new"
    assert "9999" in caught.value.info.message
    with store.engine.connect() as connection:
        assert version(connection) == "9999"


def test_sqlite_is_set_up_for_readers_beside_a_writer(sqlite_store: Store) -> None:
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "busy_timeout": 15_000, "synchronous": 2}
    with sqlite_store.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    store = open_store(f"sqlite:///{folder / 'ihl.sqlite3'}")
    with store.write() as unit:
        unit.audit.add("cli", "test.mark", "1")
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    store.close()
    assert set(modes) == {"ihl.sqlite3", "ihl.sqlite3-wal", "ihl.sqlite3-shm"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("no url at all", "store_url_invalid"),
        ("sqlite://", "store_url_invalid"),
        ("sqlite:///:memory:", "store_url_invalid"),
        ("nodialect://host/name", "store_url_invalid"),
        ("mysql+asyncmy://host/name", "store_driver_missing"),
    ],
)
def test_a_url_that_cannot_be_used_says_so(url: str, code: str) -> None:
    with pytest.raises(IhlError) as caught:
        open_store(url)
    assert caught.value.info.code == code
    assert caught.value.info.hint


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"this is a letter, and no database at all" * 50)
    with pytest.raises(IhlError) as caught:
        open_store(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    assert caught.value.info.code == "store_unreachable"


def test_errors_of_the_database_hold_no_text(sqlite_store: Store) -> None:
    secret = "Fatakara"
    with pytest.raises(Exception, match="no such table") as caught, sqlite_store.engine.connect() as connection:
        connection.execute(text("SELECT * FROM missing_table WHERE text = :text"), {"text": secret})
    assert secret not in str(caught.value)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(IhlError) as caught:
        make_engine("nodialect://me:hunter2@host/name")
    assert "hunter2" not in str(caught.value)
