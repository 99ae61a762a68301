"""Passages of a document: one incident each where the text allows, with the context of headings and date lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ihl_classifier.reading.blocks import Block, Kind
from ihl_classifier.reading.context import Context
from ihl_classifier.reading.countries import prevailing_country
from ihl_classifier.reading.dates import date_line
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.hyphens import hyphen_cuts
from ihl_classifier.reading.mapped_text import Cut, MappedText, Why, map_text
from ihl_classifier.reading.notes import note_cuts
from ihl_classifier.reading.openings import split
from ihl_classifier.schema.passage import PassageRef

_LEFT_OUT = {Kind.HEADING: Why.HEADING, Kind.DATE: Why.DATE, Kind.NAVIGATION: Why.NAVIGATION}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage to label: its words, where they stand, and the date and country that hold at its place."""

    id: str
    text: str
    ref: PassageRef
    date: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The passages of a document in order, and what is in none of them: together all of it but space."""

    passages: tuple[Passage, ...]
    left_out: tuple[Cut, ...]


def segment(document: Document) -> Segmentation:
    """Return the passages of a document and what was left out.

    Headings and date lines give context to the passages below them; footnotes, list marks, markup and what belongs to
    the page alone are cut out. Prose is never lost: each character is in a segment of a passage or in `left_out`.
    """
    text = document.text
    notes = note_cuts(text, document.blocks)
    cuts = _joined([*notes, *hyphen_cuts(text), *(cut for block in document.blocks for cut in block.cuts)])
    context = Context(document.title, prevailing_country(text))
    passages: list[Passage] = []
    left_out = list(cuts)
    for paragraph, block in enumerate(document.blocks, 1):
        if block.kind in _LEFT_OUT:
            left_out.append(Cut(block.start, block.end, _LEFT_OUT[block.kind]))
            _take(context, text, block, cuts)
            continue
        mapped = map_text(text, block.start, block.end, _between(cuts, block))
        if mapped is not None:
            context.take_paragraph(mapped.text)
            passages.extend(_passages(document.name, paragraph, block, mapped, context))
    return Segmentation(tuple(passages), _disjoint(left_out))


def _passages(name: str, paragraph: int, block: Block, mapped: MappedText, context: Context) -> list[Passage]:
    parts = split(mapped)
    found: list[Passage] = []
    for number, part in enumerate(parts, 1):
        ref = PassageRef(
            document=name, page=block.page, paragraph=paragraph, heading=context.heading,
            start=part.text.start, end=part.text.end, segments=part.text.segments,
        )  # fmt: skip
        mark = f"{name}#{paragraph}" + (f".{number}" if len(parts) > 1 else "")
        found.append(Passage(mark, part.text.text, ref, part.date or context.date, context.country))
    return found


def _take(context: Context, text: str, block: Block, cuts: Sequence[Cut]) -> None:
    """Hand a block that is no prose to the context."""
    if block.kind is Kind.DATE:
        context.take_date(date_line(text[block.start : block.end]))
    elif block.kind is Kind.HEADING and (mapped := map_text(text, block.start, block.end, _between(cuts, block))):
        context.take_heading(mapped.text, block.level)


def _between(cuts: Sequence[Cut], block: Block) -> list[Cut]:
    return [cut for cut in cuts if cut.start < block.end and cut.end > block.start]


def _joined(cuts: list[Cut]) -> list[Cut]:
    """Return the cuts in order, without those that lie within another."""
    kept: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, -cut.end)):
        if not kept or cut.start >= kept[-1].end:
            kept.append(cut)
        elif cut.end > kept[-1].end:
            kept.append(replace(cut, start=kept[-1].end))
    return kept


def _disjoint(cuts: list[Cut]) -> tuple[Cut, ...]:
    """Return the parts left out in order; a cut within a heading or the like is part of that."""
    return tuple(_joined(cuts))
