"""Where sentences end: good enough to split long paragraphs and to find the end of a citation."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSERS = "”’\"'»)\\]"
_TERMINATOR = re.compile(rf"[.!?…]+(?:[{_CLOSERS}]+)?")
_LAST_WORD = re.compile(r"[^\W_]+(?:[.\-][^\W_]+)*\Z")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?-?)+\Z")
_STARTING = "the a an in on at it its he she they this that these those there but and however when after"
_STARTERS = frozenset(_STARTING.split())
_OPENERS = "“‘\"'«([–—"

_SHORTENED = """mr mrs ms dr prof st ste gen brig col lt maj capt sgt cpl gov sen rep hon rev no nos nr art arts
para paras par p pp vol vols ed eds al cf vs v inc ltd co corp dept
fig figs ref refs approx ca c jan feb mar apr jun jul aug sep
sept oct nov dec mt ft res doc docs op cit loc sect ch chap mme mlle mgr env av éd trad janv févr avr juill déc
e.g i.e viz resp nb tel"""
ABBREVIATIONS = frozenset(_SHORTENED.split())
_MAY_END = frozenset({"al", "co", "inc", "ltd", "corp", "nos"})


def sentence_ends(text: str, start: int, end: int, *, lower: bool = False) -> Iterator[int]:
    """Yield the offsets past each sentence's last character within `start`..`end`, in order; `end` itself is not given.

    A full stop that is glued to the next capital ("2025.There") ends a sentence too. With `lower`, so does one before
    a lower-case word or a dash, as it stands where a citation was put into the middle of a sentence.
    """
    for match in _TERMINATOR.finditer(text, start, end):
        stop = match.end()
        if stop >= end:
            return
        following = text[stop:end].lstrip()
        if following and _ends_here(text, start, match, following, lower=lower):
            yield stop


def _ends_here(text: str, start: int, match: re.Match[str], following: str, *, lower: bool) -> bool:
    glued = not text[match.end()].isspace()
    first = following[0]
    if glued and not _glued_start(text, match, following):
        return False
    if "." in match.group() and match.group()[0] == "." and _abbreviates(text, start, match, following):
        return False
    if first.isupper() or first.isdigit() or first in _OPENERS or (first.isalpha() and not first.islower()):
        return True
    return lower and (first.islower() or first in ",;:")


def _glued_start(text: str, match: re.Match[str], following: str) -> bool:
    """Return whether a sentence begins right after the full stop with no space between ("2025.There")."""
    before = text[match.start() - 1] if match.start() else " "
    return (
        match.group()[0] in ".!?"
        and (before.islower() or before.isdigit() or before in _CLOSERS)
        and len(following) > 1
        and following[0].isupper()
        and (following[1].islower() or following[1] == " ")
        and not re.search(r"(?:https?://|www\.)\S*\Z", text[max(0, match.start() - 200) : match.start()])
    )


def _abbreviates(text: str, start: int, match: re.Match[str], following: str) -> bool:
    """Return whether the full stop belongs to an abbreviation or an initial, and ends nothing."""
    found = _LAST_WORD.search(text, max(start, match.start() - 40), match.start())
    if found is None or match.end() > match.start() + 1:
        return False
    word = found.group()
    next_word = re.split(r"\W", following, maxsplit=1)[0].casefold()
    if word.casefold() in ABBREVIATIONS:
        return not (word.casefold() in _MAY_END and next_word in _STARTERS)
    if len(word) <= 7 and _INITIALS.fullmatch(word):
        return ("." not in word and len(word) == 1) or ("." in word and next_word not in _STARTERS) or "-" in word
    return False


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences of `text` as (start, end) offsets, without the space between them."""
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in [*sentence_ends(text, 0, len(text)), len(text)]:
        lead = len(text[start:stop]) - len(text[start:stop].lstrip())
        if text[start:stop].strip():
            spans.append((start + lead, start + len(text[start:stop].rstrip())))
        start = stop
    return spans
