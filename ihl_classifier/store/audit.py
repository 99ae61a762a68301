"""The audit trail: who did what to which object, when. It never holds a text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ihl_classifier.store.models import AuditRecord


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One thing done: `who` is a key's name or `cli`, `what` a verb on a noun (`incident.create`)."""

    at: datetime
    who: str
    what: str
    object_id: str


class AuditRepository:
    """The audit trail within one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, who: str, what: str, object_id: str) -> None:
        """Return when the entry will be stored with the unit."""
        self._session.add(AuditRecord(at=datetime.now(UTC), who=who, what=what, object_id=object_id))

    def list(self, limit: int = 1000) -> list[AuditEntry]:
        """Return the last entries, oldest first."""
        newest = self._session.scalars(select(AuditRecord).order_by(AuditRecord.number.desc()).limit(limit)).all()
        return [AuditEntry(row.at, row.who, row.what, row.object_id) for row in reversed(newest)]
