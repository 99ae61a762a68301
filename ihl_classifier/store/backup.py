"""Backup, restore and purge of a SQLite store; other databases have tools of their own."""

from __future__ import annotations

import os
import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from ihl_classifier.schema.error import IhlError
from ihl_classifier.store.connection import BUSY_SECONDS, sqlite_file
from ihl_classifier.store.store import Store, open_store

TABLES = frozenset({"incidents", "labellings", "reviews", "keys", "audit", "alembic_version"})


def back_up(store: Store, target: Path) -> Path:
    """Return the file that holds a copy of the store; the service may go on writing meanwhile.

    Raises:
        IhlError: the store is no SQLite file, or the target exists.
    """
    source = sqlite_file(store.engine)
    if target.exists():
        raise IhlError("file_exists", "the target exists; a backup overwrites nothing", where=str(target))
    with store.write() as unit:
        unit.audit.add("cli", "data.backup", target.name[:200])
    _copy(source, target)
    return target


def restore(store: Store, backup: Path) -> Path:
    """Return the file that keeps what the store held before; its content is now the backup's.

    Raises:
        IhlError: the store is no SQLite file, or the backup is no sound store of this program.
    """
    live = sqlite_file(store.engine)
    check_backup(backup)
    incoming = live.with_name(f".{live.name}.{uuid.uuid4().hex}.incoming")
    before = live.with_name(f"{live.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}")
    try:
        _copy(backup, incoming)
        # Brought to this version before it replaces anything: a backup from a newer program is refused here.
        open_store(f"sqlite:///{incoming}").close()
        _copy(live, before)
        store.close()
        with closing(_open(incoming)) as source, closing(_open(live)) as target:
            source.backup(target)
    finally:
        for suffix in ("", "-wal", "-shm"):
            incoming.with_name(incoming.name + suffix).unlink(missing_ok=True)
    with store.write() as unit:
        unit.audit.add("cli", "data.restore", backup.name[:200])
    return before


def check_backup(backup: Path) -> None:
    """Return for a sound SQLite file with the tables of a store.

    Raises:
        IhlError: the file is missing, damaged, or something else.
    """
    if not backup.is_file():
        raise IhlError("file_missing", "there is no such file", where=str(backup))
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise IhlError("backup_damaged", "the file is no readable SQLite database", where=str(backup)) from error
    if not sound or not names >= TABLES:
        raise IhlError("backup_damaged", "the file is damaged or is no store of ihl", where=str(backup))


def purge(store: Store, before: datetime, *, dry_run: bool) -> list[uuid.UUID]:
    """Return the ids of the incidents stored before the moment; unless `dry_run` they are gone, reviews and all.

    The words are overwritten on disk (SQLite: secure_delete, VACUUM), not only unlinked.
    """
    with store.read() if dry_run else store.write() as unit:
        ids = unit.incidents.older_than(before)
        if not dry_run:
            for incident_id in ids:
                unit.incidents.remove(incident_id)
                unit.audit.add("cli", "incident.purge", str(incident_id))
    if ids and not dry_run and store.engine.dialect.name == "sqlite":
        with closing(_open(sqlite_file(store.engine))) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ids


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with closing(_open(source)) as origin, closing(sqlite3.connect(partial)) as copy:
            origin.backup(copy)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA secure_delete=ON")
    return connection
