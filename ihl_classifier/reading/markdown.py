"""Markdown: headings, paragraphs and lists; the marks are cut out, and offsets stay those of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ihl_classifier.reading.blocks import Block, Kind
from ihl_classifier.reading.dates import date_line
from ihl_classifier.reading.lines import is_heading, is_navigation, is_rule
from ihl_classifier.reading.mapped_text import Cut, Why

_FRONT = re.compile(r"\A---[ \t]*\r?\n.*?^---[ \t]*\r?$\n?", re.DOTALL | re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.MULTILINE)
_HEADING = re.compile(r"[ ]{0,3}(#{1,6})[ \t]+(?=\S)")
_UNDERLINE = re.compile(r"[ ]{0,3}(=+|-+)[ \t]*\Z")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]?)*[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ \t]?)+")
_FENCE = re.compile(r"[ ]{0,3}(?:```|~~~)")
_DEFINITION = re.compile(r"[ ]{0,3}\[([^\]]+)\]:[ \t]")
_TABLE_RULE = re.compile(r"[ \t|:\-]+\Z")
_INLINE = re.compile(
    r"""(?P<comment><!--.*?-->) | (?P<image>!\[[^\]]*\]\([^)\s]*(?:\s"[^"]*")?\)) | (?P<note>\[\^[^\]\s]+\])
      | (?P<link_open>\[)(?=[^\[\]]+\]\([^)\s]*(?:\s"[^"]*")?\))
      | (?P<link_close>(?<=[^\[])\]\([^)\s]*(?:\s"[^"]*")?\))
      | (?P<strong>\*{2,3}|_{2,3}) | (?P<emphasis>(?<![\w*\\])[*_](?=[^\s*_])|(?<=[^\s*_\\])[*_](?![\w*]))
      | (?P<tick>`+) | (?P<escape>\\(?=[\\`*_{}\[\]()\#+\-.!>|]))
      | (?P<tag></?(?:b|i|em|strong|u|br|sup|sub|p|div|span|a)\b[^>]*>)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Open:
    """A block that is still growing."""

    start: int
    end: int
    kind: Kind
    level: int = 0
    cuts: list[Cut] = field(default_factory=list)


def markdown_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a Markdown text, in order, with what is markup in their cuts."""
    return tuple(_closed(text, block) for block in _open_blocks(text))


def markdown_title(text: str) -> str:
    """Return the title that the file's front matter gives, else ""."""
    front = _FRONT.match(text)
    found = _TITLE.search(front.group()) if front else None
    return found[1] if found else ""


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    position = start
    for line in text[start:].splitlines(keepends=True):
        yield position, position + len(line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"))
        position += len(line)


def _open_blocks(text: str) -> Iterator[_Open]:
    front = _FRONT.match(text)
    if front:
        yield _Open(0, front.end(), Kind.NAVIGATION)
    current: _Open | None = None
    fenced = False
    for start, end in _lines(text, front.end() if front else 0):
        line = text[start:end]
        if not line.strip():
            if current:
                yield current
            current = None
        elif current and (underline := _UNDERLINE.match(line)) and current.kind is Kind.PROSE and not fenced:
            current.kind, current.level = Kind.HEADING, 1 if underline[1][0] == "=" else 2
            current.cuts.append(Cut(start, end, Why.MARKUP))
            current.end = end
            yield current
            current = None
        else:
            opened = _opening(line, start, end, fenced=fenced)
            fenced ^= _FENCE.match(line) is not None
            if opened is None and current and current.kind in (Kind.PROSE, Kind.ITEM):
                _grow(current, line, start, end)
                continue
            if current:
                yield current
            current = opened or _prose(line, start, end)
            if current.kind in (Kind.HEADING, Kind.NAVIGATION):
                yield current
                current = None
    if current:
        yield current


def _opening(line: str, start: int, end: int, *, fenced: bool) -> _Open | None:
    """Return the block that this line begins by its mark, None where it has none."""
    if _FENCE.match(line) or (is_rule(line) and not fenced):
        return _Open(start, end, Kind.NAVIGATION)
    if heading := _HEADING.match(line):
        cuts = [Cut(start, start + heading.end(), Why.MARKUP)]
        if tail := re.search(r"[ \t]+#+[ \t]*\Z", line):
            cuts.append(Cut(start + tail.start(), end, Why.MARKUP))
        return _Open(start, end, Kind.HEADING, len(heading[1]), cuts)
    if _DEFINITION.match(line):
        return _Open(start, end, Kind.NAVIGATION, cuts=[Cut(start, end, Why.NOTE)])
    if item := _ITEM.match(line):
        return _Open(start, end, Kind.ITEM, cuts=[Cut(start, start + item.end(), Why.BULLET)])
    if line.lstrip().startswith("|"):
        if _TABLE_RULE.match(line):
            return _Open(start, end, Kind.NAVIGATION)
        bars = re.finditer(r"\A\s*\||\|\s*\Z", line)
        cuts = [Cut(start + bar.start(), start + bar.end(), Why.MARKUP) for bar in bars]
        return _Open(start, end, Kind.ITEM, cuts=cuts)
    return None


def _prose(line: str, start: int, end: int) -> _Open:
    block = _Open(start, end, Kind.PROSE)
    if quote := _QUOTE.match(line):
        block.cuts.append(Cut(start, start + quote.end(), Why.MARKUP))
    return block


def _grow(block: _Open, line: str, start: int, end: int) -> None:
    if quote := _QUOTE.match(line):
        block.cuts.append(Cut(start, start + quote.end(), Why.MARKUP))
    block.end = end


def _closed(text: str, block: _Open) -> Block:
    cuts = list(block.cuts)
    if block.kind is not Kind.NAVIGATION:
        cuts.extend(_inline(text, block))
    kind, level = block.kind, block.level
    if kind is Kind.PROSE and "\n" not in text[block.start : block.end].strip():
        kind = _one_line(text, block, cuts)
    return Block(block.start, block.end, kind, level, cuts=tuple(sorted(cuts)))


def _one_line(text: str, block: _Open, cuts: list[Cut]) -> Kind:
    bare = text[block.start : block.end]
    for cut in sorted(cuts, reverse=True):
        bare = bare[: cut.start - block.start] + bare[cut.end - block.start :]
    if is_navigation(bare):
        return Kind.NAVIGATION
    if len(bare) <= 80 and date_line(bare):
        return Kind.DATE
    bold = re.fullmatch(r"\s*(\*\*|__)(?:(?!\1).)+\1:?\s*", text[block.start : block.end])
    return Kind.HEADING if bold and is_heading(bare) else Kind.PROSE


def _inline(text: str, block: _Open) -> list[Cut]:
    """Return the marks within a block: emphasis, links' addresses, images, notes, escapes."""
    return [
        Cut(match.start(), match.end(), Why.NOTE if match.lastgroup == "note" else Why.MARKUP)
        for match in _INLINE.finditer(text, block.start, block.end)
    ]
