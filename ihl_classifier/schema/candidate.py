"""A candidate: a rule to review, element by element. Never a finding."""

from __future__ import annotations

from dataclasses import dataclass

from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, LawAnswer, Stance, State


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a rule: met with evidence, defeated, or open."""

    id: str
    state: State
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Defeater:
    """A fact that would speak against the rule; it counts only when met."""

    id: str
    state: State
    evidence: tuple[Span, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Scores:
    """Rule engine and classifier, side by side, each 0 to 1; null where it did not speak."""

    rule_engine: float | None
    classifier: float | None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One term of the judgement: what spoke and by how many log-odds."""

    term: str
    log_odds: float


@dataclass(frozen=True, slots=True)
class Contested:
    """A point of law or fact on which careful readers differ."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A rule close by and the fact that tells them apart."""

    rule: int
    text: str


@dataclass(frozen=True, slots=True)
class Law:
    """Three separate answers for these parties on that date."""

    custom: LawAnswer = LawAnswer.UNKNOWN
    treaty: LawAnswer = LawAnswer.UNKNOWN
    icc: LawAnswer = LawAnswer.UNKNOWN


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule a careful reviewer may keep; `confidence` is the probability that one does.

    `grade` is null only on a rule that was asked for by `explain` and is not proposed.
    """

    rule: int
    title: str
    grade: Grade | None
    confidence: float
    band: Band
    scores: Scores
    ledger: tuple[LedgerEntry, ...]
    elements: tuple[Element, ...]
    defeaters: tuple[Defeater, ...]
    perpetrators: tuple[str, ...]
    stance: Stance
    contested: tuple[Contested, ...]
    ask: tuple[str, ...]
    law: Law
    neighbours: tuple[Neighbour, ...]
    related: tuple[int, ...]
    explanation: str
