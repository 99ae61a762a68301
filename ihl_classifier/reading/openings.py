"""Sentences at which a long paragraph goes on to another incident: a new date, another place, "in another attack"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from ihl_classifier.reading.dates import DateRead, read_date, shift
from ihl_classifier.reading.lines import words
from ihl_classifier.reading.mapped_text import MappedText
from ihl_classifier.reading.sentences import sentences

LONG_WORDS = 120
"""A paragraph above this is split wherever another incident opens."""
LISTED_WORDS = 60
"""One above this is split only where each part opens with a day of its own, as lists of incidents do."""
LEAST_WORDS = 8
"""A part is at least so long; a short first sentence stays with the one it introduces."""
_LOOK_BACK = 3000
"""Characters in which a date told before is looked for."""

_CONNECTOR = re.compile(
    r"""(?:(?:for\ example|for\ instance|notably|similarly|likewise|separately|meanwhile|also|earlier|later|then|again|
        in\ addition|additionally|(?:more|most)\ recently|previously|subsequently|par\ exemple|notamment|de\ même|
        par\ ailleurs)\s*,?\s+)?""",
    re.IGNORECASE | re.VERBOSE,
)
_EXAMPLE = re.compile(
    r"(?:for example|for instance|notably|in one (?:example|case|instance|incident)|par exemple|notamment)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:on|in|between|from|during|early on|late on|at dawn on|le|en|entre|du)\s+(?:(?:early|mid|late)[- ])?",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"""(?:(?:on\ )?the\ (?:following|next|same)\ (?:day|morning|evening|night|week|month)
        |(?:an?|one|two|three|four|five|six|seven|ten|\d+|several|some|a\ few)\ (?:days?|weeks?|months?)
         \ (?:later|earlier|after|before)
        |later\ (?:the\ same|that)\ (?:day|morning|evening|night|week|month)
        |that\ (?:same\ )?(?:day|night|evening|morning|afternoon)
        |le\ lendemain|(?:une?|deux|trois|quatre|cinq|quelques|\d+)\ (?:jours?|semaines?|mois)\ plus\ tard)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_ANOTHER = re.compile(
    r"""(?:in\ (?:another|a\ separate|a\ second|a\ third|a\ further|a\ similar|one|a\ related)
           \ (?:incident|case|attack|example|instance|raid|episode|strike|village|town)
        |elsewhere\b|dans\ un\ autre\ (?:incident|cas))""",
    re.IGNORECASE | re.VERBOSE,
)
_PLACE = re.compile(
    r"""[Ii]n\ (?:the\ )?(?:(?:neighbou?ring\ |nearby\ )?(?:village|town|city|district|province|commune|region|
        governorate|county|area|hamlet|locality|camp)s?\ of\ )?[A-ZÀ-Þ][\w’'-]+(?:\ [A-ZÀ-Þ][\w’'-]+){0,4}
        (?:\ (?:region|district|province|state|governorate|county|cercle|commune|area))?,""",
    re.VERBOSE,
)
_BACK = re.compile(
    r"""\b(?:the\ (?:victims|bodies|men|women|captives|detainees|hostages|attackers|assailants|survivors|wounded|dead)
        |their\ bodies|those\ (?:arrested|abducted|detained|killed|taken|who)
        |the\ same\ (?:group|men|soldiers|fighters|village|convoy))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PRONOUN = re.compile(r"[^,]{0,60},\s+(?:they|he|she|it|the latter|ils|elles|il|elle)\b", re.IGNORECASE)
_STEPS = {
    "a": 1, "one": 1, "un": 1, "two": 2, "deux": 2, "three": 3, "trois": 3, "four": 4, "quatre": 4, "five": 5,
    "cinq": 5, "six": 6, "seven": 7, "ten": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paragraph and the day it opens with as ISO text, "" where none is read."""

    text: MappedText
    date: str


@dataclass(frozen=True, slots=True)
class _Opening:
    """How a sentence opens: with a date, a step from the last date, or another place or incident."""

    date: DateRead | None = None
    days: int | None = None
    illustrates: bool = False
    """Whether it gives an example of what the sentence before it says."""

    @property
    def names_day(self) -> bool:
        return bool(self.days) if self.date is None else self.date.day


def split(paragraph: MappedText) -> list[Part]:
    """Return the parts of a paragraph, one incident each where its sentences allow; together they are all of it."""
    spans = sentences(paragraph.text)
    openings = [_opening(paragraph.text[start:end]) for start, end in spans]
    starts = _starts(paragraph.text, spans, openings)
    if len(starts) < 2:
        return [Part(paragraph, "")]
    parts: list[Part] = []
    day_before = ""
    for first, stop in pairwise([*starts, len(spans)]):
        days = (_day(opening, day_before) for opening in openings[first:stop] if opening)
        day = next((day for day in days if day), "")
        parts.append(Part(paragraph.part(spans[first][0], spans[stop - 1][1]), day))
        day_before = day or day_before
    return parts


def _starts(text: str, spans: list[tuple[int, int]], openings: list[_Opening | None]) -> list[int]:
    """Return the numbers of the sentences that the parts of a paragraph begin with."""
    total = len(words(text))
    listing = total > LISTED_WORDS and sum(opening is not None and opening.names_day for opening in openings) > 1
    if not (total > LONG_WORDS or listing):
        return [0]
    starts, dated = [0], False
    for number, opening in enumerate(openings):
        if opening is None:
            continue
        here = text[max(spans[starts[-1]][0], spans[number][0] - _LOOK_BACK) : spans[number][0]]
        apart = (total > LONG_WORDS or (opening.names_day and dated)) and not _refers_back(
            text[slice(*spans[number])], here
        )
        start = number - 1 if opening.illustrates and number and openings[number - 1] is None else number
        before = text[spans[starts[-1]][0] : spans[start][0]] if start > starts[-1] else ""
        if apart and len(words(before[:_LOOK_BACK])) >= LEAST_WORDS:
            starts.append(start)
            dated = False
        dated = dated or opening.names_day
    return starts


def _opening(sentence: str) -> _Opening | None:
    at = _CONNECTOR.match(sentence)
    start = at.end() if at else 0
    illustrates = _EXAMPLE.match(sentence) is not None
    if later := _LATER.match(sentence, start):
        return _Opening(None, _days(later.group()), illustrates)
    if dated := _DATED.match(sentence, start):
        date = read_date(sentence, start) or read_date(sentence, dated.end())
        if date and (date.day or len(date.iso) > 4):
            return _Opening(date, None, illustrates)
    if _ANOTHER.match(sentence, start) or _PLACE.match(sentence, start):
        return _Opening(None, None, illustrates)
    return None


def _refers_back(sentence: str, before: str) -> bool:
    """Return whether the sentence goes on with what was told: "they", "the victims", or a date told before."""
    if _BACK.search(sentence) or _PRONOUN.match(sentence):
        return True
    told = {before[at : read.end] for at, read in _days_in(before)}
    return any(sentence[at : read.end] in told for at, read in _days_in(sentence))


def _days_in(text: str) -> list[tuple[int, DateRead]]:
    starts = (match.start() for match in re.finditer(r"\b(?=\d{1,2}\b|[A-Z])", text))
    return [(at, read) for at in starts if (read := read_date(text, at)) and read.day]


def _days(step: str) -> int | None:
    """Return how many days on a step such as "two days later" goes, None where that is not told exactly."""
    said = step.casefold()
    if "same" in said or said.startswith(("that", "later that")):
        return None if re.search("week|month", said) else 0
    if re.search("week|month|semaine|mois|earlier|before", said):
        return None
    if re.search("following|next|lendemain", said):
        return 1
    count = said.split()[0]
    return int(count) if count.isdigit() else _STEPS.get(count)


def _day(opening: _Opening, before: str) -> str:
    if opening.date is not None:
        return opening.date.iso
    return shift(before, opening.days) if before and opening.days is not None else ""
