"""/v1/incidents: labels and stores incidents, and takes their reviews."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool

from api import examples
from api.body import StrictRoute
from api.errors import not_found
from api.openapi import WITH_BODY, errors, success
from api.routes.label import LabelBody, refuse_long
from api.security import LabelKey, ReaderKey, ReviewKey
from api.services import Parts
from ihl_classifier.review.check import check_review
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.review import Review
from ihl_classifier.store import Store
from ihl_classifier.store.incidents import StoredIncident, refuse_nul, refuse_nuls

router = APIRouter(prefix="/v1/incidents", tags=["incidents"], route_class=StrictRoute)
IdPath = uuid.UUID
LOCATION = {"Location": {"description": "The address of what was stored.", "schema": {"type": "string"}}}


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored, and the answer."""

    id: uuid.UUID
    answer: LabelledIncident


@dataclass(frozen=True, slots=True)
class IncidentBody:
    """A stored incident with its last answer, as it was given (its `schema_version` says in which form)."""

    id: uuid.UUID
    created: datetime
    external_id: str | None
    date: str | None
    country: str | None
    source: str | None
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredReviewId:
    """The id that a review got."""

    id: uuid.UUID


@dataclass(frozen=True, slots=True)
class ReviewBody:
    """A stored review."""

    id: uuid.UUID
    created: datetime
    review: Review


@dataclass(frozen=True, slots=True)
class ReviewList:
    """The reviews of an incident, oldest first; the last of a reviewer is what that reviewer holds."""

    reviews: tuple[ReviewBody, ...]


STORED: TypeAdapter[Stored] = TypeAdapter(Stored)


@router.post(
    "",
    summary="Label one text and store it",
    status_code=201,
    response_model=Stored,
    responses={
        201: success("stored", "Stored.", LOCATION),
        **errors(403, *WITH_BODY),
    },
)
async def create(incident: LabelBody, key: LabelKey, parts: Parts) -> Response:
    """Return the new id and the answer; both are stored, or neither."""
    refuse_long(incident, parts.settings, "body")
    refuse_nuls(incident, "body.")
    answer = await parts.pool.label(incident)
    incident_id = await run_in_threadpool(_store, parts.store, incident, answer, key.name)
    headers = {"Location": f"/v1/incidents/{incident_id}"}
    return Response(STORED.dump_json(Stored(incident_id, answer)), 201, headers, "application/json")


@router.get(
    "/{incident_id}",
    summary="A stored incident and its answer",
    responses={
        200: success("incident", "The incident."),
        **errors(403, 404),
    },
)
def read(incident_id: IdPath, _key: ReaderKey, parts: Parts) -> IncidentBody:
    """Return the incident with its last answer."""
    with parts.store.read() as unit:
        found = _found(unit.incidents.get(incident_id))
        labelling = unit.labellings.latest(incident_id)
    if labelling is None:
        raise LookupError("an incident is stored without its labelling")
    return IncidentBody(
        found.id,
        found.created,
        found.external_id,
        found.date,
        found.country,
        found.source,
        labelling.answer,
    )


@router.post(
    "/{incident_id}/reviews",
    summary="Review a stored incident",
    status_code=201,
    responses={201: success("review", "Stored.", LOCATION), **errors(403, 404, *WITH_BODY)},
)
def add_review(
    incident_id: IdPath,
    review: Annotated[Review, Body(openapi_examples={"kept": {"value": examples.REVIEW}})],
    key: ReviewKey,
    parts: Parts,
    response: Response,
) -> StoredReviewId:
    """Return the id of the review; spans must quote the incident's text."""
    refuse_nul(review.reviewer, "body.reviewer")
    with parts.store.write() as unit:
        check_review(review, _found(unit.incidents.get(incident_id)).text, "body.")
        review_id = unit.reviews.add(incident_id, review)
        unit.audit.add(key.name, "review.create", str(review_id))
    response.headers["Location"] = f"/v1/incidents/{incident_id}/reviews"
    return StoredReviewId(review_id)


@router.get(
    "/{incident_id}/reviews",
    summary="The reviews of a stored incident",
    responses={
        200: success("reviews", "The reviews, oldest first."),
        **errors(403, 404),
    },
)
def reviews(incident_id: IdPath, _key: ReviewKey, parts: Parts) -> ReviewList:
    """Return the reviews of the incident, oldest first."""
    with parts.store.read() as unit:
        _found(unit.incidents.get(incident_id))
        stored = unit.reviews.list(incident_id)
    return ReviewList(tuple(ReviewBody(item.id, item.created, item.review) for item in stored))


def _store(store: Store, incident: Incident, answer: LabelledIncident, who: str) -> uuid.UUID:
    with store.write() as unit:
        incident_id = unit.incidents.add(incident)
        unit.labellings.add(incident_id, answer)
        unit.audit.add(who, "incident.create", str(incident_id))
    return incident_id


def _found(incident: StoredIncident | None) -> StoredIncident:
    if incident is None:
        raise not_found("incident", "its id came with the answer to POST /v1/incidents; it may have been purged")
    return incident
