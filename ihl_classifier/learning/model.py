"""The model: features, classifier, judgement and thresholds, as plain arrays with a `predict`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.learning.classifier import Classifier, Logits
from ihl_classifier.learning.example import Example
from ihl_classifier.learning.features import FeatureSpace
from ihl_classifier.learning.head import sigmoid
from ihl_classifier.learning.judgement import Judgement, Pairs, relevance_inputs
from ihl_classifier.learning.prediction import Prediction
from ihl_classifier.learning.thresholds import Thresholds

Floats = NDArray[np.float64]

CONFIDENCE_FLOOR = 0.05
CHUNK = 512
"""Texts judged at once, which bounds memory."""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Where a model comes from: plain values only."""

    rows: int
    corpus: str
    """Fingerprint of the corpus rows."""
    codebook: str
    seed: int
    measured: dict[str, float]
    """Out-of-fold figures from the training: f1, precision, recall, quiet, calibration_error."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model; read-only, so threads may share it."""

    features: FeatureSpace
    classifier: Classifier
    judgement: Judgement
    thresholds: Thresholds
    info: ModelInfo
    version: str = ""
    """The version under which a store holds it; empty for a model not stored yet."""

    def predict(self, examples: Sequence[Example]) -> list[Prediction]:
        """Return the predictions, in order: one sparse matrix product for each CHUNK of examples."""
        found: list[Prediction] = []
        for start in range(0, len(examples), CHUNK):
            found.extend(self._predict(examples[start : start + CHUNK]))
        return found

    def _predict(self, examples: Sequence[Example]) -> list[Prediction]:
        logits = self.classifier.logits(self.features.transform(examples))
        relevance = self.judgement.relevance.log_odds(relevance_inputs(examples, logits.relevance))
        pairs, texts = self._pairs(examples, logits, relevance)
        confidence = sigmoid(self.judgement.log_odds(pairs))
        kept = np.flatnonzero(confidence >= CONFIDENCE_FLOOR)
        confident: list[dict[int, float]] = [{} for _ in examples]
        for place in kept:
            confident[texts[place]][int(pairs.rules[place])] = float(confidence[place])
        chances, relevant = sigmoid(logits.rules), sigmoid(relevance)
        rules = self.classifier.rules
        return [
            Prediction(
                relevance=float(relevant[row]),
                confidence=confident[row],
                classifier=dict(zip(rules, chances[row].tolist(), strict=True)),
                thresholds=self.thresholds,
                judgement=self.judgement,
                engine=example.engine,
                logits=dict(zip(rules, logits.rules[row].tolist(), strict=True)),
                relevance_log_odds=float(relevance[row]),
            )
            for row, example in enumerate(examples)
        ]

    def _pairs(self, examples: Sequence[Example], logits: Logits, relevance: Floats) -> tuple[Pairs, list[int]]:
        """Return the pairs to judge, and the text of each: every rule with a classifier or an engine score."""
        rules, count = self.classifier.rules, len(examples)
        place = {rule: column for column, rule in enumerate(rules)}
        engine = np.zeros((count, len(rules)))
        extra: list[tuple[int, int, float]] = []
        for row, example in enumerate(examples):
            for rule, score in example.engine.items():
                if rule in place:
                    engine[row, place[rule]] = score
                elif score > 0:
                    extra.append((row, rule, score))
        prior = self.judgement.priors.kept_log_odds
        known = np.array([prior(rule) for rule in rules])
        others = [row for row, _, _ in extra]
        pairs = Pairs(
            np.concatenate([np.tile(rules, count), [rule for _, rule, _ in extra]]).astype(np.int32),
            np.concatenate([engine.ravel(), [score for _, _, score in extra]]),
            np.concatenate([np.tile(known, count), [prior(rule) for _, rule, _ in extra]]),
            np.concatenate([np.repeat(relevance, len(rules)), relevance[others]]),
            np.concatenate([logits.rules.ravel(), np.full(len(extra), np.nan)]),
        )
        return pairs, [*np.repeat(np.arange(count), len(rules)).tolist(), *others]

    def to_state(self) -> dict[str, Any]:
        """Return plain arrays, strings and numbers that hold the model."""
        info = self.info
        return {
            "features": self.features.to_state(),
            "classifier": self.classifier.to_state(),
            "judgement": self.judgement.to_state(),
            "thresholds": self.thresholds.to_state(),
            "info": {
                "rows": info.rows,
                "corpus": info.corpus,
                "codebook": info.codebook,
                "seed": info.seed,
                "measured": dict(info.measured),
            },
        }

    @classmethod
    def from_state(cls, state: dict[str, Any], version: str = "") -> Model:
        """Return the model that `to_state` wrote."""
        return cls(
            FeatureSpace.from_state(state["features"]),
            Classifier.from_state(state["classifier"]),
            Judgement.from_state(state["judgement"]),
            Thresholds.from_state(state["thresholds"]),
            ModelInfo(**state["info"]),
            version,
        )
