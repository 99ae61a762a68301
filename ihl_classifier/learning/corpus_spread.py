"""The spread that is wanted of the corpus: negatives, conflicts, styles, lengths, openings, rules, near-misses."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from ihl_classifier.learning.corpus import Problem, SourceRow, primary_rules, secondary_rules
from ihl_classifier.learning.corpus_stats import opening

MIN_NEGATIVES = 0.25
MAX_CONFLICT_SHARE = 0.12
MIN_STYLES = 10
MAX_OPENING_SHARE = 0.02
WORDS = (15, 250)
MAX_TOP_TEN_SHARE = 0.45
RULES_WITH = ((15, 90), (8, 110))
"""(positives, rules): so many rules must have so many rows in the training split."""
FREQUENT, NEAR_MISSES = 40, 6
"""Each of the most frequent rules needs so many negatives that are near-misses of it."""
NEAR_MISS = re.compile(r"near-miss((?: \d{1,3})+)")
"""How the note of a negative names the rules that it is a near-miss of: "near-miss 96 99: ..."."""


def _negatives(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    quiet = sum(not s.row.primary and not s.row.secondary for s in rows)
    if rows and quiet / len(rows) < MIN_NEGATIVES:
        yield Problem(
            "corpus", f"{quiet / len(rows):.1%} of rows have no label; at least {MIN_NEGATIVES:.0%} are wanted"
        )


def _conflict_share(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    for conflict, count in Counter(s.row.conflict for s in rows).most_common():
        if count / len(rows) > MAX_CONFLICT_SHARE:
            yield Problem(
                "corpus", f"{count / len(rows):.1%} of rows are from {conflict}; at most {MAX_CONFLICT_SHARE:.0%}"
            )


def _styles(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    styles = {s.row.style for s in rows}
    if rows and len(styles) < MIN_STYLES:
        yield Problem("corpus", f"{len(styles)} styles; at least {MIN_STYLES} are wanted")


def _lengths(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    for source in rows:
        count = len(source.row.text.split())
        if not WORDS[0] <= count <= WORDS[1]:
            yield Problem(source.at("text"), f"{count} words; {WORDS[0]} to {WORDS[1]} are wanted")


def _openings(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    by_opening: dict[str, list[SourceRow]] = defaultdict(list)
    for source in rows:
        by_opening[opening(source.row.text)].append(source)
    for words, found in by_opening.items():
        if len(found) >= 5 and len(found) / len(rows) > MAX_OPENING_SHARE:
            yield Problem(found[0].at("text"), f"{len(found)} rows open with the same {len(words.split())} words")


def _top_ten(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    labels = _labels(rows)
    share = sum(n for _, n in labels.most_common(10)) / max(1, labels.total())
    if share > MAX_TOP_TEN_SHARE:
        yield Problem(
            "corpus", f"the ten most frequent rules hold {share:.1%} of labels; at most {MAX_TOP_TEN_SHARE:.0%}"
        )


def _covered(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    labels = _labels(rows)
    for positives, wanted in RULES_WITH:
        count = sum(n >= positives for n in labels.values())
        if count < wanted:
            yield Problem("train", f"{count} rules have {positives} positives or more; {wanted} are wanted")


def _near_misses(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    found: Counter[int] = Counter()
    for source in rows:
        if source.split == "train" and not source.row.primary and (note := NEAR_MISS.match(source.row.note)):
            found.update({int(number) for number in note[1].split()})
    for rule, _ in _labels(rows).most_common(FREQUENT):
        if found[rule] < NEAR_MISSES:
            yield Problem(
                "train", f"rule {rule} has {found[rule]} near-misses among the negatives; {NEAR_MISSES} are wanted"
            )


def _labels(rows: Sequence[SourceRow]) -> Counter[int]:
    train = [source.row for source in rows if source.split == "train"]
    return Counter(rule for row in train for rule in primary_rules(row) | secondary_rules(row))


SPREAD: tuple[Callable[[Sequence[SourceRow]], Iterator[Problem]], ...] = (
    _negatives,
    _conflict_share,
    _styles,
    _lengths,
    _openings,
    _top_ten,
    _covered,
    _near_misses,
)
