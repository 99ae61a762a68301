"""The stored incidents."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.store.models import IncidentRecord, ReviewRecord


@dataclass(frozen=True, slots=True)
class StoredIncident:
    """An incident as it came in, with the id and the moment that the store gave it."""

    id: uuid.UUID
    external_id: str | None
    text: str
    date: str | None
    country: str | None
    source: str | None
    created: datetime


class IncidentRepository:
    """The incidents within one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, incident: Incident) -> uuid.UUID:
        """Return the new id of the incident.

        Raises:
            IhlError: a field holds a NUL character, which not every database can keep.
        """
        refuse_nuls(incident)
        record = IncidentRecord(
            id=uuid.uuid4(),
            external_id=incident.id,
            text=incident.text,
            date=incident.date,
            country=incident.country,
            source=incident.source,
            created=datetime.now(UTC),
        )
        self._session.add(record)
        self._session.flush()
        return record.id

    def get(self, incident_id: uuid.UUID) -> StoredIncident | None:
        """Return the incident, None if there is none of that id."""
        record = self._session.get(IncidentRecord, incident_id)
        return None if record is None else _stored(record)

    def reviewed(self) -> Iterator[StoredIncident]:
        """Return the incidents that have a review, oldest first."""
        wanted = select(ReviewRecord.incident_id)
        query = select(IncidentRecord).where(IncidentRecord.id.in_(wanted))
        for record in self._session.scalars(query.order_by(IncidentRecord.created, IncidentRecord.id)):
            yield _stored(record)

    def older_than(self, moment: datetime) -> list[uuid.UUID]:
        """Return the ids of the incidents stored before the moment, oldest first."""
        query = select(IncidentRecord.id).where(IncidentRecord.created < moment).order_by(IncidentRecord.created)
        return list(self._session.scalars(query))

    def remove(self, incident_id: uuid.UUID) -> None:
        """Return when the incident, its labellings and its reviews will be gone with the unit."""
        self._session.execute(delete(IncidentRecord).where(IncidentRecord.id == incident_id))


def refuse_nuls(incident: Incident, where: str = "") -> None:
    """Return for an incident that every database can keep; `where` goes before the field's name in the error.

    Raises:
        IhlError: a field holds a NUL character.
    """
    for field in ("text", "id", "date", "country", "source"):
        refuse_nul(getattr(incident, field), f"{where}{field}")


def refuse_nul(value: str | None, where: str) -> None:
    """Return for words that every database can keep.

    Raises:
        IhlError: the words hold a NUL character.
    """
    if value is not None and "\x00" in value:
        raise IhlError(
            "nul_character",
            f"there is a NUL character at position {value.index(chr(0))}; the store cannot keep it",
            where=where,
            hint="is this a binary file? Send its text; POST /v1/label takes it as it is, without storing",
        )


def _stored(record: IncidentRecord) -> StoredIncident:
    return StoredIncident(
        record.id, record.external_id, record.text, record.date, record.country, record.source, record.created
    )
