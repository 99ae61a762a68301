"""The judgement: one small pooled combination of engine, classifier, prior and relevance, for all rules.

Where a rule has a classifier, the *full* head speaks; where it has none, the *engine* head, fitted on the same
pairs without the classifier. Both are fitted on out-of-fold classifier outputs, so their confidences are calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.learning.example import ENGINE_PRIMARY, ENGINE_SECONDARY, Example
from ihl_classifier.learning.head import Head, fit_head
from ihl_classifier.learning.targets import Targets

Floats = NDArray[np.float64]

OFFSET_POSITIVES = 30
"""A rule needs so many positives for an offset of its own."""
LOGIT_LIMIT = 10.0

ENGINE_STATES = ("engine: partial", "engine: secondary", "engine: primary")
ENGINE_INPUTS = (*ENGINE_STATES, "prior", "relevance", "doubtful relevance", "engine and prior", "engine and relevance")
FULL_INPUTS = (*ENGINE_INPUTS, "classifier", "classifier, clear", "engine and classifier")
JOINT = "engine and "
VOICE = {"doubtful relevance": "relevance", "classifier, clear": "classifier"}
"""Inputs that the ledger counts under another's name."""
GRADE_INPUTS = (*ENGINE_STATES, "share of primary", "classifier")
RELEVANCE_INPUTS = (*ENGINE_STATES, "classifier")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a text and a rule, flat; `logit` is NaN where the rule has no classifier."""

    rules: NDArray[np.int32]
    engine: Floats
    prior: Floats
    relevance: Floats
    """Log-odds of the text's relevance, from the relevance head."""
    logit: Floats

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.rules)

    def take(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Pairs:
        """Return some of the pairs."""
        return Pairs(
            self.rules[chosen], self.engine[chosen], self.prior[chosen], self.relevance[chosen], self.logit[chosen]
        )


def engine_states(engine: Floats) -> list[Floats]:
    """Return three indicator columns, partial, secondary and primary, of engine scores."""
    partial = (engine > 0) & (engine < ENGINE_SECONDARY)
    secondary = (engine >= ENGINE_SECONDARY) & (engine < ENGINE_PRIMARY)
    return [state.astype(np.float64) for state in (partial, secondary, engine >= ENGINE_PRIMARY)]


def engine_inputs(pairs: Pairs) -> Floats:
    """Return the inputs that need no classifier, shape (pairs, ENGINE_INPUTS)."""
    spoke = (pairs.engine >= ENGINE_SECONDARY).astype(np.float64)
    relevance = np.clip(pairs.relevance, -LOGIT_LIMIT, LOGIT_LIMIT)
    columns = [pairs.prior, relevance, np.minimum(relevance, 0.0), spoke * pairs.prior, spoke * relevance]
    return np.stack([*engine_states(pairs.engine), *columns], axis=-1)


def full_inputs(pairs: Pairs) -> Floats:
    """Return the inputs of pairs whose rule has a classifier, shape (pairs, FULL_INPUTS)."""
    logit = np.clip(pairs.logit, -LOGIT_LIMIT, LOGIT_LIMIT)
    spoke = (pairs.engine >= ENGINE_SECONDARY).astype(np.float64)
    more = np.stack([logit, np.maximum(logit + 1.0, 0.0), spoke * logit], axis=-1)
    return np.concatenate([engine_inputs(pairs), more], axis=-1)


def relevance_inputs(examples: Sequence[Example], logits: Floats) -> Floats:
    """Return the inputs of the relevance head: the best engine state of any rule, and the classifier."""
    best = np.array([max(example.engine.values(), default=0.0) for example in examples], dtype=np.float64)
    return np.stack([*engine_states(best), np.clip(logits, -LOGIT_LIMIT, LOGIT_LIMIT)], axis=-1)


@dataclass(frozen=True, slots=True)
class Priors:
    """How often rules are kept, and kept as primary, in the rows of the training."""

    rows: float
    kept: Mapping[int, float]
    primary: Mapping[int, float]

    def kept_log_odds(self, rule: int) -> float:
        """Return the smoothed log-odds that a row bears the rule."""
        kept = self.kept.get(rule, 0.0)
        return float(np.log((kept + 0.5) / (self.rows - kept + 0.5)))

    def primary_log_odds(self, rule: int) -> float:
        """Return the smoothed log-odds that a kept candidate is primary."""
        primary, kept = self.primary.get(rule, 0.0), self.kept.get(rule, 0.0)
        return float(np.log((primary + 1.0) / (kept - primary + 1.0)))


def priors_of(targets: Targets) -> Priors:
    """Return the priors of some rows."""
    kept = targets.kept.sum(axis=0)
    primary = targets.primary.sum(axis=0)
    return Priors(
        float(len(targets.conflicts)),
        {rule: float(n) for rule, n in zip(targets.rules, kept, strict=True)},
        {rule: float(n) for rule, n in zip(targets.rules, primary, strict=True)},
    )


@dataclass(frozen=True, slots=True)
class Judgement:
    """The fitted heads and the priors they read."""

    full: Head
    engine: Head
    grade: Head
    relevance: Head
    priors: Priors

    def log_odds(self, pairs: Pairs) -> Floats:
        """Return the log-odds that a careful reviewer keeps each pair, shape (pairs,)."""
        spoken = ~np.isnan(pairs.logit)
        found = np.empty(len(pairs))
        for head, inputs, chosen in ((self.full, full_inputs, spoken), (self.engine, engine_inputs, ~spoken)):
            part = pairs.take(chosen)
            offsets = [head.offsets.get(int(rule), 0.0) for rule in part.rules] if head.offsets else 0.0
            found[chosen] = head.log_odds(inputs(part)) + np.asarray(offsets)
        return found

    def primary_log_odds(self, pairs: Pairs) -> Floats:
        """Return the log-odds that a kept pair is primary rather than secondary, shape (pairs,)."""
        return self.grade.log_odds(grade_inputs(pairs, self.priors))

    def terms(self, pair: Pairs) -> list[tuple[str, float]]:
        """Return the ledger of one pair: (name, log-odds), which sum to its log-odds.

        The names are `base`, `prior`, `relevance`, `classifier`, `rule` (the rule's offset) and one of ENGINE_STATES;
        what the engine says jointly with another input is counted as the engine's.
        """
        head, inputs = (self.engine, engine_inputs) if np.isnan(pair.logit[0]) else (self.full, full_inputs)
        state = next((name for name, on in zip(ENGINE_STATES, engine_states(pair.engine), strict=True) if on[0]), "")
        ledger: dict[str, float] = {}
        for name, value in head.terms(inputs(pair)[0], int(pair.rules[0])):
            told = state if name.startswith(JOINT) else VOICE.get(name, name)
            ledger[told] = ledger.get(told, 0.0) + value
        return list(ledger.items())

    def to_state(self) -> dict[str, Any]:
        """Return plain arrays and dicts that hold the judgement."""
        rules = list(self.priors.kept)
        return {
            "full": self.full.to_state(),
            "engine": self.engine.to_state(),
            "grade": self.grade.to_state(),
            "relevance": self.relevance.to_state(),
            "rows": self.priors.rows,
            "rules": np.array(rules, dtype=np.int32),
            "kept": np.array([self.priors.kept[rule] for rule in rules], dtype=np.float64),
            "primary": np.array([self.priors.primary[rule] for rule in rules], dtype=np.float64),
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Judgement:
        """Return the judgement that `to_state` wrote."""
        rules = [int(rule) for rule in state["rules"]]
        priors = Priors(
            float(state["rows"]),
            dict(zip(rules, map(float, state["kept"]), strict=True)),
            dict(zip(rules, map(float, state["primary"]), strict=True)),
        )
        full, engine, grade, relevance = (
            Head.from_state(state[name]) for name in ("full", "engine", "grade", "relevance")
        )
        return cls(full, engine, grade, relevance, priors)


def grade_inputs(pairs: Pairs, priors: Priors) -> Floats:
    """Return the inputs of the grade head, shape (pairs, GRADE_INPUTS)."""
    shares = {int(rule): priors.primary_log_odds(int(rule)) for rule in np.unique(pairs.rules)}
    share = np.array([shares[int(rule)] for rule in pairs.rules], dtype=np.float64)
    logit = np.clip(np.nan_to_num(pairs.logit, nan=0.0), -LOGIT_LIMIT, LOGIT_LIMIT)
    return np.stack([*engine_states(pairs.engine), share, logit], axis=-1)


def fit_judgement(
    pairs: Pairs, kept: NDArray[np.bool_], primary: NDArray[np.bool_], weights: Floats, relevance: Head, priors: Priors
) -> Judgement:
    """Return the judgement fitted on out-of-fold pairs.

    `kept` and `primary` say what the labels are, `weights` weigh the pairs; the contract's confidence is the
    probability that a candidate is kept in either grade, so both grades count alike here.
    """
    positives: dict[int, int] = {int(rule): 0 for rule in np.unique(pairs.rules)}
    for rule in pairs.rules[kept]:
        positives[int(rule)] += 1
    frequent = [rule for rule, count in positives.items() if count >= OFFSET_POSITIVES]
    spoken = ~np.isnan(pairs.logit)
    part = pairs.take(spoken)
    full = fit_head(FULL_INPUTS, full_inputs(part), kept[spoken], weights[spoken], part.rules, frequent)
    engine = fit_head(ENGINE_INPUTS, engine_inputs(pairs), kept, weights)
    chosen = pairs.take(kept)
    grade = fit_head(GRADE_INPUTS, grade_inputs(chosen, priors), primary[kept], weights[kept])
    return Judgement(full, engine, grade, relevance, priors)
