"""Proposed duplicates: rows that may tell of one and the same incident. They are proposed, never merged."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ihl_classifier.schema.passage import BatchRow

LEAST_OVERLAP = 0.5
"""Share of content words that two texts have in common (of all words of both)."""
LEAST_CONTAINED = 0.75
"""Share of the shorter text's content words that the longer one has, where it has enough of them."""
ENOUGH_WORDS = 8

_MOST_COMPARED = 300
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True, slots=True)
class Signature:
    """What of a row is compared: its days, its places and parties, its content words."""

    id: str
    days: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    text: str


def signature(row: BatchRow, date: str = "") -> Signature:
    """Return what of a row is compared; `date` is the date given with it, for a text that tells none."""
    answer = row.answer
    days = {fact.start for fact in answer.incident.dates if fact.start == fact.end and _DAY.match(fact.start)}
    if not days and _DAY.match(date):
        days = {date}
    names = {_fold(place.name) for place in answer.incident.places}
    names |= {party.party_id or _fold(party.name) for party in answer.parties if party.party_id or party.link}
    folded = _fold(answer.text)
    words = frozenset(word for word in folded.split() if len(word) > 3 or word.isdigit())
    return Signature(answer.id or "", frozenset(days), frozenset(names), words, folded)


def propose(signatures: Iterable[Signature]) -> dict[int, tuple[str, ...]]:
    """Return the ids of likely duplicates for each row that has any, by the row's number.

    Two rows are proposed where they share a day and a place or party and most of their words, or have the same words.
    """
    rows = list(signatures)
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[("text", row.text)].append(number)
        for day in row.days:
            for name in row.names:
                groups[(day, name)].append(number)
    pairs: set[tuple[int, int]] = set()
    for (kind, _), members in groups.items():
        for place, first in enumerate(members):
            for second in members[place + 1 : place + 1 + _MOST_COMPARED]:
                if kind == "text" or _alike(rows[first], rows[second]):
                    pairs.add((first, second))
    found: dict[int, list[int]] = defaultdict(list)
    for first, second in pairs:
        found[first].append(second)
        found[second].append(first)
    return {number: tuple(rows[other].id for other in sorted(others)) for number, others in found.items()}


def _alike(one: Signature, other: Signature) -> bool:
    shared = len(one.words & other.words)
    either = len(one.words | other.words)
    shorter = min(len(one.words), len(other.words))
    if either and shared / either >= LEAST_OVERLAP:
        return True
    return shorter >= ENOUGH_WORDS and shared / shorter >= LEAST_CONTAINED


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(mark for mark in plain if not unicodedata.combining(mark))))
