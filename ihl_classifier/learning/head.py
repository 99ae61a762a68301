"""A head: a small logistic regression over named inputs, whose terms can be read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]

INVERSE_REGULARISATION = 10.0
OFFSET_SCALE = 0.15
"""Columns of offsets are scaled by this before fitting, which shrinks offsets toward 0."""
TOLERANCE = 1e-6
MAX_ITERATIONS = 2000


def sigmoid(log_odds: Floats) -> Floats:
    """Return the probabilities of log-odds."""
    # tanh never overflows, at any log-odds.
    probabilities: Floats = 0.5 * (1.0 + np.tanh(0.5 * log_odds))
    return probabilities


@dataclass(frozen=True, slots=True)
class Head:
    """`names` label the columns of the inputs; `offsets` add log-odds for some rules."""

    names: tuple[str, ...]
    weights: Floats
    base: float
    offsets: dict[int, float]

    def log_odds(self, inputs: Floats) -> Floats:
        """Return the log-odds of inputs of shape (..., names), offsets not added."""
        found: Floats = inputs @ self.weights + self.base
        return found

    def terms(self, inputs: Floats, rule: int) -> list[tuple[str, float]]:
        """Return (name, log-odds) for one row of inputs; they sum to the row's log-odds, offset included."""
        terms = [("base", self.base)]
        terms += [(n, float(w * v)) for n, w, v in zip(self.names, self.weights, inputs, strict=True) if v]
        if rule in self.offsets:
            terms.append(("rule", self.offsets[rule]))
        return terms

    def to_state(self) -> dict[str, Any]:
        """Return plain arrays and lists that hold the head."""
        return {
            "names": list(self.names),
            "weights": self.weights,
            "base": self.base,
            "offset_rules": np.array(list(self.offsets), dtype=np.int32),
            "offsets": np.array(list(self.offsets.values()), dtype=np.float64),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Head:
        """Return the head that `to_state` wrote."""
        offsets = zip(state["offset_rules"], state["offsets"], strict=True)
        return cls(
            tuple(state["names"]),
            state["weights"],
            float(state["base"]),
            {int(rule): float(offset) for rule, offset in offsets},
        )


def fit_head(
    names: Sequence[str],
    inputs: Floats,
    target: NDArray[np.bool_],
    weights: Floats,
    rules: NDArray[np.int32] | None = None,
    with_offset: Sequence[int] = (),
) -> Head:
    """Return the head fitted on inputs of shape (rows, names) with row weights.

    `rules` is the rule of each row, `with_offset` the rules that get an offset of their own. Where the target has
    one class only, the head is the smoothed log-odds of it.
    """
    if not target.any() or target.all():
        positive, total = float(weights[target].sum()), float(weights.sum())
        base = float(np.log((positive + 0.5) / (total - positive + 0.5)))
        return Head(tuple(names), np.zeros(len(names)), base, {})
    table = csr_matrix(inputs)
    if rules is not None and with_offset:
        table = hstack([table, _indicators(rules, with_offset)], format="csr")
    model = LogisticRegression(C=INVERSE_REGULARISATION, tol=TOLERANCE, max_iter=MAX_ITERATIONS)
    model.fit(table, target, sample_weight=weights)
    found = model.coef_[0]
    offsets = {rule: float(OFFSET_SCALE * w) for rule, w in zip(with_offset, found[len(names) :], strict=True)}
    return Head(tuple(names), found[: len(names)], float(model.intercept_[0]), offsets if rules is not None else {})


def _indicators(rules: NDArray[np.int32], with_offset: Sequence[int]) -> csr_matrix:
    place = {rule: index for index, rule in enumerate(with_offset)}
    rows = np.flatnonzero(np.isin(rules, list(with_offset)))
    columns = np.array([place[int(rule)] for rule in rules[rows]], dtype=np.int32)
    return csr_matrix((np.full(len(rows), OFFSET_SCALE), (rows, columns)), shape=(len(rules), len(with_offset)))
