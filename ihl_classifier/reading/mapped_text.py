"""Text cut out of a document that remembers where each piece stood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Segment = tuple[int, int, int]
"""Start in the text, start in the document, length: code points, identical on both sides."""

_BREAK = re.compile(r"[\s\u00ad\u200b\u2060\ufeff]+")
_CLOSING = re.compile(r"[.,;:!?)\]’”»%]|[\"'](?=[.,;:)]|\Z)")


class Why(StrEnum):
    """Why a part of a document is in no passage."""

    HEADING = "heading"
    DATE = "date"
    NAVIGATION = "navigation"
    NOTE = "note"
    BULLET = "bullet"
    MARKUP = "markup"
    HYPHEN = "hyphen"


@dataclass(frozen=True, slots=True, order=True)
class Cut:
    """A part of a document that no passage holds, and why."""

    start: int
    end: int
    why: Why


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and its segments; what no segment covers is a space put in where something was cut out."""

    text: str
    segments: tuple[Segment, ...]

    @property
    def start(self) -> int:
        """Return the document offset of the first character."""
        return self.segments[0][1]

    @property
    def end(self) -> int:
        """Return the document offset past the last character."""
        return self.segments[-1][1] + self.segments[-1][2]

    def part(self, start: int, end: int) -> MappedText:
        """Return the text from `start` to `end` with its segments."""
        kept: list[Segment] = []
        for here, there, length in self.segments:
            first, last = max(here, start), min(here + length, end)
            if first < last:
                kept.append((first - start, there + first - here, last - first))
        return MappedText(self.text[start:end], tuple(kept))


def map_text(source: str, start: int, end: int, cuts: Iterable[Cut] = ()) -> MappedText | None:
    """Return what is left of `source` from `start` to `end` without the cuts, or None where only space is left.

    Runs of space become one space; hyphens of line ends and marks without width go. `cuts` must be in order.
    """
    builder = _Builder(source)
    position = start
    for cut in cuts:
        if cut.end <= start or cut.start >= end:
            continue
        builder.add(position, max(position, cut.start))
        builder.gap(space=cut.why is Why.NOTE)
        if cut.why is Why.HYPHEN:
            builder.glue()
        position = max(position, min(cut.end, end))
    builder.add(position, end)
    return builder.done()


class _Builder:
    """Collects pieces; a space goes between two of them where the document had one, or a note stood."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parts: list[str] = []
        self.segments: list[Segment] = []
        self.length = 0
        self.space = False

    def gap(self, *, space: bool) -> None:
        self.space = self.space or space

    def glue(self) -> None:
        self.space = False

    def add(self, start: int, end: int) -> None:
        position = start
        for match in _BREAK.finditer(self.source, start, end):
            if match.group() == " " and start < match.start() and match.end() < end:
                continue
            self._piece(position, match.start())
            self.gap(space=match.group().strip("\u00ad\u200b\u2060\ufeff") != "")
            position = match.end()
        self._piece(position, end)

    def _piece(self, start: int, end: int) -> None:
        if start >= end:
            return
        if self.space and self.parts and not _CLOSING.match(self.source, start, end):
            self.parts.append(" ")
            self.length += 1
        self.space = False
        self.parts.append(self.source[start:end])
        self.segments.append((self.length, start, end - start))
        self.length += end - start

    def done(self) -> MappedText | None:
        return MappedText("".join(self.parts), tuple(self.segments)) if self.parts else None
