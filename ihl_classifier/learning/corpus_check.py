"""What `ihl corpus check` holds the corpus to: faults of rows, copies, splits, spread."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ihl_classifier.learning.codebook import NEVER_LABELS
from ihl_classifier.learning.corpus import Corpus, Problem, SourceRow
from ihl_classifier.learning.corpus_spread import SPREAD
from ihl_classifier.learning.duplicates import NEAR_DUPLICATE, OVERLAP_WORDS, near_duplicates, overlapping
from ihl_classifier.learning.quotes import QuoteError, locate, quoted_fields
from ihl_classifier.schema.corpus_row import RuleLabel

ALWAYS_OPTIONAL = frozenset({"directed_at", "excessive"})
"""Elements that are reported but that triage does not ask of a primary label (codebook, Grades)."""


@dataclass(frozen=True, slots=True)
class ElementIds:
    """The elements of a rule that has a file: all of them, and those that a primary label needs."""

    known: frozenset[str]
    core: frozenset[str]


Elements = Mapping[int, ElementIds]
"""Rule -> ids of its elements, for rules that have a file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: errors must be mended, warnings are about spread and about evidence keys."""

    rows: int
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def check_corpus(corpus: Corpus, *, real: Path | None = None, elements: Elements | None = None) -> Finding:
    """Return what is wrong with the corpus.

    `real` is the folder of text to measure on; None where it does not exist, and then that check is not made.
    `elements` are the rule files' element ids; None leaves evidence keys unchecked.
    """
    errors = [*corpus.problems]
    for source in corpus.rows:
        errors.extend(_row_problems(source))
    errors.extend(_duplicate_ids(corpus.rows))
    errors.extend(_near_duplicates(corpus.rows))
    errors.extend(_shared(corpus.rows, "conflict", "gold must not share it"))
    errors.extend(_shared(corpus.rows, "batch", "gold has writers of its own"))
    if real is not None:
        errors.extend(_copied(corpus.rows, real))
    warnings = [problem for check in SPREAD for problem in check(corpus.rows)]
    warnings.extend(_element_problems(corpus.rows, elements or {}))
    return Finding(len(corpus.rows), tuple(errors), tuple(warnings))


def _row_problems(source: SourceRow) -> Iterator[Problem]:
    row = source.row
    if not row.text.strip():
        yield Problem(source.at("text"), "the text is blank")
    for quoted in quoted_fields(row):
        try:
            locate(row.text, quoted.quote)
        except QuoteError as error:
            yield Problem(source.at(quoted.field), str(error))
    primary, secondary = ([label.rule for label in labels] for labels in (row.primary, row.secondary))
    for rule in sorted(set(primary) & set(secondary)):
        yield Problem(source.at("secondary"), f"rule {rule} has both grades; keep one")
    for grade, rules in (("primary", primary), ("secondary", secondary)):
        for rule, count in Counter(rules).items():
            if rule in NEVER_LABELS:
                yield Problem(source.at(grade), f"rule {rule} is never a label (codebook)")
            if count > 1:
                yield Problem(source.at(grade), f"rule {rule} is listed {count} times")
    if row.invented == bool(row.facts_from):
        yield Problem(
            source.at("facts_from"), "an invented row has no facts_from, a real one says where the facts are from"
        )
    yield from _evidence_problems(source)


def _evidence_problems(source: SourceRow) -> Iterator[Problem]:
    for grade, labels in (("primary", source.row.primary), ("secondary", source.row.secondary)):
        for i, label in enumerate(labels):
            where = source.at(f"{grade}[{i}].evidence")
            keyed = label.evidence if isinstance(label.evidence, dict) else None
            if grade == "primary" and not (any(keyed.values()) if keyed is not None else label.evidence):
                yield Problem(where, f"rule {label.rule} is primary without a quote")


def _element_problems(rows: Sequence[SourceRow], elements: Elements) -> Iterator[Problem]:
    """Yield where evidence and rule files disagree, once a rule and fault: rule files grow after rows are written."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in rows:
        for grade, labels in (("primary", source.row.primary), ("secondary", source.row.secondary)):
            for i, label in enumerate(labels):
                if known := elements.get(label.rule):
                    where = source.at(f"{grade}[{i}].evidence")
                    for fault in _element_faults(label, known, needs_core=grade == "primary"):
                        found[f"rule {label.rule} {fault}"].append(where)
    for message, places in sorted(found.items(), key=lambda item: (-len(item[1]), item[0])):
        yield Problem(places[0], f"{message} (so in {len(places)} labels)")


def _element_faults(label: RuleLabel, known: ElementIds, *, needs_core: bool) -> Iterator[str]:
    if not isinstance(label.evidence, dict):
        yield f"has a rule file: quotes are keyed by {', '.join(sorted(known.known))}"
        return
    for unknown in sorted(set(label.evidence) - known.known):
        yield f"has no element {unknown!r}; it has {', '.join(sorted(known.known))}"
    if needs_core:
        for missing in sorted(e for e in known.core - ALWAYS_OPTIONAL if not label.evidence.get(e)):
            yield f"is primary without a quote for {missing}"


def _duplicate_ids(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    first: dict[str, SourceRow] = {}
    for source in rows:
        if source.row.id in first:
            yield Problem(source.at("id"), f"the id is already at {first[source.row.id].at()}")
        else:
            first[source.row.id] = source


def _near_duplicates(rows: Sequence[SourceRow]) -> Iterator[Problem]:
    for pair in near_duplicates([source.row.text for source in rows]):
        one, other = rows[pair.first], rows[pair.second]
        yield Problem(
            other.at("text"),
            f"near-duplicate of {one.at()} (5-word shingles, Jaccard {pair.similarity:.2f} >= {NEAR_DUPLICATE})",
        )


def _shared(rows: Sequence[SourceRow], field: str, why: str) -> Iterator[Problem]:
    """Yield each conflict or batch (one writer's) that both splits have, once."""
    train = {getattr(source.row, field) for source in rows if source.split == "train"}
    first = {getattr(source.row, field): source for source in reversed(rows) if source.split == "gold"}
    for value, source in first.items():
        if value in train:
            yield Problem(source.at(field), f"the {field} {value!r} is in train too; {why}")


def _copied(rows: Sequence[SourceRow], real: Path) -> Iterator[Problem]:
    for index in overlapping([source.row.text for source in rows], list(_real_texts(real))):
        yield Problem(rows[index].at("text"), f"{OVERLAP_WORDS} words in a row are also in the text to measure on")


def _real_texts(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield str(json.loads(line).get("text", ""))
    for path in sorted(folder.rglob("*.txt")):
        yield path.read_text(encoding="utf-8")
