"""Figures of merit: precision, recall and F1 over counts, bootstrap intervals, calibration error, Brier score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Label = TypeVar("Label", int, str)

CALIBRATION_FLOOR = 0.1
CALIBRATION_BINS = 10
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts that F1 is made of: recall over primary labels, precision over primary and secondary ones."""

    wanted: int = 0
    """Primary labels."""
    found: int = 0
    """Primary labels that were proposed."""
    given: int = 0
    """Proposals."""
    right: int = 0
    """Proposals that are labelled primary or secondary."""

    def __add__(self, other: Counts) -> Counts:
        """Return the sums."""
        return Counts(
            self.wanted + other.wanted, self.found + other.found, self.given + other.given, self.right + other.right
        )

    @property
    def precision(self) -> float:
        """Return right / given, 0 where nothing was proposed."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Return found / wanted, 0 where nothing was wanted."""
        return self.found / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return f1_of(self.precision, self.recall)


def f1_of(precision: float, recall: float) -> float:
    """Return the harmonic mean, 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def counts_of(primary: frozenset[Label], secondary: frozenset[Label], proposed: frozenset[Label]) -> Counts:
    """Return the counts of one row, of rules or of families."""
    return Counts(len(primary), len(primary & proposed), len(proposed), len((primary | secondary) & proposed))


def f1_interval(rows: Sequence[Counts], seed: int = 0) -> tuple[float, float]:
    """Return the 95 % interval of F1 by resampling rows (percentile bootstrap); (0, 0) without rows."""
    if not rows:
        return 0.0, 0.0
    table = np.array([[row.wanted, row.found, row.given, row.right] for row in rows], dtype=np.int64)
    draws = np.random.default_rng(seed).integers(0, len(rows), size=(RESAMPLES, len(rows)))
    sums = np.array([table[draw].sum(axis=0) for draw in draws])
    values = [Counts(*(int(n) for n in row)).f1 for row in sums]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Bin:
    """One bin of a reliability table."""

    candidates: int
    confidence: float
    kept: float


def reliability(confidence: Floats, kept: Floats, bins: int = CALIBRATION_BINS) -> tuple[Bin, ...]:
    """Return the bins of equal mass over the candidates of confidence 0.1 and more (Contract), lowest first."""
    chosen = confidence >= CALIBRATION_FLOOR
    order = np.argsort(confidence[chosen], kind="stable")
    parts = zip(np.array_split(confidence[chosen][order], bins), np.array_split(kept[chosen][order], bins), strict=True)
    return tuple(Bin(len(c), float(c.mean()), float(k.mean())) for c, k in parts if len(c))


def calibration_error(table: Sequence[Bin]) -> float | None:
    """Return the expected calibration error of a reliability table; None where it is empty."""
    total = sum(row.candidates for row in table)
    return sum(row.candidates * abs(row.confidence - row.kept) for row in table) / total if total else None


def brier_score(confidence: Floats, kept: Floats) -> float | None:
    """Return the mean squared error of the confidences of 0.1 and more; None where there are none."""
    chosen = confidence >= CALIBRATION_FLOOR
    return float(np.mean((confidence[chosen] - kept[chosen]) ** 2)) if chosen.any() else None
