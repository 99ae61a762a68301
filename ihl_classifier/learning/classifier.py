"""The classifier: one logistic regression per rule and one for relevance, stacked into one matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from ihl_classifier.learning.evidence import Lessons
from ihl_classifier.learning.targets import Bools, Targets

Floats = NDArray[np.float64]

MIN_POSITIVES = 4
"""A rule with fewer positives (primary or secondary) gets no classifier; the engine speaks alone."""
SECONDARY_WEIGHT = 0.5
LESSON_WEIGHT = 0.6
OTHER_LESSON_WEIGHT = 0.4
"""Weight of a label's quotes, and of those of other rules, beside a row's 1 (see evidence)."""
INVERSE_REGULARISATION = 3.0
BALANCE = 0.4
"""Positives of a rare rule weigh (negatives / positives) ** BALANCE, at most MAX_BOOST."""
MAX_BOOST = 10.0
PRUNE = 0.01
"""Weights below this share of a rule's largest are dropped."""
TOLERANCE = 1e-4
"""Of the mean gradient; at 1e-2 rules with few positives are hardly learnt (F1 0.24 instead of 0.49)."""
MAX_ITERATIONS = 300


@dataclass(frozen=True, slots=True)
class Logits:
    """Log-odds from the classifier: `rules` of shape (texts, rules), `relevance` of shape (texts,)."""

    rules: Floats
    relevance: Floats


@dataclass(frozen=True, slots=True)
class Classifier:
    """Weights of shape (features, rules + 1); the last column is relevance."""

    rules: tuple[int, ...]
    weights: Floats
    intercepts: Floats

    def logits(self, features: csr_matrix) -> Logits:
        """Return the log-odds of every rule and of relevance: one sparse matrix product."""
        found: Floats = np.asarray(features @ self.weights) + self.intercepts
        return Logits(found[:, :-1], found[:, -1])

    def to_state(self) -> dict[str, Any]:
        """Return plain arrays: the weights as half floats in compressed sparse columns."""
        sparse = csr_matrix(self.weights.T)
        return {
            "rules": np.array(self.rules, dtype=np.int32),
            "values": sparse.data.astype(np.float16),
            "columns": sparse.indices.astype(np.int32),
            "ends": sparse.indptr.astype(np.int64),
            "width": int(self.weights.shape[0]),
            "intercepts": self.intercepts,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Classifier:
        """Return the classifier that `to_state` wrote."""
        rules = tuple(int(rule) for rule in state["rules"])
        arrays = (state["values"].astype(np.float64), state["columns"], state["ends"])
        weights = csr_matrix(arrays, shape=(len(rules) + 1, int(state["width"]))).toarray().T
        return cls(rules, np.ascontiguousarray(weights), state["intercepts"])


def learnable_rules(targets: Targets) -> tuple[int, ...]:
    """Return the rules with enough positives, and at least one negative, for a classifier."""
    counts, rows = targets.kept.sum(axis=0), len(targets.conflicts)
    return tuple(rule for rule, n in zip(targets.rules, counts, strict=True) if MIN_POSITIVES <= n < rows)


def fit_classifier(
    features: csr_matrix,
    targets: Targets,
    *,
    row_weights: Floats | None = None,
    lessons: Lessons | None = None,
) -> Classifier:
    """Return the classifier of the rules with enough positives.

    `row_weights` weigh rows (reviewed rows may count more); `lessons` are quotes of these rows. The rows must hold
    both rows with labels and rows without.
    """
    rules = learnable_rules(targets)
    weigh = np.ones(features.shape[0]) if row_weights is None else row_weights
    weights = np.zeros((features.shape[1], len(rules) + 1))
    intercepts = np.zeros(len(rules) + 1)
    table = features if lessons is None else vstack([features, lessons.features], format="csr")
    for place, rule in enumerate(rules):
        positive, weight = _rule_rows(targets, rule, weigh)
        boost = _boost(positive, weight)
        if lessons is not None:
            more_positive, more_weight = _rule_lessons(targets, rule, weigh, lessons)
            positive, weight = np.concatenate([positive, more_positive]), np.concatenate([weight, more_weight])
        weights[:, place], intercepts[place] = _fit_one(table, positive, weight, boost)
    relevant = targets.relevant
    weights[:, -1], intercepts[-1] = _fit_one(features, relevant, weigh, _boost(relevant, weigh))
    return Classifier(rules, _stored(weights), intercepts)


def _rule_rows(targets: Targets, rule: int, row_weights: Floats) -> tuple[Bools, Floats]:
    column = targets.rules.index(rule)
    return targets.kept[:, column], row_weights * np.where(targets.secondary[:, column], SECONDARY_WEIGHT, 1.0)


def _rule_lessons(targets: Targets, rule: int, row_weights: Floats, lessons: Lessons) -> tuple[Bools, Floats]:
    """Return labels and weights of the lessons: another rule's quotes speak against, unless the row bears both."""
    own = lessons.rules == rule
    bears = targets.kept[lessons.rows, targets.rules.index(rule)]
    grade = np.where(lessons.primary, 1.0, SECONDARY_WEIGHT)
    weight = np.where(own, LESSON_WEIGHT * grade, np.where(bears, 0.0, OTHER_LESSON_WEIGHT))
    return own, weight * row_weights[lessons.rows]


def _boost(positive: Bools, weight: Floats) -> float:
    boost = float(weight[~positive].sum() / weight[positive].sum())
    return float(np.clip(boost**BALANCE, 1.0, MAX_BOOST))


def _fit_one(table: csr_matrix, positive: Bools, weight: Floats, boost: float) -> tuple[Floats, float]:
    model = LogisticRegression(C=INVERSE_REGULARISATION, tol=TOLERANCE, max_iter=MAX_ITERATIONS)
    model.fit(table, positive, sample_weight=weight * np.where(positive, boost, 1.0))
    # The boost helps the weights of rare rules; taken out of the intercept, the log-odds stay those of the corpus.
    return model.coef_[0], float(model.intercept_[0]) - float(np.log(boost))


def _stored(weights: Floats) -> Floats:
    """Return the weights as they are stored, so that a model answers the same before and after it is saved."""
    largest = np.abs(weights).max(axis=0, keepdims=True)
    kept = np.where(np.abs(weights) >= PRUNE * largest, weights, 0.0)
    stored: Floats = kept.astype(np.float16).astype(np.float64)
    return stored
