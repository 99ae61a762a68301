"""The schema of the store: found out, and brought to the version that this code needs."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from ihl_classifier.schema.error import IhlError
from ihl_classifier.store.connection import BEGIN_OPTION

HEAD = "0001"
"""The newest migration; a test compares it with the scripts."""

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_319_442_061
"""Number of the PostgreSQL advisory lock that one migrating process holds."""


def version(connection: Connection) -> str | None:
    """Return the version of the database's schema, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def upgrade(engine: Engine) -> None:
    """Return when the schema is at HEAD; two processes that start together do not disturb each other.

    Raises:
        IhlError: the database was made by a newer version of this program.
    """
    with engine.connect() as connection:
        if version(connection) == HEAD:
            return
    with engine.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"}).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK})
        if version(connection) != HEAD:
            _migrate(connection)


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    found = version(connection)
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise IhlError(
            "store_too_new",
            f"the database has schema {found}, which this version of ihl does not know (it knows {HEAD})",
            where="IHL_DATABASE_URL",
            hint="install the version of ihl that wrote it, or restore a backup made before",
        ) from error
