from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from ihl_classifier.learning.classifier import Classifier, fit_classifier, learnable_rules
from ihl_classifier.learning.folds import conflict_folds
from ihl_classifier.learning.targets import Targets, targets_of
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError


def targets(primary: list[list[int]], secondary: list[list[int]] | None = None) -> Targets:
    first = np.array(primary, dtype=bool)
    second = np.array(secondary, dtype=bool) if secondary else np.zeros_like(first)
    return Targets(tuple(range(90, 90 + first.shape[1])), first, second, ("c",) * len(first))


FEATURES = csr_matrix(np.repeat(np.eye(3), 10, axis=0))


def column(a: int, b: int, c: int) -> list[list[int]]:
    """Return 30 labels: so many positives in the first, second and third ten rows."""
    return [[int(i < n)] for n in (a, b, c) for i in range(10)]


def test_targets_hold_the_grades(rows: list[CorpusRow]) -> None:
    found = targets_of(rows)
    assert found.rules == (1, 7, 11, 28, 52, 96, 99)
    assert not (found.primary & found.secondary).any()
    assert found.kept.sum(axis=0).tolist() == [24, 48, 24, 24, 24, 24, 48]
    assert found.relevant.sum() == 120
    assert found.take(np.array([2, 0])).conflicts == (rows[2].conflict, rows[0].conflict)


@pytest.mark.parametrize(("positives", "learnt"), [(3, False), (4, True), (29, True), (30, False)])
def test_a_rule_needs_four_positives_and_a_negative(positives: int, learnt: bool) -> None:
    labels = targets([[int(i < positives)] for i in range(30)])
    assert (learnable_rules(labels) == (90,)) is learnt


def test_log_odds_follow_the_labels_and_secondaries_count_half() -> None:
    primary = fit_classifier(FEATURES, targets(column(9, 1, 0))).logits(FEATURES).rules[:, 0]
    assert primary[0] > 0 > primary[10] > primary[20]
    secondary = fit_classifier(FEATURES, targets(column(0, 0, 0), column(9, 1, 0))).logits(FEATURES).rules[:, 0]
    assert primary[0] > secondary[0] > secondary[20]


def test_a_rare_rule_keeps_the_log_odds_of_the_corpus() -> None:
    flat = csr_matrix(np.ones((400, 1)))
    labels = targets([[int(i < 8)] for i in range(400)])
    log_odds = fit_classifier(flat, labels).logits(flat).rules[0, 0]
    assert log_odds == pytest.approx(np.log(8 / 392), abs=0.05)


def test_heavier_rows_count_more() -> None:
    labels = targets(column(5, 1, 0))
    heavy = np.where(labels.kept[:, 0], 5.0, 1.0)
    plain, weighed = fit_classifier(FEATURES, labels), fit_classifier(FEATURES, labels, row_weights=heavy)
    assert weighed.logits(FEATURES).rules[0, 0] > plain.logits(FEATURES).rules[0, 0] + 0.5


def test_a_classifier_read_from_its_state_answers_to_the_bit() -> None:
    fitted = fit_classifier(FEATURES, targets(column(9, 1, 0)))
    again = Classifier.from_state(fitted.to_state())
    assert again.rules == fitted.rules
    assert np.array_equal(again.logits(FEATURES).rules, fitted.logits(FEATURES).rules)
    assert np.array_equal(again.logits(FEATURES).relevance, fitted.logits(FEATURES).relevance)


@given(st.lists(st.sampled_from("abcdefghij"), min_size=30, max_size=80).filter(lambda found: len(set(found)) >= 5))
def test_a_fold_holds_whole_conflicts_and_none_is_empty(conflicts: list[str]) -> None:
    folds = conflict_folds(conflicts)
    assert set(folds.tolist()) == set(range(5))
    assert all(len(set(folds[[c == name for c in conflicts]])) == 1 for name in set(conflicts))
    largest = max(conflicts.count(name) for name in conflicts)
    sizes = np.bincount(folds)
    assert sizes.max() - sizes.min() <= largest


def test_too_few_conflicts_is_an_error() -> None:
    with pytest.raises(IhlError, match="4 conflicts cannot make 5 folds"):
        conflict_folds(list("aabbccdd"))
