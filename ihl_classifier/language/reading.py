"""What was read in one text: mentions, acts, parties and facts, all as plain frozen data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ihl_classifier.schema.actors import Affected, Party
from ihl_classifier.schema.answer import Caution
from ihl_classifier.schema.facts import Facts
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Stance

TOLD = frozenset({Stance.ASSERTED, Stance.ALLEGED, Stance.CLAIMED, Stance.DISPUTED})


@dataclass(frozen=True, slots=True)
class Telling:
    """How the text tells a mention: its stance, who says so, and whether it is negated."""

    stance: Stance = Stance.ASSERTED
    source: str = ""
    negated: bool = False
    likely: bool = False

    @property
    def told(self) -> bool:
        """Return whether the mention is told as a fact, however hedged."""
        return not self.negated and self.stance in TOLD


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that express a concept. `tokens` are (first, past last); `up` holds the concept and its ancestors."""

    concept: str
    up: frozenset[str]
    tokens: tuple[int, int]
    span: Span
    sentence: int
    telling: Telling


@dataclass(frozen=True, slots=True)
class Participant:
    """The head phrase of an agent or patient, the concepts it expresses, and whom it means."""

    span: Span
    tokens: tuple[int, int]
    concepts: frozenset[str]
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class ActRead:
    """One act as read."""

    ref: str
    concept: str
    up: frozenset[str]
    span: Span
    sentence: int
    agents: tuple[Participant, ...]
    patients: tuple[Participant, ...]
    means: tuple[Participant, ...]
    telling: Telling
    confidence: float
    bound: bool
    """Whether the grammar bound the participants; if not, they are taken from the sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole reading of one text."""

    text: str
    language: str
    sentences: tuple[tuple[int, int], ...]
    mentions: tuple[Mention, ...]
    acts: tuple[ActRead, ...]
    parties: tuple[Party, ...]
    affected: tuple[Affected, ...]
    facts: Facts
    masked: str
    memberships: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Unnamed actors and the parties they are said to belong to, by ref."""
    claimants: Mapping[str, int] = field(default_factory=dict)
    """Parties that claim an act as their own, with the sentence where they do."""
    taught: frozenset[int] = frozenset()
    """Sentences that only say what the law is, beside others that tell what happened; nothing is learnt from them."""
    movers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Parties that do something in a sentence, by its number."""
    speakers: frozenset[str] = frozenset()
    """Parties that speak, help, or hold the place: no doers for want of another."""
    warnings: tuple[Caution, ...] = field(default=())
