from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ihl_classifier.learning.metrics import Counts, brier_score, calibration_error, counts_of, f1_interval, reliability
from ihl_classifier.learning.targets import Targets
from ihl_classifier.learning.thresholds import COMPLETE, GRID, LIKELY, operating, thresholds_of


@pytest.mark.parametrize(
    ("primary", "secondary", "proposed", "wanted"),
    [
        ({96}, {99}, {96, 99}, Counts(1, 1, 2, 2)),
        ({96}, {99}, {99}, Counts(1, 0, 1, 1)),
        ({96}, set(), {52}, Counts(1, 0, 1, 0)),
        (set(), set(), {52}, Counts(0, 0, 1, 0)),
        (set(), set(), set(), Counts()),
    ],
)
def test_recall_is_over_primary_and_precision_takes_secondary(
    primary: set[int], secondary: set[int], proposed: set[int], wanted: Counts
) -> None:
    assert counts_of(frozenset(primary), frozenset(secondary), frozenset(proposed)) == wanted


def test_f1_is_the_harmonic_mean() -> None:
    counts = Counts(wanted=4, found=2, given=8, right=6)
    assert [counts.recall, counts.precision, counts.f1] == pytest.approx([0.5, 0.75, 0.6])
    assert (Counts().recall, Counts().precision, Counts().f1) == (0.0, 0.0, 0.0)


def test_the_interval_holds_the_figure_and_narrows_with_rows() -> None:
    rows = [Counts(1, 1, 1, 1)] * 30 + [Counts(1, 0, 1, 0)] * 10
    low, high = f1_interval(rows)
    assert low < 0.75 < high
    many = f1_interval(rows * 25)
    assert many[1] - many[0] < (high - low) / 3
    assert f1_interval(rows) == (low, high)
    assert f1_interval([]) == (0.0, 0.0)


def test_calibration_error_and_brier_by_hand() -> None:
    confidence = np.array([0.05, 0.2, 0.2, 0.8, 0.8])
    kept = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    bins = reliability(confidence, kept, bins=2)
    assert [(b.candidates, b.confidence, b.kept) for b in bins] == [(2, 0.2, 0.0), (2, 0.8, 0.5)]
    assert calibration_error(bins) == pytest.approx((2 * 0.2 + 2 * 0.3) / 4)
    assert brier_score(confidence, kept) == pytest.approx((0.04 + 0.04 + 0.04 + 0.64) / 4)
    empty = np.array([])
    assert (calibration_error(reliability(empty, empty)), brier_score(empty, empty)) == (None, None)


def test_calibrated_confidences_have_a_small_error() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0, 1, 20_000)
    kept = (rng.random(20_000) < confidence).astype(float)
    good, bad = (calibration_error(reliability(c, kept)) for c in (confidence, np.clip(confidence * 1.3, 0, 1)))
    assert good is not None
    assert bad is not None
    assert good < 0.02 < 0.1 < bad


@settings(max_examples=40)
@given(arrays(np.float64, (12, 3), elements=st.floats(0, 1)), arrays(np.int8, (12, 3), elements=st.integers(0, 2)))
def test_the_classifiers_own_threshold_is_the_best_of_the_grid(chances: np.ndarray, grades: np.ndarray) -> None:
    targets = Targets((1, 7, 96), grades == 2, grades == 1, ("c",) * 12)

    def f1(threshold: float) -> float:
        said = chances >= threshold
        return Counts(
            int(targets.primary.sum()),
            int((said & targets.primary).sum()),
            int(said.sum()),
            int((said & targets.kept).sum()),
        ).f1

    found = thresholds_of(chances, targets)
    assert f1(found.classifier) == max(f1(float(t)) for t in GRID)
    assert found.positives == {rule: int(n) for rule, n in zip((1, 7, 96), (grades > 0).sum(axis=0), strict=True)}


def test_either_voice_suffices() -> None:
    engine = np.array([0.0, 0.3, 0.5, 1.0])
    assert operating(engine).tolist() == [LIKELY, LIKELY, LIKELY, COMPLETE]


def test_a_rule_that_no_fold_could_judge_is_not_proposed() -> None:
    kept = np.ones((10, 1), dtype=bool)
    found = thresholds_of(np.full((10, 1), np.nan), Targets((1,), kept, ~kept, ("c",) * 10))
    assert found.classifier in GRID
