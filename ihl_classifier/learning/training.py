"""Training: labelled rows in, a model out. Reproducible on one machine and set of versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, cpu_count, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from ihl_classifier.learning.classifier import Classifier, fit_classifier
from ihl_classifier.learning.codebook import CODEBOOK_VERSION
from ihl_classifier.learning.corpus import fingerprint, incident_of
from ihl_classifier.learning.evidence import Lesson, Lessons, lesson_features, read_lessons
from ihl_classifier.learning.example import Example, Reader
from ihl_classifier.learning.features import FeatureSpace
from ihl_classifier.learning.folds import FOLDS, conflict_folds
from ihl_classifier.learning.head import fit_head, sigmoid
from ihl_classifier.learning.judgement import (
    RELEVANCE_INPUTS,
    Judgement,
    Pairs,
    fit_judgement,
    priors_of,
    relevance_inputs,
)
from ihl_classifier.learning.metrics import Counts, calibration_error, reliability
from ihl_classifier.learning.model import Model, ModelInfo
from ihl_classifier.learning.targets import Targets, targets_of
from ihl_classifier.learning.thresholds import operating, thresholds_of
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError

Floats = NDArray[np.float64]
WORTH_PROCESSES = 1000
"""From so many rows on it pays to start processes for the folds."""
Progress = Callable[[str, int, int], None]
"""Told (what is being done, steps done, steps in all)."""


@dataclass(frozen=True, slots=True)
class _OutOfFold:
    """What classifiers say of rows of conflicts they never saw; NaN where a fold had no classifier for the rule."""

    logits: Floats
    relevance: Floats
    prior: Floats


def train(
    rows: Sequence[CorpusRow],
    read: Reader,
    *,
    progress: Progress | None = None,
    seed: int = 0,
    row_weights: Sequence[float] | None = None,
) -> Model:
    """Return a model trained on the rows.

    `read` turns incidents into examples (language and reasoning floors). `row_weights` weigh rows in the classifier
    and the judgement: reviewed rows may count more. `seed` is kept with the model; no step draws at random.

    Raises:
        IhlError: the rows cannot make folds of conflicts, or all or none of them bear a label.
    """
    say = progress or _silent
    say("read", 0, 1)
    examples = read([incident_of(row) for row in rows])
    if len(examples) != len(rows):
        raise ValueError(f"the reader gave {len(examples)} examples for {len(rows)} rows")
    targets = targets_of(rows)
    weights = np.ones(len(rows)) if row_weights is None else np.asarray(row_weights, dtype=np.float64)
    if not 0 < targets.relevant.sum() < len(rows):
        raise IhlError("corpus_too_small", "training needs rows with labels and rows without", hint="add rows")
    lessons = read_lessons(rows, read)
    with threadpool_limits(limits=1):
        return _train(rows, examples, lessons, targets, weights, say, seed)


def _train(
    rows: Sequence[CorpusRow],
    examples: Sequence[Example],
    quoted: tuple[list[Lesson], list[Example]],
    targets: Targets,
    weights: Floats,
    say: Progress,
    seed: int,
) -> Model:
    folds = conflict_folds(targets.conflicts)
    say("features", 0, 1)
    space = FeatureSpace.fit(examples)
    features, lessons = space.transform(examples), lesson_features(*quoted, space)
    say("classifier", 0, FOLDS + 1)
    without, classifier = _classifiers(features, targets, weights, lessons, folds, say)
    seen = _out_of_fold(features, targets, without, folds)
    say("judgement", 0, 1)
    judgement, confidence = _judge(examples, targets, weights, seen)
    thresholds = thresholds_of(sigmoid(seen.logits), targets)
    measured = _measure(confidence, _engine(examples, targets), targets)
    info = ModelInfo(len(rows), fingerprint(rows), CODEBOOK_VERSION, seed, measured)
    say("judgement", 1, 1)
    return Model(space, classifier, judgement, thresholds, info)


def _silent(stage: str, done: int, total: int) -> None:
    del stage, done, total


def _classifiers(
    features: csr_matrix,
    targets: Targets,
    weights: Floats,
    lessons: Lessons,
    folds: NDArray[np.intp],
    fitted: Progress,
) -> tuple[list[Classifier], Classifier]:
    """Return the classifier fitted without each fold, and the one of all rows; fitted side by side, one a core."""
    parts = [np.flatnonzero(folds != fold) for fold in range(FOLDS)]
    for inside in parts:
        if not 0 < targets.take(inside).relevant.sum() < len(inside):
            raise IhlError(
                "corpus_too_small", "a fold has only rows with labels, or only rows without", hint="add rows"
            )
    everything = np.arange(len(weights))
    jobs = (
        delayed(_fit_part)(features[rows], targets.take(rows), weights[rows], lessons.within(rows))
        for rows in (everything, *parts)
    )
    found: list[Classifier] = []
    workers = min(cpu_count(), FOLDS + 1) if len(weights) >= WORTH_PROCESSES else 1
    for classifier in Parallel(n_jobs=workers, return_as="generator")(jobs):
        found.append(classifier)
        fitted("classifier", len(found), FOLDS + 1)
    return found[1:], found[0]


def _fit_part(features: csr_matrix, targets: Targets, weights: Floats, lessons: Lessons) -> Classifier:
    with threadpool_limits(limits=1):
        return fit_classifier(features, targets, row_weights=weights, lessons=lessons)


def _out_of_fold(
    features: csr_matrix, targets: Targets, classifiers: Sequence[Classifier], folds: NDArray[np.intp]
) -> _OutOfFold:
    """Return each row's log-odds from a classifier that was fitted without the row's conflict."""
    shape = targets.primary.shape
    logits, relevance, prior = np.full(shape, np.nan), np.zeros(shape[0]), np.zeros(shape)
    for fold, classifier in enumerate(classifiers):
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        found = classifier.logits(features[outside])
        columns = np.array([targets.rules.index(rule) for rule in classifier.rules], dtype=np.intp)
        logits[np.ix_(outside, columns)] = found.rules
        relevance[outside] = found.relevance
        priors = priors_of(targets.take(inside))
        prior[outside] = [priors.kept_log_odds(rule) for rule in targets.rules]
    return _OutOfFold(logits, relevance, prior)


def _judge(
    examples: Sequence[Example], targets: Targets, weights: Floats, seen: _OutOfFold
) -> tuple[Judgement, Floats]:
    """Return the judgement and its out-of-fold confidences, shape (rows, rules)."""
    relevance = fit_head(RELEVANCE_INPUTS, relevance_inputs(examples, seen.relevance), targets.relevant, weights)
    log_odds = relevance.log_odds(relevance_inputs(examples, seen.relevance))
    pairs = _pairs(examples, targets, seen, log_odds)
    judgement = fit_judgement(
        pairs,
        targets.kept.ravel(),
        targets.primary.ravel(),
        np.repeat(weights, len(targets.rules)),
        relevance,
        priors_of(targets),
    )
    confidence: Floats = sigmoid(judgement.log_odds(pairs)).reshape(targets.primary.shape)
    return judgement, confidence


def _pairs(examples: Sequence[Example], targets: Targets, seen: _OutOfFold, relevance: Floats) -> Pairs:
    return Pairs(
        np.tile(targets.rules, len(examples)).astype(np.int32),
        _engine(examples, targets).ravel(),
        seen.prior.ravel(),
        np.repeat(relevance, len(targets.rules)),
        seen.logits.ravel(),
    )


def _engine(examples: Sequence[Example], targets: Targets) -> Floats:
    """Return the engine's scores, shape (rows, rules)."""
    return np.array([[example.engine.get(rule, 0.0) for rule in targets.rules] for example in examples])


def _measure(confidence: Floats, engine: Floats, targets: Targets) -> dict[str, float]:
    proposed = confidence >= operating(engine)  # NaN compares false
    counts = Counts(
        int(targets.primary.sum()),
        int((targets.primary & proposed).sum()),
        int(proposed.sum()),
        int((targets.kept & proposed).sum()),
    )
    error = calibration_error(reliability(confidence.ravel(), targets.kept.ravel().astype(np.float64)))
    measured = {
        "f1": counts.f1,
        "precision": counts.precision,
        "recall": counts.recall,
        "quiet": float(1.0 - proposed[~targets.relevant].any(axis=1).mean()),
    }
    return measured if error is None else {**measured, "calibration_error": error}
