"""Whether a predicted party is the labelled one: they share a telling word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ihl_classifier.learning.duplicates import folded_words
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.terms import Role

LONGEST_MENTION = 12
"""Words; a longer mention would match anything, so it proves nothing."""

# fmt: off
UNTELLING = frozenset({
    "the", "of", "and", "de", "la", "le", "les", "du", "des", "l", "d", "s", "un", "une", "a", "an", "on", "or",
    "so", "one", "two", "these", "their", "his", "that", "both", "same", "its", "by", "with", "for", "in", "to",
    "some", "other", "under", "who", "been", "had", "group", "forces", "force", "armed", "army", "men", "members",
    "unidentified", "fighters", "soldiers", "movement", "front", "government", "military", "rebels", "militants",
    "alleged", "al", "ag", "mr"
})
# fmt: on
"""Words that many names share; they count only in a name that has no other."""


@dataclass(frozen=True, slots=True)
class SeenParty:
    """A party that the labeller took for a perpetrator: its name, id and mentions as words."""

    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class PartyCounts:
    """Perpetrators labelled, found among them, said, right among those."""

    wanted: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    def __add__(self, other: PartyCounts) -> PartyCounts:
        """Return the sums."""
        return PartyCounts(
            self.wanted + other.wanted, self.found + other.found, self.given + other.given, self.right + other.right
        )


def perpetrators_of(answer: LabelledIncident) -> tuple[SeenParty, ...]:
    """Return the perpetrators that an answer names."""
    return tuple(
        seen_party(party.name, party.party_id, [mention.text for mention in party.mentions])
        for party in answer.parties
        if Role.PERPETRATOR in party.roles
    )


def seen_party(name: str, party_id: str | None, mentions: Iterable[str]) -> SeenParty:
    """Return the words by which a predicted party can be recognised; long mentions are left out."""
    words = set(folded_words(name)[:LONGEST_MENTION]) | set(folded_words(party_id or ""))
    for mention in mentions:
        found = folded_words(mention)
        if len(found) <= LONGEST_MENTION:
            words.update(found)
    return SeenParty(frozenset(words))


def same_party(name: str, party: SeenParty) -> bool:
    """Return whether the labelled name shares a telling word with the predicted party."""
    words = set(folded_words(name))
    return not party.words.isdisjoint((words - UNTELLING) or words)


def party_counts(names: Iterable[str], seen: Iterable[SeenParty]) -> PartyCounts:
    """Return the counts of one row."""
    wanted, given = tuple(names), tuple(seen)
    return PartyCounts(
        wanted=len(wanted),
        found=sum(any(same_party(name, party) for party in given) for name in wanted),
        given=len(given),
        right=sum(any(same_party(name, party) for name in wanted) for party in given),
    )
