"""From which confidence a candidate is proposed: two voices, and either suffices.

A candidate is proposed when the judgement finds it likely, or when the rule engine finds the rule complete (primary)
and the judgement does not find that improbable. Nothing here is fitted: see docs/adr/0009.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.learning.example import ENGINE_PRIMARY
from ihl_classifier.learning.metrics import f1_of
from ihl_classifier.learning.targets import Targets

Floats = NDArray[np.float64]

LIKELY = 0.6
"""From here on a candidate is `likely` (Contract)."""
COMPLETE = 0.3
"""From here on a rule that the engine finds complete is proposed: half of LIKELY."""
GRID = np.round(np.arange(0.1, LIKELY + 0.001, 0.02), 2)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the training rows say of the classifier alone, and of each rule's support."""

    classifier: float
    """Pooled threshold of the classifier's probability alone: only for the comparison in an evaluation."""
    positives: Mapping[int, int]
    """Rule -> rows that bear it, in either grade."""

    def to_state(self) -> dict[str, Any]:
        """Return plain numbers that hold the thresholds."""
        return {
            "classifier": self.classifier,
            "positives": {int(rule): int(count) for rule, count in self.positives.items()},
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Thresholds:
        """Return the thresholds that `to_state` wrote."""
        return cls(state["classifier"], state["positives"])


def operating(engine: Floats) -> Floats:
    """Return the confidences from which rules are proposed, given the engine's scores, of the same shape."""
    return np.where(np.asarray(engine) >= ENGINE_PRIMARY, COMPLETE, LIKELY)


def thresholds_of(classifier: Floats, targets: Targets) -> Thresholds:
    """Return the thresholds of out-of-fold classifier probabilities, shape (rows, rules); NaN is never proposed."""
    wanted = int(targets.primary.sum())

    def f1(threshold: float) -> float:
        said = classifier >= threshold  # NaN compares false
        found, given, right = (int(n.sum()) for n in (said & targets.primary, said, said & targets.kept))
        return f1_of(right / given if given else 0.0, found / wanted if wanted else 0.0)

    best = max(GRID.tolist(), key=lambda threshold: (f1(threshold), threshold))
    positives = {rule: int(n) for rule, n in zip(targets.rules, targets.kept.sum(axis=0), strict=True)}
    return Thresholds(float(best), positives)
