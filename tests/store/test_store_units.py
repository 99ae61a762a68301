"""Units of work: whole or not at all; what was stored comes back as it was; what is written once stays."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.review import Review
from ihl_classifier.store import Store
from ihl_classifier.store.models import AppendOnly, AuditRecord, LabellingRecord, ReviewRecord

Answerer = Callable[[Incident], LabelledIncident]
INCIDENT = Incident(text="Gunmen abducted six villagers.", id="x-1", date="late 1990s", country="Mali", source="NGO")
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=300)


def review(reviewer: str = "r1", comment: str = "") -> Review:
    return Review.model_validate(
        {
            "reviewer": reviewer,
            "comment": comment,
            "rules": [{"rule": 96, "grade": "primary", "evidence": [{"start": 7, "end": 15, "text": "abducted"}]}],
            "based_on": {"model": "m-1", "rules_version": "r-1"},
        }
    )


def test_an_incident_comes_back_as_it_was(store: Store, answer: Answerer) -> None:
    with store.write() as unit:
        incident_id = unit.incidents.add(INCIDENT)
        unit.labellings.add(incident_id, answer(INCIDENT))
    with store.read() as unit:
        found = unit.incidents.get(incident_id)
        labelling = unit.labellings.latest(incident_id)
    assert found is not None
    assert labelling is not None
    assert (found.external_id, found.text, found.date, found.country, found.source) == (
        "x-1", INCIDENT.text, "late 1990s", "Mali", "NGO",
    )  # fmt: skip
    assert abs(datetime.now(UTC) - found.created) < timedelta(minutes=1)
    assert labelling.labelled() == answer(INCIDENT)
    assert (labelling.model_version, labelling.rules_version) == ("m-1", "r-1")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=WORDS.filter(str.strip))
def test_any_text_comes_back_as_it_was(store: Store, answer: Answerer, text: str) -> None:
    incident = Incident(text=text)
    with store.write() as unit:
        incident_id = unit.incidents.add(incident)
        unit.labellings.add(incident_id, answer(incident))
    with store.read() as unit:
        found, labelling = unit.incidents.get(incident_id), unit.labellings.latest(incident_id)
    assert found is not None
    assert labelling is not None
    assert found.text == text
    assert labelling.labelled().text == text


def test_incident_and_labelling_are_stored_together_or_not_at_all(store: Store, answer: Answerer) -> None:
    def fail() -> None:
        with store.write() as unit:
            unit.labellings.add(unit.incidents.add(INCIDENT), answer(INCIDENT))
            unit.audit.add("k", "incident.create", "x")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    with store.read() as unit:
        assert unit.incidents.older_than(datetime.now(UTC) + timedelta(days=1)) == []
        assert unit.audit.list() == []
    with Session(store.engine) as session:
        assert session.scalars(select(LabellingRecord)).all() == []


def test_reading_keeps_nothing(store: Store) -> None:
    with store.read() as unit:
        unit.audit.add("k", "test.mark", "x")
        assert unit.audit.list() != []
    with store.read() as unit:
        assert unit.audit.list() == []


def test_reviews_come_back_in_their_order(store: Store) -> None:
    with store.write() as unit:
        incident_id = unit.incidents.add(INCIDENT)
        ids = [unit.reviews.add(incident_id, review(comment=str(number))) for number in range(5)]
    with store.read() as unit:
        found = unit.reviews.list(incident_id)
        assert [item.id for item in unit.incidents.reviewed()] == [incident_id]
    assert [item.id for item in found] == ids
    assert [item.review for item in found] == [review(comment=str(number)) for number in range(5)]


def test_a_review_needs_its_incident(store: Store) -> None:
    with pytest.raises(IntegrityError), store.write() as unit:
        unit.reviews.add(uuid.uuid4(), review())


@pytest.mark.parametrize("model", [ReviewRecord, LabellingRecord, AuditRecord])
def test_what_is_written_once_is_never_changed(store: Store, answer: Answerer, model: type) -> None:
    with store.write() as unit:
        incident_id = unit.incidents.add(INCIDENT)
        unit.labellings.add(incident_id, answer(INCIDENT))
        unit.reviews.add(incident_id, review())
        unit.audit.add("k", "incident.create", str(incident_id))
    changed = {ReviewRecord: "reviewer", LabellingRecord: "model_version", AuditRecord: "who"}[model]
    with Session(store.engine) as session:
        setattr(session.scalars(select(model)).one(), changed, "somebody else")
        with pytest.raises(AppendOnly):
            session.flush()


def test_the_audit_trail_is_not_deleted(store: Store) -> None:
    with store.write() as unit:
        unit.audit.add("k", "test.mark", "1")
    with Session(store.engine) as session:
        session.delete(session.scalars(select(AuditRecord)).one())
        with pytest.raises(AppendOnly):
            session.flush()


@pytest.mark.parametrize("field", ["text", "id", "date", "country", "source"])
def test_a_nul_character_is_refused_by_name(store: Store, field: str) -> None:
    incident = Incident.model_validate({"text": "Gunmen.", field: "Gun\x00men"})
    with pytest.raises(IhlError) as caught, store.write() as unit:
        unit.incidents.add(incident)
    assert (caught.value.info.code, caught.value.info.where) == ("nul_character", field)
    assert "men" not in caught.value.info.message


def test_a_moment_needs_a_zone_and_comes_back_in_utc(store: Store) -> None:
    paris = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=1)))
    with store.write() as unit:
        unit.keys.create(["label"], "k", paris)
    with store.read() as unit:
        found = unit.keys.list()[0].expires
    assert found == paris
    assert found.utcoffset() == timedelta(0)
    with pytest.raises(Exception, match="time zone"), store.write() as unit:
        unit.keys.create(["label"], "k2", datetime(2026, 1, 2))
