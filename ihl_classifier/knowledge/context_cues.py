"""The cues of context: words that negate, allege, claim, doubt or generalise what stands near them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from ihl_classifier.knowledge.yaml_files import StrictModel, read_model


class CueKind(StrEnum):
    """What a cue does to the mentions in its scope (medspaCy's ConText calls it a modifier)."""

    NEGATED = "negated"
    DENIED = "denied"
    ALLEGED = "alleged"
    CLAIMED = "claimed"
    DISPUTED = "disputed"
    LIKELY = "likely"
    HYPOTHETICAL = "hypothetical"
    DOCTRINAL = "doctrinal"
    TERMINATE = "terminate"


class Scope(StrEnum):
    """Where a cue reaches: so many tokens onward or back, or the whole sentence."""

    FORWARD = "forward"
    BACKWARD = "backward"
    SENTENCE = "sentence"


class Cue(StrictModel):
    """A group of cues that behave alike; `reach` counts tokens."""

    kind: CueKind
    scope: Scope
    reach: int = 60
    note: str = ""
    en: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()


class CueFile(StrictModel):
    """The file rules/lexicon/context.yaml."""

    cues: tuple[Cue, ...]


def load_cues(root: Path) -> tuple[Cue, ...]:
    """Return the cues of the rules folder `root`; raises ConfigError where the file does not parse."""
    return read_model(root / "lexicon" / "context.yaml", CueFile).model.cues
