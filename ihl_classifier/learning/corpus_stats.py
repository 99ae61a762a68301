"""Counts over the corpus: rules, conflicts, styles, languages, lengths, openings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ihl_classifier.learning.corpus import SourceRow, primary_rules, secondary_rules
from ihl_classifier.learning.duplicates import folded_words

OPENING_WORDS = 3


@dataclass(frozen=True, slots=True)
class CorpusStats:
    """The spread of a set of rows; the tables hold counts, most frequent first."""

    rows: int
    negatives: int
    invented: int
    words: tuple[int, int, int]
    """Fewest, median, most words of a text."""
    primary: dict[int, int]
    secondary: dict[int, int]
    top_ten_share: float
    """Share of all labels (both grades) that the ten most frequent rules hold."""
    conflicts: dict[str, int]
    styles: dict[str, int]
    languages: dict[str, int]
    batches: dict[str, int]
    openings: dict[str, int]
    """Openings (first three words) that at least three rows share."""


def opening(text: str) -> str:
    """Return the first three words, folded: rows that open alike teach less."""
    return " ".join(folded_words(text)[:OPENING_WORDS])


def count_rows(sources: Sequence[SourceRow]) -> CorpusStats:
    """Return the spread of the rows."""
    rows = [source.row for source in sources]
    primary = Counter(rule for row in rows for rule in primary_rules(row))
    secondary = Counter(rule for row in rows for rule in secondary_rules(row))
    labels = primary + secondary
    lengths = sorted(len(row.text.split()) for row in rows) or [0]
    openings = Counter(opening(row.text) for row in rows)
    return CorpusStats(
        rows=len(rows),
        negatives=sum(not row.primary and not row.secondary for row in rows),
        invented=sum(row.invented for row in rows),
        words=(lengths[0], lengths[len(lengths) // 2], lengths[-1]),
        primary=dict(primary.most_common()),
        secondary=dict(secondary.most_common()),
        top_ten_share=sum(n for _, n in labels.most_common(10)) / max(1, labels.total()),
        conflicts=dict(Counter(row.conflict for row in rows).most_common()),
        styles=dict(Counter(row.style for row in rows).most_common()),
        languages=dict(Counter(row.language for row in rows).most_common()),
        batches=dict(Counter(row.batch for row in rows).most_common()),
        openings={words: n for words, n in openings.most_common() if n >= 3},
    )
