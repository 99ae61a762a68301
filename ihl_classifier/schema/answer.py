"""The answer: one labelled incident, as JSON and as a type."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from ihl_classifier.schema.act import Act
from ihl_classifier.schema.actors import Affected, Party
from ihl_classifier.schema.candidate import Candidate
from ihl_classifier.schema.facts import Facts
from ihl_classifier.schema.version import SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What labelled: the model's version and the rule files' version."""

    version: str
    rules_version: str


@dataclass(frozen=True, slots=True)
class Caution:
    """Something the reader should know: what could not be read, guessed or trusted."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class AppliedConflict:
    """A conflict that the parties, date and place point to."""

    id: str
    classification: str
    as_of: str
    treaties: tuple[str, ...]
    source: str
    rival_view: str


@dataclass(frozen=True, slots=True)
class ApplicableLaw:
    """The conflicts that may govern; an empty list means "not in the table"."""

    conflicts: tuple[AppliedConflict, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledIncident:
    """The whole answer for one text."""

    schema_version: str = SCHEMA_VERSION
    id: str | None
    language: str
    text: str
    model: ModelInfo
    relevance: float
    incident: Facts
    parties: tuple[Party, ...]
    affected: tuple[Affected, ...]
    acts: tuple[Act, ...]
    candidates: tuple[Candidate, ...]
    applicable_law: ApplicableLaw
    abstained_because: str | None
    warnings: tuple[Caution, ...]


ANSWER: TypeAdapter[LabelledIncident] = TypeAdapter(LabelledIncident)


def to_json(answer: LabelledIncident) -> str:
    """Return the answer as one line of JSON."""
    return ANSWER.dump_json(answer).decode("utf-8")


def from_json(line: str | bytes) -> LabelledIncident:
    """Return the answer that a line of JSON holds; raises pydantic.ValidationError."""
    return ANSWER.validate_json(line)
