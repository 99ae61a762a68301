"""A corpus small enough to train on in a second, and incidents that reviewers correct."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

from ihl_classifier.learning.example import Example
from ihl_classifier.schema.answer import ApplicableLaw, LabelledIncident, ModelInfo
from ihl_classifier.schema.candidate import Candidate, Element, Law, Scores
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.facts import Facts
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.review import Review
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, Stance, State
from ihl_classifier.store.incidents import StoredIncident

CONFLICTS = ("aa-one", "bb-two", "cc-three", "dd-four", "ee-five", "ff-six", "gg-seven", "hh-eight")
HELD = ("xx-held", "yy-held")
PLACES = ("Abara", "Bedu", "Calo")
EVENTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "Raiders grabbed {n} merchants by {place} and asked their kin for silver before letting them go": ((96,), (99,)),
    "A schoolmaster of {place} spent {n} weeks locked in a store room and nobody told him why": ((99,), ()),
    "Rockets struck the hospital of {place} at dusk and hurt {n} of the sick": ((28,), (7,)),
    "Men with rifles went through {place} and carried off {n} sheep and the grain of the elders": ((52,), ()),
    "The elders of {place} sat for {n} hours and talked about rain and the new bridge": ((), ()),
    "At {place} the wrestling ended {n} to one and the merchants paid for the feast": ((), ()),
}
TURNED_BACK = "Troops turned back {n} lorries of drinking water bound for {place} while its wells were dry"


def row(text: str, conflict: str, primary: Sequence[int], secondary: Sequence[int] = (), id_: str = "") -> CorpusRow:
    """Return a corpus row with these labels."""
    evidence = (text.split()[1],)
    return CorpusRow.model_validate(
        {
            "id": id_ or f"r-{abs(hash((text, conflict))):x}",
            "text": text, "language": "en", "conflict": conflict, "country": "", "date": "", "style": "wire",
            "batch": "t", "codebook": "1.2", "invented": True, "facts_from": "", "parties": (), "affected": (),
            "acts": (), "note": "",
            "primary": [{"rule": rule, "evidence": evidence} for rule in primary],
            "secondary": [{"rule": rule, "evidence": evidence} for rule in secondary],
        }
    )  # fmt: skip


def corpus(conflicts: Sequence[str] = CONFLICTS) -> list[CorpusRow]:
    """Return 6 events x conflicts x 3 places as rows."""
    made = []
    for number, (conflict, place, (event, (primary, secondary))) in enumerate(
        product(conflicts, PLACES, EVENTS.items())
    ):
        text = event.format(place=place, n=number % 7 + 2) + f", {conflict[3:]} radio said."
        made.append(row(text, conflict, primary, secondary, f"{conflict}-{number:03}"))
    return made


def read(incidents: Sequence[Incident]) -> list[Example]:
    """Return the incidents as their words alone: no engine speaks."""
    return [Example(incident.text, "en", {}, {}) for incident in incidents]


def stored(text: str, **changes: Any) -> StoredIncident:
    """Return an incident as the store gives it."""
    return StoredIncident(
        **{
            "id": uuid.uuid4(), "external_id": None, "text": text, "date": None, "country": None, "source": None,
            "created": datetime(2026, 1, 1, tzinfo=UTC), **changes,
        }
    )  # fmt: skip


def answer(text: str, *candidates: Candidate, **changes: Any) -> LabelledIncident:
    """Return an answer with these candidates."""
    return LabelledIncident(
        **{
            "id": None, "language": "en", "text": text, "model": ModelInfo("m-1", "r-1"), "relevance": 0.5,
            "incident": Facts(), "parties": (), "affected": (), "acts": (), "candidates": candidates,
            "applicable_law": ApplicableLaw(), "abstained_because": None, "warnings": (), **changes,
        }
    )  # fmt: skip


def candidate(rule: int, grade: Grade | None, band: Band = Band.LIKELY, **elements: Span) -> Candidate:
    """Return a candidate; each element given is met with its words."""
    return Candidate(
        rule=rule, title="", grade=grade, confidence=0.7, band=band, scores=Scores(None, 0.7), ledger=(),
        elements=tuple(Element(name, State.MET, (span,)) for name, span in elements.items()), defeaters=(),
        perpetrators=(), stance=Stance.ASSERTED, contested=(), ask=(), law=Law(), neighbours=(), related=(),
        explanation="",
    )  # fmt: skip


def review(reviewer: str, *rules: tuple[int, str] | tuple[int, str, list[Span]], **changes: Any) -> Review:
    """Return a review; each rule is (number, grade) or (number, grade, evidence)."""
    judged = [
        {
            "rule": rule,
            "grade": grade,
            "evidence": [{"start": s.start, "end": s.end, "text": s.text} for s in (evidence[0] if evidence else [])],
        }
        for rule, grade, *evidence in rules
    ]
    return Review.model_validate(
        {"reviewer": reviewer, "rules": judged, "based_on": {"model": "m-1", "rules_version": "r-1"}, **changes}
    )
