"""The shape of citations: where a footnote's text ends when it was pasted into the sentence it belongs to."""

from __future__ import annotations

import re

from ihl_classifier.reading.dates import MONTH
from ihl_classifier.reading.sentences import sentence_ends

_LONGEST_TITLE = 400
_PAIRS = {"‘": "’", "“": "”", "«": "»"}
_TITLE_CLOSED = r"(?=\s*[,;.:)\]]|\s*\(|\s*\Z)"
_DATE = rf"(?:\d{{1,2}}\s+)?(?i:{MONTH})\s+(?:19|20)\d\d"
_DATED = re.compile(rf"{_DATE}(?:\s\([^()]{{1,40}}\)|\))?(?= (?:[A-ZÀ-Þ][a-zà-ÿ]+|A|In|On|It) [a-zà-ÿ])")
_MORE = re.compile(
    rf"""(?:see\b|voir\b|ibid\b|id\b|cf\b|available\b|(?:last\ )?(?:accessed|visited|retrieved)\b|consult|https?:|www\.|
        pp?\.?\ ?\d|paras?\.?\ ?\d|vol\b|no\.?\ ?\d|u\.?n\.?\ doc|arts?\.?\ ?\d|reprinted\b|quoted\ in\b|
        cited\ in\b|for\ (?:more|details|further)\b|
        {_DATE}\s*[.;,)]|[A-ZÀ-Þ][\w.&’' -]{{1,40}},\s?{_DATE}\s*[.;]
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SHAPE = re.compile(
    rf"""[’”»"'],\s?[^\W\d]|\bibid\b|\bop\.\ ?cit\b|,\s?{_DATE}|https?://|www\.|\bu\.?n\.?\ doc|accessed\b|
         \bparas?\.?\ \d|\bpp?\.?\ \d|adopted\ at|entered\ into\ force|\b(?:rule|article|art\.?|ref)\s\d""",
    re.IGNORECASE | re.VERBOSE,
)


def is_citation(text: str) -> bool:
    """Return whether the text has the marks of a citation: a title in quotes, a dated publisher, an address."""
    return _SHAPE.search(text) is not None


def note_end(text: str, start: int, limit: int, *, inside: bool) -> int:
    """Return the offset past the last character of the note that begins at `start` and ends by `limit`.

    `inside` tells that the note's number stands within a sentence: the note then goes on to where a sentence is taken
    up again, at a lower-case word or a dash. Else it is one sentence, and those after it that read as more citation.
    """
    quoted = _titles(text, start, limit)
    ends = [stop for stop in sentence_ends(text, start, limit, lower=inside) if not _within(stop, quoted)]
    if inside:
        for stop in ends:
            following = text[stop:limit].lstrip()
            if following[:1].islower() or following[:1] in ("–", "—", ",", ";", ":"):
                return stop
    ends = sorted({*ends, *_undotted(text, start, limit, quoted)})
    for stop in ends:
        if not _goes_on(text, stop, limit):
            return stop
    return limit


def _goes_on(text: str, stop: int, limit: int) -> bool:
    """Return whether what follows `stop` still belongs to the citation."""
    following = text[stop:limit].lstrip()
    if _MORE.match(following):
        return True
    if following[:1] in _PAIRS or following[:1] in "\"'":
        chunk = following[: next(sentence_ends(following, 0, len(following)), len(following))]
        return re.search(rf"[’”»\"'][,.]\s.*{_DATE}|https?://", chunk) is not None
    return False


def _undotted(text: str, start: int, limit: int, quoted: list[tuple[int, int]]) -> list[int]:
    """Return where a citation ends with its date and the next sentence begins with no full stop between."""
    return [
        match.end()
        for match in _DATED.finditer(text, start, limit)
        if not _within(match.end(), quoted) and "," in text[max(start, match.start() - 3) : match.start()]
    ]


def _titles(text: str, start: int, limit: int) -> list[tuple[int, int]]:
    """Return the spans of titles in quotes; a title whose opening mark was lost begins with the note."""
    spans: list[tuple[int, int]] = []
    position = start
    lost = re.compile(r"[’”»](?=\s*[,;])").search(text, start, limit)
    if lost and not any(mark in text[start : lost.start()] for mark in _PAIRS):
        spans.append((start, lost.end()))
        position = lost.end()
    while position < limit:
        closing = _PAIRS.get(text[position])
        if closing:
            end = re.compile(re.escape(closing) + _TITLE_CLOSED)
            found = end.search(text, position + 1, min(limit, position + _LONGEST_TITLE))
            if found:
                spans.append((position, found.end()))
                position = found.end()
                continue
        position += 1
    return spans


def _within(stop: int, spans: list[tuple[int, int]]) -> bool:
    return any(first < stop < last for first, last in spans)
