"""Affected persons, communities and objects: whom and what the acts harmed."""

from __future__ import annotations

from ihl_classifier.language.numbers import count
from ihl_classifier.language.reading import ActRead, Participant
from ihl_classifier.schema.actors import Affected
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Role, VictimStatus

ATTRIBUTES = {
    "child": "children", "woman": "women", "medical_personnel": "medical personnel", "relief_personnel": "relief personnel",
    "journalist": "journalists", "peacekeeper": "peacekeepers", "detainee": "detained", "community": "community",
}  # fmt: skip


def read_affected(acts: tuple[ActRead, ...]) -> tuple[Affected, ...]:
    """Return who and what was harmed, one entry a phrase; parties are not among them."""
    harmed: dict[str, list[Participant]] = {}
    for act in acts:
        if "harm" not in act.up or not act.telling.told:
            continue
        for patient in act.patients:
            if patient.ref or not patient.concepts:
                continue
            harmed.setdefault(patient.span.text.casefold(), []).append(patient)
    return tuple(
        _affected(f"a{number}", told[-1], tuple(sorted({patient.span for patient in told})))
        for number, told in enumerate(harmed.values(), 1)
    )


def _affected(ref: str, patient: Participant, spans: tuple[Span, ...]) -> Affected:
    concepts = patient.concepts
    is_person = bool(concepts & {"person", "proper_name"}) and not concepts & {"thing"}
    if concepts & {"captured_fighter"}:
        status = VictimStatus.HORS_DE_COMBAT
    elif concepts & {"fighter", "armed_actor"}:
        status = VictimStatus.FIGHTER
    elif concepts & {"civilian", "medical_personnel", "relief_personnel", "journalist"}:
        status = VictimStatus.CIVILIAN
    else:
        status = VictimStatus.UNKNOWN
    kind = "civilians" if status is VictimStatus.CIVILIAN and is_person else "persons" if is_person else "objects"
    bounds = next((b for word in patient.span.text.casefold().split() if (b := count(word))), None)
    number = bounds[0] if bounds and bounds[0] == bounds[1] else None
    attributes = tuple(name for concept, name in ATTRIBUTES.items() if concept in concepts)
    role = Role.VICTIM if is_person else Role.OBJECT
    return Affected(ref, kind, role, status, attributes, number, spans)
