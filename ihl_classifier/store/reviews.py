"""The reviews: written once; a second thought is a second review."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ihl_classifier.schema.review import Review
from ihl_classifier.store.incidents import refuse_nul
from ihl_classifier.store.models import ReviewRecord


@dataclass(frozen=True, slots=True)
class StoredReview:
    """A review with the id and the moment that the store gave it."""

    id: uuid.UUID
    incident_id: uuid.UUID
    review: Review
    created: datetime


class ReviewRepository:
    """The reviews within one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, incident_id: uuid.UUID, review: Review) -> uuid.UUID:
        """Return the new id of the review; that it fits the incident's text is for the caller to check.

        Raises:
            IhlError: the reviewer's name holds a NUL character.
        """
        refuse_nul(review.reviewer, "reviewer")
        record = ReviewRecord(
            id=uuid.uuid4(),
            incident_id=incident_id,
            reviewer=review.reviewer,
            body=review.model_dump(mode="json"),
            based_on=review.based_on.model_dump(mode="json"),
            created=datetime.now(UTC),
        )
        self._session.add(record)
        self._session.flush()
        return record.id

    def list(self, incident_id: uuid.UUID) -> list[StoredReview]:
        """Return the reviews of an incident, oldest first."""
        query = select(ReviewRecord).where(ReviewRecord.incident_id == incident_id).order_by(ReviewRecord.number)
        return [
            StoredReview(row.id, row.incident_id, Review.model_validate(row.body), row.created)
            for row in self._session.scalars(query)
        ]
