"""What the model says of one text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ihl_classifier.learning.head import sigmoid
from ihl_classifier.learning.judgement import Judgement, Pairs
from ihl_classifier.learning.thresholds import Thresholds, operating
from ihl_classifier.schema.candidate import LedgerEntry


@dataclass(frozen=True, slots=True)
class Prediction:
    """Confidences of one text, and the ledger behind each."""

    relevance: float
    """Probability that the text bears any rule, by the relevance head alone."""
    confidence: Mapping[int, float]
    """Rule -> probability that a careful reviewer keeps it, where that is at least CONFIDENCE_FLOOR."""
    classifier: Mapping[int, float]
    """Rule -> the classifier's own probability; rules without a classifier are absent."""
    thresholds: Thresholds
    judgement: Judgement
    engine: Mapping[int, float]
    logits: Mapping[int, float]
    relevance_log_odds: float

    @property
    def bears_any(self) -> float:
        """Return the probability that the text bears any rule: never less than that it bears the likeliest one."""
        return max((self.relevance, *self.confidence.values()))

    @property
    def proposed(self) -> frozenset[int]:
        """Return the rules at or above their operating threshold."""
        return frozenset(rule for rule, value in self.confidence.items() if value >= self.threshold_of(rule))

    def threshold_of(self, rule: int) -> float:
        """Return the confidence from which the rule is proposed here: lower where the engine finds it complete."""
        return float(operating(np.array(self.engine.get(rule, 0.0))))

    def confidence_of(self, rule: int) -> float:
        """Return the confidence of any rule, proposed or not."""
        return float(sigmoid(self.judgement.log_odds(self._pair(rule)))[0])

    def primary_share(self, rule: int) -> float:
        """Return the probability that the rule, if kept, is kept as primary rather than secondary."""
        return float(sigmoid(self.judgement.primary_log_odds(self._pair(rule)))[0])

    def ledger(self, rule: int) -> tuple[LedgerEntry, ...]:
        """Return what spoke for and against the rule, in log-odds (four places); they sum to its confidence's."""
        return tuple(LedgerEntry(name, round(value, 4)) for name, value in self.judgement.terms(self._pair(rule)))

    def _pair(self, rule: int) -> Pairs:
        return Pairs(
            np.array([rule], dtype=np.int32),
            np.array([self.engine.get(rule, 0.0)]),
            np.array([self.judgement.priors.kept_log_odds(rule)]),
            np.array([self.relevance_log_odds]),
            np.array([self.logits.get(rule, np.nan)]),
        )
