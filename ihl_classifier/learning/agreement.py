"""Agreement of labellers: strict F1, Cohen's kappa and Krippendorff's alpha, a rule and over all.

Alpha follows Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), and is tested on its examples; the
package of that name is under the GPL, so it is computed here. Kappa is scikit-learn's (Cohen, 1960).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from ihl_classifier.learning.metrics import f1_of

NONE, SECONDARY, PRIMARY = 0, 1, 2
"""Grades as ordered values."""

Grades = Mapping[int, int]
"""Rule -> SECONDARY or PRIMARY; a rule left out has NONE."""
Labelling = Mapping[str, Grades]
"""Row id -> what one labeller said of the row."""
Distance = Callable[[float, float, Mapping[float, float]], float]


@dataclass(frozen=True, slots=True)
class RuleAgreement:
    """Two labellers on one rule: rows where either gave it, F1 (given at all), kappa and alpha of the grades."""

    rule: int
    rows: int
    f1: float
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two labellers on the rows that both labelled."""

    labellers: tuple[str, str]
    rows: int
    strict_f1: float
    """F1 of one's primary labels against the other's."""
    lenient_f1: float
    """F1 of labels of either grade."""
    same_set: float
    """Share of rows with the same rules, grades left aside."""
    same_quiet: float
    """Share of rows without a label for one of them that have none for the other either."""
    kappa: float | None
    """Of given or not, over all pairs of row and rule that either gave somewhere."""
    alpha: float | None
    """Ordinal, of the grades of the same pairs."""
    rules: tuple[RuleAgreement, ...]


def read_labels(path: Path) -> dict[str, Grades]:
    """Return the labelling of a file: {"id", "primary", "secondary"} a line.

    Raises:
        ValueError: a line is no such object, or an id stands twice; the line is named, its text is not.
    """
    found: dict[str, Grades] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            grades = {int(rule): SECONDARY for rule in row["secondary"]} | {
                int(rule): PRIMARY for rule in row["primary"]
            }
            name = str(row["id"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name}:{number}: an object with id, primary and secondary is wanted") from error
        if name in found:
            raise ValueError(f"{path.name}:{number}: the id {name!r} stands twice")
        found[name] = grades
    return found


def agreement(names: tuple[str, str], one: Labelling, two: Labelling) -> Agreement:
    """Return how two labellers agree on the rows that both labelled.

    Raises:
        ValueError: they have no row in common.
    """
    ids = sorted(one.keys() & two.keys())
    if not ids:
        raise ValueError(f"{names[0]} and {names[1]} labelled no row in common")
    rules = sorted({rule for name in ids for rule in (*one[name], *two[name])})
    pairs = [(one[name].get(rule, NONE), two[name].get(rule, NONE)) for rule in rules for name in ids]
    quiet = [(not one[name], not two[name]) for name in ids]
    either = sum(a or b for a, b in quiet)
    return Agreement(
        labellers=names,
        rows=len(ids),
        strict_f1=_f1([(a == PRIMARY, b == PRIMARY) for a, b in pairs]),
        lenient_f1=_f1([(a > NONE, b > NONE) for a, b in pairs]),
        same_set=sum(one[name].keys() == two[name].keys() for name in ids) / len(ids),
        same_quiet=sum(a and b for a, b in quiet) / either if either else 1.0,
        kappa=kappa([(a > NONE, b > NONE) for a, b in pairs]),
        alpha=alpha(pairs, ordinal),
        rules=tuple(_of_rule(rule, ids, one, two) for rule in rules),
    )


def _of_rule(rule: int, ids: Sequence[str], one: Labelling, two: Labelling) -> RuleAgreement:
    pairs = [(one[name].get(rule, NONE), two[name].get(rule, NONE)) for name in ids]
    given = [(a > NONE, b > NONE) for a, b in pairs]
    return RuleAgreement(rule, sum(a or b for a, b in given), _f1(given), kappa(given), alpha(pairs, ordinal))


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    both = sum(a and b for a, b in pairs)
    first, second = sum(a for a, _ in pairs), sum(b for _, b in pairs)
    return f1_of(both / second if second else 0.0, both / first if first else 0.0)


def kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Cohen's kappa of two labellers, or None where it is undefined: all values alike."""
    if len({value for pair in pairs for value in pair}) < 2:
        return None
    return float(cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs]))


def alpha(units: Sequence[Sequence[float | None]], distance: Distance | None = None) -> float | None:
    """Return Krippendorff's alpha of units by observers (None: not observed), or None where nothing varies.

    `distance` is the squared difference of two values, given the counts of all pairable values; nominal by default.
    """
    delta = distance or nominal
    coincidences: dict[tuple[float, float], float] = defaultdict(float)
    for unit in units:
        values = [value for value in unit if value is not None]
        for a, b in combinations(values, 2):
            coincidences[a, b] += 1 / (len(values) - 1)
            coincidences[b, a] += 1 / (len(values) - 1)
    totals: dict[float, float] = defaultdict(float)
    for (a, _), count in coincidences.items():
        totals[a] += count
    observed = sum(count * delta(a, b, totals) for (a, b), count in coincidences.items())
    expected = sum(m * n * delta(a, b, totals) for a, m in totals.items() for b, n in totals.items())
    if not expected:
        return None
    return 1 - (sum(totals.values()) - 1) * observed / expected


def nominal(a: float, b: float, totals: Mapping[float, float]) -> float:
    """Return 0 for equal values, else 1."""
    del totals
    return float(a != b)


def ordinal(a: float, b: float, totals: Mapping[float, float]) -> float:
    """Return the squared difference of two ranks: the values counted between them, the ends by half."""
    low, high = sorted((a, b))
    between = sum(n for value, n in totals.items() if low <= value <= high)
    return float((between - (totals[low] + totals[high]) / 2) ** 2)


def interval(a: float, b: float, totals: Mapping[float, float]) -> float:
    """Return the squared difference of two numbers."""
    del totals
    return float((a - b) ** 2)
