from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from ihl_classifier.learning.classifier import fit_classifier
from ihl_classifier.learning.evidence import Lessons, lesson_features, lessons_of, read_lessons
from ihl_classifier.learning.example import Example, Reader, remembering
from ihl_classifier.learning.features import FeatureSpace
from ihl_classifier.learning.targets import Targets
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.incident import Incident


def test_a_label_gives_its_quotes_as_a_lesson(row_json: Callable[..., dict[str, Any]]) -> None:
    row = CorpusRow.model_validate_json(json.dumps(row_json()), strict=True)
    never = {"rule": 150, "evidence": ["x"]} | {"rule": 12}
    bare = {"rule": 52, "evidence": {"taking": []}}
    more = CorpusRow.model_validate_json(json.dumps(row_json(primary=[never, bare, {"rule": 10, "evidence": ["x"]}])))
    assert [(one.row, one.rule, one.primary, one.text) for one in lessons_of([row, more])] == [
        (0, 96, True, "seized . a ransom"),
        (0, 99, False, "seized"),
        (1, 11, True, "x"),
        (1, 99, False, "seized"),
    ]


def test_lessons_are_read_without_marks(rows: list[CorpusRow], read: Reader, examples: list[Example]) -> None:
    lessons, read_examples = read_lessons(rows, read)
    assert len(lessons) == len(read_examples) == 24 * 9
    assert not any(example.marks or example.engine for example in read_examples)
    found = lesson_features(lessons, read_examples, FeatureSpace.fit(examples))
    assert found.features.shape[0] == len(lessons)
    chosen = np.array([3, 0], dtype=np.intp)
    part = found.within(chosen)
    assert {(int(chosen[row]), int(rule)) for row, rule in zip(part.rows, part.rules, strict=True)} == {
        (0, 96),
        (0, 99),
        (3, 52),
    }
    assert part.features.shape[0] == 3


def test_quotes_say_which_words_speak_for_the_rule() -> None:
    """Words a and b always stand together in the rows; only the quotes tell which one bears the rule."""
    rows = csr_matrix(np.array([[1.0, 1.0, 0.0]] * 8 + [[0.0, 0.0, 1.0]] * 8))
    kept = np.array([[True, False]] * 8 + [[False, True]] * 4 + [[False, False]] * 4)
    targets = Targets((52, 96), kept, np.zeros_like(kept), ("c",) * 16)
    quotes = csr_matrix(np.array([[1.0, 0.0, 0.0]] * 8 + [[0.0, 0.0, 1.0]] * 4))
    lessons = Lessons(
        quotes, np.arange(12, dtype=np.intp), np.array([52] * 8 + [96] * 4, dtype=np.int32), np.ones(12, dtype=bool)
    )
    plain = fit_classifier(rows, targets).weights[:, 0]
    taught = fit_classifier(rows, targets, lessons=lessons).weights[:, 0]
    assert abs(plain[0] - plain[1]) < 1e-3
    assert taught[0] > taught[1] + 0.2


def test_quotes_of_a_rule_that_the_row_bears_too_do_not_speak_against_it() -> None:
    rows = csr_matrix(np.array([[1.0, 0.0]] * 6 + [[0.0, 1.0]] * 6))
    kept = np.array([[True, True]] * 6 + [[False, False]] * 6)
    targets = Targets((52, 96), kept, np.zeros_like(kept), ("c",) * 12)
    lessons = Lessons(
        csr_matrix(np.array([[1.0, 0.0]] * 6)),
        np.arange(6, dtype=np.intp),
        np.full(6, 96, dtype=np.int32),
        np.ones(6, dtype=bool),
    )
    with_quotes = fit_classifier(rows, targets, lessons=lessons)
    without = fit_classifier(rows, targets)
    assert np.allclose(with_quotes.weights[:, 0], without.weights[:, 0], atol=1e-2)
    assert with_quotes.weights[0, 1] > without.weights[0, 1] + 0.05


def test_a_remembering_reader_reads_each_incident_once() -> None:
    asked: list[str] = []

    def read(incidents: Sequence[Incident]) -> list[Example]:
        asked.extend(incident.text for incident in incidents)
        return [Example(incident.text.upper(), "en", {}, {}) for incident in incidents]

    again = remembering(read)
    one, two = Incident(text="one"), Incident(text="two")
    assert [example.text for example in again([one, two, one])] == ["ONE", "TWO", "ONE"]
    assert [example.text for example in again([Incident(text="two", id="x"), two])] == ["TWO", "TWO"]
    assert asked == ["one", "two", "two"]
