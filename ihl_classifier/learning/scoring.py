"""Scores proposals against graded rows, by the codebook's definitions.

Recall is over primary labels; a proposal is right if labelled primary or secondary. Rule 12 counts as 11 and rules
that are never labels are not scored. Families are scored the same way. A negative row is quiet if nothing is proposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ihl_classifier.learning.codebook import families, scored_rules
from ihl_classifier.learning.dataset import GradedRow
from ihl_classifier.learning.metrics import (
    Bin,
    Counts,
    brier_score,
    calibration_error,
    counts_of,
    f1_interval,
    reliability,
)
from ihl_classifier.learning.party_match import PartyCounts, SeenParty, party_counts

MACRO_LABELS = 3
"""Rules with fewer primary labels are not in the macro average."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a system says of one row; confidences and parties only where it gives them."""

    rules: frozenset[int]
    confidence: Mapping[int, float] | None = None
    perpetrators: tuple[SeenParty, ...] | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one system on one set of rows; shares are 0 to 1, None where there is nothing to count."""

    rows: int
    precision: float
    recall: float
    f1: float
    f1_interval: tuple[float, float]
    macro_f1: float | None
    family_precision: float
    family_recall: float
    family_f1: float
    quiet_on_negatives: float | None
    proposals_a_row: float
    calibration_error: float | None
    brier: float | None
    perpetrator_recall: float | None
    perpetrator_precision: float | None
    per_rule: dict[int, Counts] = field(default_factory=dict)
    reliability: tuple[Bin, ...] = ()


def score(rows: Sequence[GradedRow], proposals: Sequence[Proposal]) -> Score:
    """Return the score of the proposals, which stand in the order of the rows."""
    if len(rows) != len(proposals):
        raise ValueError(f"{len(proposals)} proposals for {len(rows)} rows")
    said = [scored_rules(proposal.rules) for proposal in proposals]
    counts = [counts_of(row.primary, row.secondary, rules) for row, rules in zip(rows, said, strict=True)]
    family = [
        counts_of(families(row.primary), families(row.secondary), families(rules))
        for row, rules in zip(rows, said, strict=True)
    ]
    total, by_family = sum(counts, Counts()), sum(family, Counts())
    table = _per_rule(rows, said)
    macro = [rule.f1 for rule in table.values() if rule.wanted >= MACRO_LABELS]
    quiet = [not rules for row, rules in zip(rows, said, strict=True) if not row.primary | row.secondary]
    bins, brier = _calibration(rows, proposals)
    parties = _parties(rows, proposals)
    return Score(
        rows=len(rows),
        precision=total.precision,
        recall=total.recall,
        f1=total.f1,
        f1_interval=f1_interval(counts),
        macro_f1=sum(macro) / len(macro) if macro else None,
        family_precision=by_family.precision,
        family_recall=by_family.recall,
        family_f1=by_family.f1,
        quiet_on_negatives=sum(quiet) / len(quiet) if quiet else None,
        proposals_a_row=total.given / len(rows) if rows else 0.0,
        calibration_error=calibration_error(bins),
        brier=brier,
        perpetrator_recall=_share(parties.found, parties.wanted),
        perpetrator_precision=_share(parties.right, parties.given),
        per_rule=table,
        reliability=bins,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _per_rule(rows: Sequence[GradedRow], said: Sequence[frozenset[int]]) -> dict[int, Counts]:
    table: dict[int, Counts] = defaultdict(Counts)
    for row, rules in zip(rows, said, strict=True):
        for rule in row.primary | rules:
            one = frozenset({rule})
            table[rule] += counts_of(row.primary & one, row.secondary & one, rules & one)
    return dict(sorted(table.items(), key=lambda item: (-item[1].wanted, item[0])))


def _calibration(rows: Sequence[GradedRow], proposals: Sequence[Proposal]) -> tuple[tuple[Bin, ...], float | None]:
    pairs = [
        (confidence, rule in row.primary | row.secondary)
        for row, proposal in zip(rows, proposals, strict=True)
        for rule, confidence in (proposal.confidence or {}).items()
    ]
    confidence = np.array([value for value, _ in pairs], dtype=np.float64)
    kept = np.array([float(hit) for _, hit in pairs], dtype=np.float64)
    return reliability(confidence, kept), brier_score(confidence, kept)


def _parties(rows: Sequence[GradedRow], proposals: Sequence[Proposal]) -> PartyCounts:
    total = PartyCounts()
    for row, proposal in zip(rows, proposals, strict=True):
        if row.perpetrators is not None and proposal.perpetrators is not None:
            total += party_counts(row.perpetrators, proposal.perpetrators)
    return total
