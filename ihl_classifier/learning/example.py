"""What the learning floor sees of a text: its masked words, the marks of the engine, the engine's scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ihl_classifier.schema.incident import Incident

PARTY_MASK = "PARTY"
"""The token that stands where the language floor masked a party's name."""

ENGINE_PRIMARY = 1.0
ENGINE_SECONDARY = 0.5


@dataclass(frozen=True, slots=True)
class Example:
    """One text as the classifier sees it, in training and in serving alike."""

    text: str
    """The words, with party names masked (`PARTY`), so that acts are learnt and not who is usually blamed."""
    language: str
    marks: Mapping[str, float]
    """Evidence by name: `rule:96=primary`, `element:96.seizure`, `concept:abduct`."""
    engine: Mapping[int, float]
    """Rule -> engine score: 1.0 primary, 0.5 secondary, lower for partial; absent is 0."""


Reader = Callable[[Sequence[Incident]], list[Example]]
"""Reads incidents with the language and reasoning floors, in order; the floor above provides it."""


def remembering(read: Reader) -> Reader:
    """Return a reader that reads each incident once, for work that needs the same texts several times."""
    known: dict[Incident, Example] = {}

    def again(incidents: Sequence[Incident]) -> list[Example]:
        new = [incident for incident in dict.fromkeys(incidents) if incident not in known]
        known.update(zip(new, read(new), strict=True))
        return [known[incident] for incident in incidents]

    return again
