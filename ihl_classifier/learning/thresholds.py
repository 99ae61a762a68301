"""Operating thresholds: from which confidence a candidate is proposed. Chosen on out-of-fold confidences only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.learning.metrics import f1_of
from ihl_classifier.learning.targets import Bools, Targets

Floats = NDArray[np.float64]

LIKELY = 0.6
"""From here on a candidate is `likely` (Contract); no threshold is above it."""
GRID = np.round(np.arange(0.1, LIKELY + 0.001, 0.02), 2)
OWN_POSITIVES = 30
"""A rule needs so many positives for a threshold of its own."""
LEAST_GAIN = 0.0005
"""A rule's own threshold must raise the pooled F1 by this much, or the pooled one stays."""
BREVITY_COST = 0.02
"""F1 that may be given for shorter lists by a higher pooled threshold: a reviewer reads every proposal.

Frequent rules win most of it back by thresholds of their own: out of fold 0.02 cost 0.001 of F1 in the end, and
bought 2 points of precision and 1 of quiet negatives."""
GATES = np.round(np.arange(0.0, 0.91, 0.05), 2)
GATE_COST = 0.001
"""F1 that may be given for silence by the gate; more of it costs plain short texts, whose relevance is harder to see."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The pooled threshold, those of frequent rules with the positives they rest on, and the gate of relevance."""

    pooled: float
    own: Mapping[int, float]
    positives: Mapping[int, int]
    classifier: float
    """Pooled threshold of the classifier's probability alone: only for the comparison in an evaluation."""
    relevance: float
    """In a text of lower relevance only rules of confidence LIKELY and more are proposed."""

    def of(self, rule: int) -> float:
        """Return the confidence from which the rule is proposed."""
        return self.own.get(rule, self.pooled)

    def to_state(self) -> dict[str, Any]:
        """Return plain arrays and numbers that hold the thresholds."""
        return {
            "pooled": self.pooled,
            "classifier": self.classifier,
            "relevance": self.relevance,
            "own": {int(rule): float(value) for rule, value in self.own.items()},
            "positives": {int(rule): int(count) for rule, count in self.positives.items()},
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Thresholds:
        """Return the thresholds that `to_state` wrote."""
        return cls(state["pooled"], state["own"], state["positives"], state["classifier"], state["relevance"])


def best_thresholds(confidence: Floats, classifier: Floats, relevance: Floats, targets: Targets) -> Thresholds:
    """Return the thresholds with the best F1 of the codebook (recall over primary; secondary counts as right).

    `confidence` and `classifier` are out-of-fold, shape (rows, rules), `relevance` of shape (rows,); all are
    probabilities, and NaN is never proposed. The gate of relevance is the highest that costs at most GATE_COST of F1.
    """
    table = _tables(confidence, targets)
    wanted = int(targets.primary.sum())
    pooled = _briefest(table.sum(axis=2), wanted)
    places = np.full(len(targets.rules), pooled)
    positives = {rule: int(n) for rule, n in zip(targets.rules, targets.kept.sum(axis=0), strict=True)}
    for column, rule in enumerate(targets.rules):
        if positives[rule] >= OWN_POSITIVES:
            others = _at(table, places) - table[places[column], :, column]
            own = _best(others + table[:, :, column], wanted)
            if _f1(others + table[own, :, column], wanted) > _f1(_at(table, places), wanted) + LEAST_GAIN:
                places[column] = own
    own_thresholds = {
        rule: float(GRID[place]) for rule, place in zip(targets.rules, places, strict=True) if place != pooled
    }
    alone = _best(_tables(classifier, targets).sum(axis=2), wanted)
    gate = _gate(confidence, GRID[places], relevance, targets)
    return Thresholds(float(GRID[pooled]), own_thresholds, positives, float(GRID[alone]), gate)


def proposals(confidence: Floats, thresholds: Floats, relevance: Floats, gate: float) -> Bools:
    """Return what is proposed, shape (rows, rules): LIKELY is the threshold of rows below the gate of relevance."""
    least = np.where((relevance >= gate)[:, None], thresholds, LIKELY)
    found: Bools = confidence >= least
    return found


def _gate(confidence: Floats, thresholds: Floats, relevance: Floats, targets: Targets) -> float:
    wanted = int(targets.primary.sum())
    figures = []
    for gate in GATES:
        proposed = proposals(confidence, thresholds, relevance, float(gate))
        counts = [(proposed & targets.primary).sum(), proposed.sum(), (proposed & targets.kept).sum()]
        figures.append(_f1(np.array(counts, dtype=np.int64), wanted))
    return float(max(gate for gate, f1 in zip(GATES, figures, strict=True) if f1 >= max(figures) - GATE_COST))


def _tables(confidence: Floats, targets: Targets) -> NDArray[np.int64]:
    """Return (found, given, right) at each threshold for each rule, shape (grid, 3, rules)."""
    rows = []
    for threshold in GRID:
        proposed = confidence >= threshold  # NaN compares false
        found, right = (proposed & targets.primary).sum(axis=0), (proposed & targets.kept).sum(axis=0)
        rows.append(np.stack([found, proposed.sum(axis=0), right]))
    return np.stack(rows).astype(np.int64)


def _at(table: NDArray[np.int64], places: NDArray[np.intp]) -> NDArray[np.int64]:
    total: NDArray[np.int64] = table[places, :, np.arange(len(places))].sum(axis=0)
    return total


def _f1(counts: NDArray[np.int64], wanted: int) -> float:
    found, given, right = (int(n) for n in counts)
    return f1_of(right / given if given else 0.0, found / wanted if wanted else 0.0)


def _best(table: NDArray[np.int64], wanted: int) -> int:
    """Return the place in the grid with the best F1; of equals the highest, which proposes least."""
    return max(range(len(table)), key=lambda place: (_f1(table[place], wanted), place))


def _briefest(table: NDArray[np.int64], wanted: int) -> int:
    """Return the highest place in the grid whose F1 is within BREVITY_COST of the best."""
    best = _f1(table[_best(table, wanted)], wanted)
    return max(place for place in range(len(table)) if _f1(table[place], wanted) >= best - BREVITY_COST)
