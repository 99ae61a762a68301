"""The manifest of a stored model: hashes, where it comes from, and twenty texts with the answers it must give."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version as library_version
from platform import python_version

from pydantic import BaseModel, ConfigDict, ValidationError

from ihl_classifier.learning.example import Example
from ihl_classifier.learning.model import CONFIDENCE_FLOOR, Model
from ihl_classifier.learning.prediction import Prediction
from ihl_classifier.schema.error import IhlError

FORMAT = 2
"""Raised when the model file's shape changes; readers of old formats are kept."""
MODEL_FILE = "model.joblib"
SELF_TESTS = 20
TOLERANCE = 1e-6
AGAIN = "take the model again from where it came, or train with `ihl train`"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "joblib")


class SelfTest(BaseModel):
    """One example and what the model said of it when it was stored."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    language: str
    marks: dict[str, float]
    engine: dict[int, float]
    relevance: float
    confidence: dict[int, float]
    classifier: dict[int, float]


class Manifest(BaseModel):
    """What `manifest.json` beside a model file says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    format: int
    version: str
    created: str
    note: str
    files: dict[str, str]
    """File name -> SHA-256."""
    rows: int
    corpus: str
    """Fingerprint of the rows that the model was trained on."""
    codebook: str
    seed: int
    measured: dict[str, float]
    """Figures from the training, on conflicts left out."""
    libraries: dict[str, str]
    """Versions at training; for the record, not required at loading."""
    self_test: tuple[SelfTest, ...]


def make_manifest(
    model: Model, data: bytes, examples: Sequence[Example], note: str, now: datetime | None = None
) -> Manifest:
    """Return the manifest of a model whose file holds `data`; `examples` serve for the self-test (20 are taken)."""
    digest = hashlib.sha256(data).hexdigest()
    created = now or datetime.now(UTC)
    info = model.info
    return Manifest(
        format=FORMAT,
        version=f"{created:%Y%m%d}-{digest[:10]}",
        created=created.isoformat(timespec="seconds"),
        note=note,
        files={MODEL_FILE: digest},
        rows=info.rows,
        corpus=info.corpus,
        codebook=info.codebook,
        seed=info.seed,
        measured=info.measured,
        libraries={"python": python_version(), **{name: library_version(name) for name in LIBRARIES}},
        self_test=self_tests(model, examples),
    )


def read_manifest(data: bytes, where: str) -> Manifest:
    """Return the manifest; raises IhlError where it is none, or of a format that this version cannot read."""
    try:
        manifest = Manifest.model_validate_json(data)
    except ValidationError as error:
        raise IhlError(
            "model_unreadable", f"manifest.json is not readable ({error.error_count()} faults)", where, AGAIN
        ) from error
    if manifest.format != FORMAT:
        raise IhlError(
            "model_format",
            f"the model has format {manifest.format}; this version reads format {FORMAT}",
            where,
            "update ihl-classifier, or train with `ihl train`",
        )
    return manifest


def self_tests(model: Model, examples: Sequence[Example]) -> tuple[SelfTest, ...]:
    """Return SELF_TESTS examples, spread evenly over those given, with the model's answers."""
    count = min(SELF_TESTS, len(examples))
    chosen = [examples[i * len(examples) // count] for i in range(count)]
    return tuple(
        SelfTest(
            text=example.text,
            language=example.language,
            marks=dict(example.marks),
            engine=dict(example.engine),
            relevance=prediction.relevance,
            confidence=dict(prediction.confidence),
            classifier=dict(prediction.classifier),
        )
        for example, prediction in zip(chosen, model.predict(chosen), strict=True)
    )


def check_self_test(model: Model, tests: Sequence[SelfTest], where: str) -> None:
    """Check that the model still gives the answers of its self-test, within 1e-6; raises IhlError where not."""
    examples = [Example(test.text, test.language, test.marks, test.engine) for test in tests]
    try:
        answers = model.predict(examples)
    except (ValueError, IndexError, KeyError) as error:
        raise IhlError(
            "model_self_test",
            "the model cannot answer: its parts have other shapes than this version computes with",
            where,
            "train again with `ihl train`, or go back with `ihl models rollback`",
        ) from error
    wrong = [not _same(test, answer) for test, answer in zip(tests, answers, strict=True)]
    if not tests or any(wrong):
        raise IhlError(
            "model_self_test",
            f"the model gives other answers than when it was stored ({sum(wrong)} of {len(tests)} self-test texts)",
            where,
            "this version of ihl-classifier computes something differently; train again with `ihl train`",
        )


def _same(test: SelfTest, answer: Prediction) -> bool:
    if abs(test.relevance - answer.relevance) > TOLERANCE or test.classifier.keys() != answer.classifier.keys():
        return False
    if any(abs(value - answer.classifier[rule]) > TOLERANCE for rule, value in test.classifier.items()):
        return False
    for rule in test.confidence.keys() | answer.confidence.keys():
        now = answer.confidence_of(rule)
        # A rule that was not listed was below the floor; it may now stand on it by a hair.
        before = test.confidence.get(rule, min(now, CONFIDENCE_FLOOR))
        if abs(before - now) > TOLERANCE:
            return False
    return True
