"""Texts that repeat each other: shared word shingles, within the corpus and against outside text."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

SHINGLE_WORDS = 5
NEAR_DUPLICATE = 0.3
"""Jaccard similarity of 5-word shingles from which two rows count as near-duplicates."""
OVERLAP_WORDS = 8
"""No run of so many words may be shared with the real text that is only there to measure on."""
COMMON_SHINGLE = 200
"""A shingle in more rows than this links too many pairs to look at; it is a common phrase, not a copy."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts by index, and their similarity."""

    first: int
    second: int
    similarity: float


def folded_words(text: str) -> list[str]:
    """Return the words of the text, without case, accents and punctuation."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c)).split()


def shingles(text: str, size: int = SHINGLE_WORDS) -> frozenset[str]:
    """Return the runs of `size` words; a shorter text is one run."""
    words = folded_words(text)
    return frozenset(" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1)) if words)


def near_duplicates(texts: Sequence[str], threshold: float = NEAR_DUPLICATE) -> Iterator[Pair]:
    """Yield the pairs of texts whose shingles have a Jaccard similarity of at least `threshold`."""
    sets = [shingles(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, found in enumerate(sets):
        for shingle in found:
            holders[shingle].append(index)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for rows in holders.values():
        if 1 < len(rows) <= COMMON_SHINGLE:
            for i, first in enumerate(rows):
                for second in rows[i + 1 :]:
                    shared[first, second] += 1
    for (first, second), both in sorted(shared.items()):
        similarity = both / (len(sets[first]) + len(sets[second]) - both)
        if similarity >= threshold:
            yield Pair(first, second, similarity)


def overlapping(texts: Sequence[str], outside: Sequence[str], size: int = OVERLAP_WORDS) -> list[int]:
    """Return the indices of the texts that share a run of `size` words with any outside text."""
    known: set[str] = set()
    for text in outside:
        known |= _runs(text, size)
    return [index for index, text in enumerate(texts) if not known.isdisjoint(_runs(text, size))]


def _runs(text: str, size: int) -> frozenset[str]:
    return shingles(text, size) if len(folded_words(text)) >= size else frozenset()
