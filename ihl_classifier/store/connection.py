"""The engine of the store: SQLite set up for many readers and one writer, PostgreSQL as it is."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from ihl_classifier.schema.error import IhlError

BUSY_SECONDS = 15
BEGIN_OPTION = "ihl_begin"
RETRY_SECONDS = 0.05
PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def make_engine(url: str) -> Engine:
    """Return an engine for the URL; no connection is made. Statements in errors carry no parameters (they hold text).

    Raises:
        IhlError: the URL cannot be read, or its database driver is not installed.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(parsed)
        return create_engine(parsed, hide_parameters=True, json_serializer=_dumps, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise IhlError(
            "store_url_invalid",
            "the database URL cannot be read",
            where="IHL_DATABASE_URL",
            hint="use sqlite:////path/to/file or postgresql+psycopg://user:password@host/name",
        ) from error
    except ModuleNotFoundError as error:
        raise IhlError(
            "store_driver_missing",
            f"the database driver {error.name} is not installed",
            where="IHL_DATABASE_URL",
            hint="install it (for PostgreSQL: pip install 'psycopg[binary]', URL postgresql+psycopg://...)",
        ) from error


def sqlite_file(engine: Engine) -> Path:
    """Return the file of a SQLite engine.

    Raises:
        IhlError: the engine is of another database.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        raise IhlError(
            "store_not_sqlite",
            f"the store is a {engine.dialect.name} database; this command copies SQLite files",
            where="IHL_DATABASE_URL",
            hint="use the database's own tools (pg_dump, pg_restore)",
        )
    return Path(engine.url.database)


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:" or url.query:
        raise ArgumentError("a store needs a file")
    path = Path(url.database)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Made here, so that nobody else can read the file or the -wal and -shm beside it, which take over its mode.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    engine = create_engine(
        url, hide_parameters=True, json_serializer=_dumps, connect_args={"timeout": BUSY_SECONDS}, pool_size=8
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver begins no transaction of its own: a deferred one that reads first and writes later fails
    # at once, without waiting, when another process wrote in between. Writers say BEGIN IMMEDIATE instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        _patiently(cursor, pragma)
    cursor.close()


def _patiently(cursor: Any, pragma: str) -> None:
    """Execute a pragma, again while another process sets up the same new file: SQLite does not wait by itself there."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute(pragma)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(RETRY_SECONDS)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN_OPTION, "BEGIN"))


_dumps = partial(json.dumps, ensure_ascii=False, allow_nan=False)
