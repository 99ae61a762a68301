"""Retraining: a candidate on corpus and corrections, measured against the current model on the frozen part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ihl_classifier.learning.corpus import incident_of, load_split
from ihl_classifier.learning.dataset import GradedRow, graded
from ihl_classifier.learning.evaluation import JUDGEMENT, evaluate
from ihl_classifier.learning.example import Example, Reader
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.learning.scoring import Score
from ihl_classifier.learning.training import Progress, train
from ihl_classifier.review.corrections import Corrections
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident

CORRECTION_WEIGHT = 3.0
"""How much a corrected row counts beside a row of the corpus: it shows where the present model errs."""
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Retraining:
    """What came of it: the candidate's version, both scores on the frozen part, and what was left out."""

    version: str
    corpus_rows: int
    corrections: int
    overlapping: int
    """Corrections that share words with the frozen part, so that training on them would spoil the measure."""
    disagreements: int
    candidate: Score
    current: Score | None
    current_version: str | None
    promoted: bool = False

    @property
    def not_worse(self) -> bool:
        """Return whether the candidate may take the current model's place: neither F1 nor quiet on negatives fell."""
        return self.current is None or _not_worse(self.candidate, self.current)


def retrain(
    corrections: Corrections,
    models: ModelStore,
    read: Reader,
    *,
    promote: bool = False,
    corpus: Sequence[CorpusRow] | None = None,
    frozen: Sequence[CorpusRow] | None = None,
    progress: Progress | None = None,
) -> Retraining:
    """Return how a model trained on corpus and corrections compares; it is stored, and promoted if asked and not worse.

    `corpus` and `frozen` default to the splits train and gold; `read` turns incidents into examples.

    Raises:
        IhlError: there is no correction to learn from, or the corpus or the current model cannot be used.
    """
    known = list(corpus if corpus is not None else load_split("train"))
    held = list(frozen if frozen is not None else load_split("gold"))
    kept, overlapping = corrections.apart_from([row.text for row in held])
    if not kept:
        raise IhlError(
            "no_corrections", "there is no correction to learn from", where="store",
            hint=f"{len(corrections.disagreements)} reviewed incidents wait for reviewers to agree, {overlapping} "
            "repeat the frozen part; reviews come in at POST /v1/incidents/{id}/reviews",
        )  # fmt: skip
    read = _once(read)
    before = models.current()
    current = models.load(before) if before is not None else None
    weights = [1.0] * len(known) + [CORRECTION_WEIGHT] * len(kept)
    model = train([*known, *kept], read, row_weights=weights, progress=progress)
    manifest = models.add(model, read([incident_of(row) for row in known]), note=f"{len(kept)} corrections")
    rows = [graded(row) for row in held]
    found = Retraining(
        version=manifest.version,
        corpus_rows=len(known),
        corrections=len(kept),
        overlapping=overlapping,
        disagreements=len(corrections.disagreements),
        candidate=_score(rows, read, model),
        current=_score(rows, read, current) if current is not None else None,
        current_version=before,
    )
    if promote and found.not_worse:
        models.promote(found.version)
        return replace(found, promoted=True)
    return found


def _once(read: Reader) -> Reader:
    """Return the reader, reading each incident once: the same texts are trained on, kept as self-test and scored."""
    known: dict[Incident, Example] = {}

    def cached(incidents: Sequence[Incident]) -> list[Example]:
        new = [incident for incident in dict.fromkeys(incidents) if incident not in known]
        known.update(zip(new, read(new), strict=True))
        return [known[incident] for incident in incidents]

    return cached


def _score(rows: Sequence[GradedRow], read: Reader, model: Model) -> Score:
    return evaluate(rows, read, model)[JUDGEMENT]


def _not_worse(candidate: Score, current: Score) -> bool:
    quiet, quiet_before = candidate.quiet_on_negatives, current.quiet_on_negatives
    kept_quiet = quiet is None or quiet_before is None or quiet >= quiet_before - TINY
    return candidate.f1 >= current.f1 - TINY and kept_quiet
