"""A passage of a document, and the batch row that carries its answer."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from ihl_classifier.schema.answer import LabelledIncident


@dataclass(frozen=True, slots=True)
class PassageRef:
    """Where a passage stands in its document.

    `segments` map the passage back: (passage start, document start, length), in code points;
    what lies between them in the document (footnotes, hyphens) was cut out. `start` and `end`
    are the document offsets of the first and past the last character.
    """

    document: str
    page: int | None
    paragraph: int
    heading: str
    start: int
    end: int
    segments: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class BatchRow:
    """The answer of one passage, where it stands, and proposed duplicates (never merged)."""

    answer: LabelledIncident
    passage: PassageRef
    same_as: tuple[str, ...] = ()


PASSAGE: TypeAdapter[PassageRef] = TypeAdapter(PassageRef)
