"""Footnotes in running text: numbers that run through the document, and texts that were pasted in behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ihl_classifier.reading.blocks import Block, Kind
from ihl_classifier.reading.citations import is_citation, note_end
from ihl_classifier.reading.dates import MONTHS
from ihl_classifier.reading.mapped_text import Cut, Why

_NUMBER = re.compile(r"(?<=[^\s\d(\[/–—\-#$€£°])(\d{1,3})(?!\d)")
_BRACKETED = re.compile(r"\[(\d{1,3}(?:\s*[,–-]\s*\d{1,3})*)\]")
_SUPERSCRIPT = re.compile(
    r"(?<=[^\W\d_])(?<!\bm)(?<!km)(?<!cm)(?<!mi)(?<!ft)[¹²³⁰⁴-⁹]+|(?<=[.,;:!?’”\"')\]])[¹²³⁰⁴-⁹]+"
)
_LIST_OF_NOTES = re.compile(
    r"\W*(?:foot|end)?\s?notes?\W*\Z|\W*(?:references|sources|bibliography|works cited|références|bibliographie)\W*\Z",
    re.IGNORECASE,
)
_BODY = re.compile(r"\s*\[?(\d{1,3})\]?[.):]?\s+(?=\S)")
_QUOTES = '‘“«"'
_CLOSERS = "”’\"'»)]"
_RUN = 3
"""So many numbers in a row make a chain certain without looking at what follows them."""
_GAP = 4
_LOOK_BACK = 60
_LOOK_AHEAD = 40
_LONGEST = 4000
"""Characters that the text of a note has at most."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number glued to the word before it; `glued` if text is glued to it on the other side, too."""

    start: int
    end: int
    number: int
    block: int
    glued: bool


def note_cuts(text: str, blocks: Sequence[Block]) -> list[Cut]:
    """Return what footnotes put into the prose of a document, in order: numbers, and texts pasted in behind them.

    A number counts as a note's where it continues the document's own counting, or where a citation is glued to it.
    """
    cuts: list[Cut] = []
    marked: dict[int, int] = {}
    chain = _chain(text, _candidates(text, blocks))
    for place, note in enumerate(chain):
        block = blocks[note.block]
        end = note.end
        if note.glued:
            following = chain[place + 1].start if place + 1 < len(chain) else block.end
            limit = min(following, block.end, note.end + _LONGEST)
            end = note_end(text, note.end, limit, inside=_inside(text, note.start))
            if end == note.end + _LONGEST:
                end = note.end  # no note is so long: its end was not found, and prose must not be lost
        cuts.append(Cut(note.start, end, Why.NOTE))
        marked.setdefault(note.number, note.start)
    for pattern in (_BRACKETED, _SUPERSCRIPT):
        for block in blocks:
            if block.kind in (Kind.PROSE, Kind.ITEM):
                for match in pattern.finditer(text, block.start, block.end):
                    if match.start() > block.start:
                        cuts.append(Cut(match.start(), match.end(), Why.NOTE))
                        marked.setdefault(_value(match.group()), match.start())
    cuts.extend(_bodies(text, blocks, marked))
    return _merged(cuts)


