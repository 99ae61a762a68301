"""What is learnt: which rules each row bears, as matrices, with the codebook's grades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.learning.corpus import primary_rules, secondary_rules
from ihl_classifier.schema.corpus_row import CorpusRow

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Targets:
    """The labels of some rows; both matrices have shape (rows, rules) and share no true cell."""

    rules: tuple[int, ...]
    primary: Bools
    secondary: Bools
    conflicts: tuple[str, ...]
    """The conflict of each row: folds leave whole conflicts out."""

    @property
    def kept(self) -> Bools:
        """Return where a careful reviewer keeps the rule, as primary or secondary."""
        kept: Bools = self.primary | self.secondary
        return kept

    @property
    def relevant(self) -> Bools:
        """Return which rows bear any label."""
        return np.asarray(self.kept.any(axis=1))

    def take(self, rows: NDArray[np.intp]) -> Targets:
        """Return the labels of these rows, by index; the rules stay the same."""
        conflicts = tuple(self.conflicts[row] for row in rows)
        return Targets(self.rules, self.primary[rows], self.secondary[rows], conflicts)


def targets_of(rows: Sequence[CorpusRow]) -> Targets:
    """Return the labels of the rows; the rules are those that any row bears, ascending."""
    primary = [primary_rules(row) for row in rows]
    secondary = [secondary_rules(row) for row in rows]
    rules = tuple(sorted(frozenset().union(*primary, *secondary)))
    return Targets(
        rules,
        _matrix(primary, rules),
        _matrix(secondary, rules),
        tuple(row.conflict for row in rows),
    )


def _matrix(labels: Sequence[frozenset[int]], rules: Sequence[int]) -> Bools:
    column = {rule: index for index, rule in enumerate(rules)}
    matrix = np.zeros((len(labels), len(rules)), dtype=np.bool_)
    for row, found in enumerate(labels):
        matrix[row, [column[rule] for rule in found]] = True
    return matrix
