"""Measures systems side by side on the same rows: the labeller, the engine, the classifier, the keyword list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from ihl_classifier.learning.corpus import incident_of
from ihl_classifier.learning.dataset import GradedRow, graded, incidents_of
from ihl_classifier.learning.example import ENGINE_SECONDARY, Example, Reader, remembering
from ihl_classifier.learning.folds import FOLDS, conflict_folds
from ihl_classifier.learning.keywords import keyword_rules
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.party_match import perpetrators_of
from ihl_classifier.learning.prediction import Prediction
from ihl_classifier.learning.scoring import Proposal, Score, score
from ihl_classifier.learning.training import Progress, train
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.terms import Band

LABELLER = "labeller"
JUDGEMENT = "judgement"
ENGINE = "engine only"
CLASSIFIER = "classifier only"
KEYWORDS = "keyword list"

Answers = Callable[[Sequence[Incident]], Sequence[LabelledIncident]]


def from_answer(answer: LabelledIncident) -> Proposal:
    """Return what an answer proposes: candidates of the bands `likely` and `possible`."""
    proposed = frozenset(c.rule for c in answer.candidates if c.band in (Band.LIKELY, Band.POSSIBLE))
    return Proposal(proposed, {c.rule: c.confidence for c in answer.candidates}, perpetrators_of(answer))


def from_prediction(prediction: Prediction) -> Proposal:
    """Return what the model proposes before the labeller's marks and bands."""
    return Proposal(prediction.proposed, prediction.confidence)


def from_classifier(prediction: Prediction) -> Proposal:
    """Return what the classifier would propose by itself."""
    least = prediction.thresholds.classifier
    return Proposal(frozenset(rule for rule, chance in prediction.classifier.items() if chance >= least))


def from_engine(example: Example) -> Proposal:
    """Return what the rule engine would propose by itself: primary and secondary."""
    return Proposal(frozenset(rule for rule, value in example.engine.items() if value >= ENGINE_SECONDARY))


def from_keywords(incident: Incident) -> Proposal:
    """Return what the plain keyword list proposes."""
    return Proposal(keyword_rules(incident.text))


def evaluate(
    rows: Sequence[GradedRow],
    read: Reader,
    model: Model | None,
    answers: Answers | None = None,
    *,
    engine_only: bool = False,
) -> dict[str, Score]:
    """Return system -> score on the rows, best-informed system first.

    `answers` is the labeller; without it, and without a model, the systems that need them are left out.
    """
    incidents = incidents_of(rows)
    examples = read(incidents)
    found: dict[str, list[Proposal]] = {}
    if not engine_only:
        if answers is not None:
            found[LABELLER] = [from_answer(answer) for answer in answers(incidents)]
        if model is not None:
            predictions = model.predict(examples)
            found[JUDGEMENT] = [from_prediction(prediction) for prediction in predictions]
            found[CLASSIFIER] = [from_classifier(prediction) for prediction in predictions]
    found[ENGINE] = [from_engine(example) for example in examples]
    found[KEYWORDS] = [from_keywords(incident) for incident in incidents]
    return _scores(rows, found)


def cross_validate(rows: Sequence[CorpusRow], read: Reader, progress: Progress | None = None) -> dict[str, Score]:
    """Return system -> score on conflicts that the whole training (judgement and thresholds too) never saw.

    Each fifth of the conflicts is predicted by a model trained on the other four, as `train` does it.
    """
    again = remembering(read)
    incidents = [incident_of(row) for row in rows]
    examples = again(incidents)
    folds = conflict_folds([row.conflict for row in rows])
    whole: dict[int, Prediction] = {}
    for fold in range(FOLDS):
        if progress is not None:
            progress("folds", fold, FOLDS)
        inside = [row for row, place in zip(rows, folds, strict=True) if place != fold]
        outside: list[int] = np.flatnonzero(folds == fold).tolist()
        model = train(inside, again, progress=progress)
        predicted = model.predict([examples[i] for i in outside])
        whole.update(zip(outside, predicted, strict=True))
    predictions = [whole[i] for i in range(len(rows))]
    found = {
        JUDGEMENT: [from_prediction(prediction) for prediction in predictions],
        CLASSIFIER: [from_classifier(prediction) for prediction in predictions],
        ENGINE: [from_engine(example) for example in examples],
        KEYWORDS: [from_keywords(incident) for incident in incidents],
    }
    return _scores([graded(row) for row in rows], found)


def _scores(rows: Sequence[GradedRow], found: Mapping[str, Sequence[Proposal]]) -> dict[str, Score]:
    return {name: score(rows, proposals) for name, proposals in found.items()}
