from __future__ import annotations

import numpy as np
import pytest

from ihl_classifier.learning.example import Example, Reader
from ihl_classifier.learning.folds import FOLDS
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.thresholds import COMPLETE, LIKELY
from ihl_classifier.learning.training import train
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError


def test_it_learns_what_the_rows_hold(model: Model) -> None:
    assert model.classifier.rules == (1, 7, 11, 28, 52, 96, 99)
    assert model.info.measured["f1"] > 0.95
    assert model.info.measured["quiet"] > 0.9
    assert model.info.rows == 168


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Gunmen seized five traders near Wexo and wanted money from the families", {96, 99}),
        ("Shells hit the clinic of Wexo and wounded 30 patients", {28, 7}),
        ("The council of Wexo met and spoke of the new road", set()),
        ("The traders of Wexo gave money to the football clinic", set()),
    ],
)
def test_it_judges_texts_from_elsewhere(model: Model, text: str, rules: set[int]) -> None:
    prediction = model.predict([Example(text, "en", {}, {})])[0]
    assert prediction.proposed == rules
    assert (prediction.relevance > 0.5) is bool(rules)


def test_the_engine_moves_the_confidence(model: Model) -> None:
    text = "Something happened near the ford."
    without, spoken = model.predict([Example(text, "en", {}, {}), Example(text, "en", {}, {28: 1.0})])
    assert spoken.confidence_of(28) > without.confidence_of(28)


def test_a_prediction_agrees_with_itself(model: Model, examples: list[Example]) -> None:
    for prediction in model.predict(examples[:14]):
        for rule, confidence in prediction.confidence.items():
            assert prediction.confidence_of(rule) == pytest.approx(confidence, abs=1e-12)
            total = sum(entry.log_odds for entry in prediction.ledger(rule))
            assert total == pytest.approx(np.log(confidence / (1 - confidence)), abs=1e-3)  # entries are rounded
            assert confidence >= 0.05
        assert set(prediction.classifier) == set(model.classifier.rules)
        assert prediction.proposed <= set(prediction.confidence)


def test_the_grade_of_a_rule_that_is_seldom_primary_is_secondary(model: Model, examples: list[Example]) -> None:
    bombed = model.predict([examples[4]])[0]
    assert bombed.primary_share(11) < 0.5 < bombed.primary_share(1)


def test_a_text_is_judged_alike_alone_and_in_a_batch(model: Model, examples: list[Example]) -> None:
    together = model.predict(examples)
    assert model.predict([]) == []
    for place in (0, 5, 100):
        alone = model.predict([examples[place]])[0]
        assert alone.confidence == pytest.approx(together[place].confidence, abs=1e-12)
        assert alone.relevance == pytest.approx(together[place].relevance, abs=1e-12)


def test_training_twice_gives_the_same_model(
    rows: list[CorpusRow], read: Reader, model: Model, examples: list[Example]
) -> None:
    again = train(rows, read)
    assert again.thresholds == model.thresholds
    for one, other in zip(again.predict(examples), model.predict(examples), strict=True):
        assert (one.confidence, one.classifier, one.relevance) == (other.confidence, other.classifier, other.relevance)


def test_a_model_read_from_its_state_answers_to_the_bit(model: Model, examples: list[Example]) -> None:
    again = Model.from_state(model.to_state(), "v")
    assert again.version == "v"
    assert again.info == model.info
    for one, other in zip(again.predict(examples), model.predict(examples), strict=True):
        assert (one.confidence, one.classifier, one.relevance) == (other.confidence, other.classifier, other.relevance)


def test_heavy_rows_pull_the_model(rows: list[CorpusRow], read: Reader) -> None:
    """Rows that say the council meeting is 52, given weight, change what the model says of it."""
    label = next(row.primary for row in rows if row.primary and row.primary[0].rule == 52)
    wrong = [
        row.model_copy(update={"primary": label}) if "council" in row.text and i % 2 else row
        for i, row in enumerate(rows)
    ]
    text = [Example("The council of Wexo met for 3 hours and spoke of the harvest", "en", {}, {})]
    light = train(
        wrong, read, row_weights=[0.05 if "council" in row.text and i % 2 else 1.0 for i, row in enumerate(rows)]
    )
    heavy = train(
        wrong, read, row_weights=[5.0 if "council" in row.text and i % 2 else 1.0 for i, row in enumerate(rows)]
    )
    assert heavy.predict(text)[0].confidence_of(52) > light.predict(text)[0].confidence_of(52) + 0.2


def test_progress_is_told_to_the_end(rows: list[CorpusRow], read: Reader) -> None:
    told: list[tuple[str, int, int]] = []
    train(rows, read, progress=lambda stage, done, total: told.append((stage, done, total)))
    assert [stage for stage, _, _ in dict.fromkeys((s, 0, 0) for s, _, _ in told)] == [
        "read",
        "features",
        "classifier",
        "judgement",
    ]
    classifier = [(done, total) for stage, done, total in told if stage == "classifier"]
    assert classifier == [(i, FOLDS + 1) for i in range(FOLDS + 2)]


def test_rows_that_cannot_be_learnt_from_are_refused(rows: list[CorpusRow], read: Reader) -> None:
    with pytest.raises(IhlError, match="rows with labels and rows without"):
        train([row for row in rows if row.primary], read)
    with pytest.raises(IhlError, match="cannot make 5 folds"):
        train([row for row in rows if row.conflict < "c"], read)
    with pytest.raises(ValueError, match="167 examples for 168 rows"):
        train(rows, lambda incidents: read(incidents)[1:])


def test_what_is_likely_is_proposed_and_what_the_engine_finds_complete(model: Model, examples: list[Example]) -> None:
    lower = 0
    for example, found in zip(examples, model.predict(examples), strict=True):
        complete = {rule for rule, score in example.engine.items() if score >= 1}
        least = {rule: COMPLETE if rule in complete else LIKELY for rule in found.confidence}
        assert found.proposed == {rule for rule, value in found.confidence.items() if value >= least[rule]}
        lower += any(found.threshold_of(rule) == COMPLETE for rule in complete)
    assert lower
