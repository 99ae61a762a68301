"""Alembic's entry point; it runs on the connection that `ihl_classifier.store.schema` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from ihl_classifier.store.models import Base


def run(connection: Connection) -> None:
    """Run the migrations on an open connection, inside the transaction that the caller began."""
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True, render_as_batch=True)
    context.run_migrations()


run(context.config.attributes["connection"])
