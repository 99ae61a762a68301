"""An act: who did what to whom, with the words."""

from __future__ import annotations

from dataclasses import dataclass

from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Stance


@dataclass(frozen=True, slots=True)
class Participant:
    """An agent or patient: the words where they stand (pronouns included) and whom they mean."""

    ref: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `span` is the trigger word, `agents` is empty where no doer is told."""

    ref: str
    concept: str
    span: Span
    agents: tuple[Participant, ...]
    patients: tuple[Participant, ...]
    means: tuple[Span, ...]
    stance: Stance
    stance_source: str
    negated: bool
    confidence: float
