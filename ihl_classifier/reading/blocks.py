"""Blocks of a document: paragraphs, list items, headings, date lines and what belongs to the page alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ihl_classifier.reading.dates import date_line
from ihl_classifier.reading.lines import (
    bullet_length,
    ends_sentence,
    is_heading,
    is_navigation,
    is_rule,
    is_sentence,
    is_short,
    mark_length,
)
from ihl_classifier.reading.mapped_text import Cut, Why

_MENU = 4
"""So many short lines with nothing between them are a menu or a table of contents."""
_NARROW, _WIDE = 50, 140
"""Widths, in characters, between which a group of lines may be a wrapped paragraph."""
_STUB = 25
"""A line of at most so many characters does not run on, but in a wrapped paragraph."""


class Kind(StrEnum):
    """What a block is; only prose and items become passages."""

    PROSE = "prose"
    ITEM = "item"
    HEADING = "heading"
    DATE = "date"
    NAVIGATION = "navigation"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document. `level` is a heading's depth, 0 where the document does not tell it."""

    start: int
    end: int
    kind: Kind
    level: int = 0
    page: int | None = None
    cuts: tuple[Cut, ...] = ()


def plain_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a plain text, in order; every character that is no space is in one."""
    blocks: list[Block] = []
    for group in _groups(text):
        chunks = [_classify(text, start, end) for start, end in _chunks(text, group)]
        blocks.extend(_without_menu(text, chunks))
    return settle_headings(text, blocks)


def settle_headings(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks with those headings made prose that head nothing and tell something.

    A list of incidents, one a line and without full stops, looks like headings; so does a text of one short line.
    """
    settled: list[Block] = []
    any_prose = any(block.kind in (Kind.PROSE, Kind.ITEM) for block in blocks)
    before_was_told = False
    for number, block in enumerate(blocks):
        told = False
        if block.kind is Kind.HEADING and block.level == 0:
            following = next((other.kind for other in blocks[number + 1 :] if other.kind is not Kind.NAVIGATION), None)
            heads = following in (Kind.PROSE, Kind.ITEM, Kind.DATE)
            line = text[block.start : block.end]
            told = is_sentence(line) and (not heads or before_was_told or line.rstrip().endswith(":"))
            told = told or not any_prose
        settled.append(replace(block, kind=Kind.PROSE) if told else block)
        before_was_told = told
    return tuple(settled)


def _groups(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of lines with no blank line between them, each line as (start, end) without its space."""
    group: list[tuple[int, int]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = position + len(line) - len(line.lstrip())
            group.append((start, start + len(bare)))
        elif group:
            yield group
            group = []
        position += len(line)
    if group:
        yield group


def _chunks(text: str, group: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs of a group of lines: wrapped lines are joined, others stand alone."""
    width = max(end - start for start, end in group)
    running = [not ends_sentence(text[start:end]) for start, end in group[:-1]]
    lower = [text[start].isalpha() and not text[start].isupper() for start, _ in group[1:]]
    wrapped = _NARROW <= width <= _WIDE and min(sum(running), sum(lower)) >= 0.5 * len(running) > 0
    start, last = group[0]
    for here, end in group[1:]:
        if bullet_length(text[here:end]) or not _continues(text, start, last, here, width if wrapped else 0):
            yield start, last
            start = here
        last = end
    yield start, last


def _continues(text: str, start: int, last: int, here: int, width: int) -> bool:
    """Return whether the line at `here` goes on with the paragraph from `start` to `last`."""
    line_start = max(start, text.rfind("\n", start, last) + 1)
    length = last - line_start
    if text[here].islower() and not ends_sentence(text[line_start:last]):
        return length > _STUB or width > 0 or text[last - 1] == "-"
    return width > 0 and length >= 0.7 * width


def _classify(text: str, start: int, end: int) -> Block:
    line = text[start:end]
    one_line = "\n" not in line
    if is_rule(line) or (one_line and is_navigation(line)):
        return Block(start, end, Kind.NAVIGATION)
    if one_line and len(line) <= 80 and date_line(line):
        return Block(start, end, Kind.DATE)
    if mark := mark_length(line):
        if is_navigation(line[mark:]):
            return Block(start, end, Kind.NAVIGATION)
        return Block(start, end, Kind.ITEM, cuts=(Cut(start, start + mark, Why.BULLET),))
    return Block(start, end, Kind.HEADING if one_line and is_heading(line) else Kind.PROSE)


def _without_menu(text: str, chunks: list[Block]) -> list[Block]:
    """Return the blocks of one group; a run of short lines that tell nothing becomes navigation."""
    lines = [text[block.start : block.end] for block in chunks]
    menu = len(chunks) >= _MENU and all(
        block.kind is not Kind.ITEM and is_short(line) and not is_sentence(line)
        for block, line in zip(chunks, lines, strict=True)
    )
    return [replace(block, kind=Kind.NAVIGATION) for block in chunks] if menu else chunks
