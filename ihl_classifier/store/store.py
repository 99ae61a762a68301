"""The store: opened by URL, used in units that are written as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from ihl_classifier.schema.error import IhlError
from ihl_classifier.store.audit import AuditRepository
from ihl_classifier.store.connection import BEGIN_OPTION, make_engine
from ihl_classifier.store.incidents import IncidentRepository
from ihl_classifier.store.keys import KeyRepository
from ihl_classifier.store.labellings import LabellingRepository
from ihl_classifier.store.reviews import ReviewRepository
from ihl_classifier.store.schema import upgrade


@dataclass(frozen=True, slots=True)
class Unit:
    """The repositories of one transaction."""

    incidents: IncidentRepository
    labellings: LabellingRepository
    reviews: ReviewRepository
    keys: KeyRepository
    audit: AuditRepository


class Store:
    """The database behind the service; safe to share between threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{BEGIN_OPTION: "BEGIN IMMEDIATE"})

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """Return a unit that sees one state of the database; nothing done in it is kept."""
        with Session(self.engine) as session:
            yield _unit(session)

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """Return a unit that is kept as a whole when the block ends, and not at all when it raises."""
        with Session(self._writing) as session, session.begin():
            yield _unit(session)

    def close(self) -> None:
        """Return when all connections are closed."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """Return the store at the URL, its schema brought to this version; a SQLite file is made if there is none.

    Raises:
        IhlError: the URL or its driver is wrong, the database cannot be reached, or it is newer than this program.
    """
    engine = make_engine(url)
    try:
        upgrade(engine)
    except DatabaseError as error:
        engine.dispose()
        raise IhlError(
            "store_unreachable",
            f"the database cannot be opened: {type(error.orig).__name__}",
            where="IHL_DATABASE_URL",
            hint="is it a store, the server running, the address right, the disk writable and not full?",
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return Store(engine)


def _unit(session: Session) -> Unit:
    return Unit(
        IncidentRepository(session),
        LabellingRepository(session),
        ReviewRepository(session),
        KeyRepository(session),
        AuditRepository(session),
    )