def _candidates(text: str, blocks: Sequence[Block]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for number, block in enumerate(blocks):
        if block.kind not in (Kind.PROSE, Kind.ITEM):
            continue
        for match in _NUMBER.finditer(text, block.start, block.end):
            after = text[match.end() : min(match.end() + _LOOK_AHEAD, block.end)]
            glued = _begins_note(after, text[match.start() - 1])
            if not glued and not _may_stand_bare(text, match.start(), after):
                continue
            if not _decimal(text, match.start()) and match.start() > block.start:
                found.append(_Candidate(match.start(), match.end(), int(match[1]), number, glued))
    return found


def _begins_note(after: str, before: str) -> bool:
    """Return whether what is glued behind a number may begin a note: a quote, a capitalised word, an initial."""
    if not after or after[0].islower() or not (after[0].isalpha() or after[0] in _QUOTES):
        return False
    if after[0] in _QUOTES or after[1:2].isalpha() or after[1:2] in (".", "’", "'"):
        return True
    return after[1:2] == " " and not before.isalpha()


def _may_stand_bare(text: str, start: int, after: str) -> bool:
    """Return whether a number with no text glued behind may be a note's: after a stop, before a space."""
    if after and not after[0].isspace() and after[0] not in ".,;:)":
        return False
    if after[:1] in (".", ",", ":") and after[1:2].isdigit():
        return False
    word = re.match(r"\s+([^\W\d_]+)", after)
    if word and word[1].casefold() in MONTHS:
        return False
    if text[start - 1] in ".,;:!?" or text[start - 1] in _CLOSERS:
        return True
    return re.search(r"[a-zà-ÿ]{3}\Z", text[max(0, start - 3) : start]) is not None


def _decimal(text: str, start: int) -> bool:
    """Return whether the number is the tail of another one ("3.5", "1,000", "10:30"); a year and full stop is not."""
    if text[start - 1] not in ".,:" or start < 2 or not text[start - 2].isdigit():
        return False
    return re.search(r"(?<!\d)(?:19|20)\d\d[.,]\Z", text[max(0, start - 6) : start]) is None


def _chain(text: str, candidates: list[_Candidate]) -> list[_Candidate]:
    """Return the candidates that count on from one another, by the best path, and those that a citation follows."""
    best = [0.3 if candidate.number == 1 else 0.0 for candidate in candidates]
    back = [-1] * len(candidates)
    for here, candidate in enumerate(candidates):
        for there in range(max(0, here - _LOOK_BACK), here):
            gain = _gain(candidates[there], candidate)
            if gain and best[there] + gain > best[here] + 1e-9:
                best[here], back[here] = best[there] + gain, there
    place = max(range(len(candidates)), key=best.__getitem__, default=-1)
    path: list[int] = []
    while place >= 0:
        path.append(place)
        place = back[place]
    path.reverse()
    runs: list[list[int]] = []
    for item in path:
        if runs and 0 < candidates[item].number - candidates[runs[-1][-1]].number <= _GAP:
            runs[-1].append(item)
        else:
            runs.append([item])
    chosen = {item for run in runs for item in run if len(run) >= _RUN or _cites(text, candidates[item])}
    return [candidates[item] for item in sorted(chosen)]


def _gain(before: _Candidate, after: _Candidate) -> float:
    step = after.number - before.number
    if step == 1:
        return 1.0 + 0.2 * after.glued
    if 1 < step <= _GAP:
        return 0.3
    return 0.2 if after.number == 1 else 0.0


def _cites(text: str, candidate: _Candidate) -> bool:
    return candidate.glued and is_citation(text[candidate.end : candidate.end + 200])


def _inside(text: str, start: int) -> bool:
    """Return whether the note's number stands within a sentence and not behind its end."""
    return not re.search(rf"[.!?…][{re.escape(_CLOSERS)}]*\Z", text[max(0, start - 5) : start])


def _bodies(text: str, blocks: Sequence[Block], marked: dict[int, int]) -> list[Cut]:
    """Return the blocks that hold the text of notes.

    They open with the number of a mark that stands before them, or are citations under a heading such as "Notes".
    """
    cuts: list[Cut] = []
    listed = False
    for block in blocks:
        line = text[block.start : block.end]
        if block.kind is Kind.HEADING:
            listed = _LIST_OF_NOTES.match(line) is not None
        if block.kind not in (Kind.PROSE, Kind.ITEM):
            continue
        match = _BODY.match(line)
        numbered = match is not None and marked.get(int(match[1]), block.start) < block.start
        bracketed = numbered and line.lstrip().startswith("[")
        if bracketed or ((numbered or listed) and is_citation(line)):
            cuts.append(Cut(block.start, block.end, Why.NOTE))
    return cuts


def _value(mark: str) -> int:
    digits = "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".find(sign)) if sign in "⁰¹²³⁴⁵⁶⁷⁸⁹" else sign for sign in mark)
    return int(re.findall(r"\d+", digits)[0])


def _merged(cuts: list[Cut]) -> list[Cut]:
    merged: list[Cut] = []
    for cut in sorted(cuts):
        if merged and cut.start < merged[-1].end:
            if cut.end > merged[-1].end:
                merged[-1] = Cut(merged[-1].start, cut.end, Why.NOTE)
        else:
            merged.append(cut)
    return merged
