"""The answers of the labeller for stored incidents."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ihl_classifier.schema.answer import ANSWER, LabelledIncident
from ihl_classifier.store.models import LabellingRecord


@dataclass(frozen=True, slots=True)
class StoredLabelling:
    """An answer as it was given; `answer` is the JSON object of that day, whatever its schema version."""

    model_version: str
    rules_version: str
    answer: dict[str, Any]
    created: datetime

    def labelled(self) -> LabelledIncident:
        """Return the answer as today's type; raises pydantic.ValidationError if it no longer fits."""
        return ANSWER.validate_python(self.answer)


class LabellingRepository:
    """The labellings within one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, incident_id: uuid.UUID, answer: LabelledIncident) -> None:
        """Return when the answer is written within the unit."""
        self._session.add(
            LabellingRecord(
                incident_id=incident_id,
                model_version=answer.model.version,
                rules_version=answer.model.rules_version,
                answer=ANSWER.dump_python(answer, mode="json"),
                created=datetime.now(UTC),
            )
        )
        self._session.flush()

    def list(self, incident_id: uuid.UUID) -> list[StoredLabelling]:
        """Return the labellings of an incident, oldest first."""
        query = select(LabellingRecord).where(LabellingRecord.incident_id == incident_id)
        return [
            StoredLabelling(row.model_version, row.rules_version, row.answer, row.created)
            for row in self._session.scalars(query.order_by(LabellingRecord.number))
        ]

    def latest(self, incident_id: uuid.UUID) -> StoredLabelling | None:
        """Return the last labelling of an incident, None if there is none."""
        query = select(LabellingRecord).where(LabellingRecord.incident_id == incident_id)
        row = self._session.scalars(query.order_by(LabellingRecord.number.desc()).limit(1)).first()
        return None if row is None else StoredLabelling(row.model_version, row.rules_version, row.answer, row.created)
