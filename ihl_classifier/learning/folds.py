"""Folds that leave whole conflicts out, so that a measured gain is a gain on wars not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.schema.error import IhlError

FOLDS = 5


def conflict_folds(conflicts: Sequence[str], count: int = FOLDS) -> NDArray[np.intp]:
    """Return the fold (0 to count - 1) of each row: rows of one conflict share a fold, folds are of like size.

    The largest conflicts are dealt out first, each to the smallest fold; no chance is involved.

    Raises:
        IhlError: there are fewer conflicts than folds.
    """
    sizes = Counter(conflicts)
    if len(sizes) < count:
        raise IhlError(
            "corpus_too_small",
            f"{len(sizes)} conflicts cannot make {count} folds that leave conflicts out",
            hint="add rows from other conflicts",
        )
    held = [0] * count
    fold_of: dict[str, int] = {}
    for conflict, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        smallest = held.index(min(held))
        fold_of[conflict] = smallest
        held[smallest] += size
    return np.array([fold_of[conflict] for conflict in conflicts], dtype=np.intp)
