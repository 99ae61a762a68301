from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ihl_classifier.learning.head import Head, fit_head, sigmoid
from ihl_classifier.learning.judgement import Judgement, Pairs, Priors, fit_judgement, priors_of
from ihl_classifier.learning.metrics import calibration_error, reliability
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.targets import targets_of
from ihl_classifier.schema.corpus_row import CorpusRow

COUNT = 20_000
RULES = np.array([28, 52, 96, 99], dtype=np.int32)


def drawn(seed: int = 0) -> tuple[Pairs, np.ndarray, np.ndarray]:
    """Return pairs whose labels follow known log-odds, and those log-odds; rule 99 is kept more than its inputs say."""
    rng = np.random.default_rng(seed)
    rules = rng.choice(RULES, COUNT)
    engine = rng.choice([0.0, 0.25, 0.5, 1.0], COUNT, p=[0.7, 0.1, 0.1, 0.1])
    prior = np.where(rules == 28, -3.0, -2.0)
    logit = rng.normal(-3.0, 2.0, COUNT)
    truth = prior + 1.0 + 0.6 * logit + 1.5 * (engine == 0.5) + 3.0 * (engine == 1.0) + 1.0 * (rules == 99)
    pairs = Pairs(rules, engine, prior, rng.normal(1.0, 1.0, COUNT), logit)
    return pairs, rng.random(COUNT) < sigmoid(truth), truth


@pytest.fixture(scope="module")
def judged() -> tuple[Judgement, Pairs, np.ndarray, np.ndarray]:
    pairs, kept, truth = drawn()
    priors = Priors(1000.0, {28: 48.0, 52: 120.0, 96: 120.0, 99: 120.0}, {28: 30.0, 52: 60.0, 96: 110.0, 99: 20.0})
    primary = kept & (pairs.engine == 1.0)
    relevance = Head(("x",), np.zeros(1), 0.0, {})
    return fit_judgement(pairs, kept, primary, np.ones(COUNT), relevance, priors), pairs, kept, truth


def test_it_recovers_the_log_odds(judged) -> None:  # type: ignore[no-untyped-def]
    judgement, _, _, _ = judged
    fresh, _, truth = drawn(seed=1)
    wrong = np.abs(sigmoid(judgement.log_odds(fresh)) - sigmoid(truth))
    assert wrong.mean() < 0.01
    assert judgement.full.offsets[99] - judgement.full.offsets[52] == pytest.approx(1.0, abs=0.25)


@pytest.mark.parametrize("without_classifier", [False, True])
def test_it_is_calibrated_with_and_without_a_classifier(judged, without_classifier: bool) -> None:  # type: ignore[no-untyped-def]
    judgement = judged[0]
    fresh, kept, _ = drawn(seed=2)
    if without_classifier:
        fresh = Pairs(fresh.rules, fresh.engine, fresh.prior, fresh.relevance, np.full(COUNT, np.nan))
    confidence = sigmoid(judgement.log_odds(fresh))
    assert confidence.max() > 0.5
    error = calibration_error(reliability(confidence, kept.astype(float)))
    assert error is not None
    assert error < 0.03


def test_better_engine_states_and_higher_logits_raise_the_confidence(judged) -> None:  # type: ignore[no-untyped-def]
    judgement = judged[0]

    def log_odds(engine: float, logit: float) -> float:
        pair = Pairs(RULES[:1], np.array([engine]), np.array([-3.0]), np.array([1.0]), np.array([logit]))
        return float(judgement.log_odds(pair)[0])

    for logit in (-4.0, 1.0, np.nan):
        found = [log_odds(engine, logit) for engine in (0.0, 0.5, 1.0)]
        assert found == sorted(found)
    assert log_odds(1.0, 1.0) > log_odds(1.0, -4.0)


def test_only_rules_with_thirty_positives_get_an_offset() -> None:
    pairs, kept, _ = drawn()
    rare = kept & (pairs.rules == 28)
    kept = kept & ~(rare & (np.cumsum(rare) > 29))
    priors = Priors(1000.0, {}, {})
    found = fit_judgement(pairs, kept, kept, np.ones(COUNT), Head(("x",), np.zeros(1), 0.0, {}), priors)
    assert set(found.full.offsets) == {52, 96, 99}
    assert found.engine.offsets == {}


@settings(max_examples=50)
@given(
    st.sampled_from([28, 52, 99, 130]),
    st.sampled_from([0.0, 0.2, 0.5, 1.0]),
    st.floats(-30, 30),
    st.floats(-30, 30) | st.just(float("nan")),
)
def test_the_ledger_sums_to_the_log_odds(judged, rule: int, engine: float, relevance: float, logit: float) -> None:  # type: ignore[no-untyped-def]
    judgement = judged[0]
    prior = judgement.priors.kept_log_odds(rule)
    pair = Pairs(np.array([rule], dtype=np.int32), *(np.array([v]) for v in (engine, prior, relevance, logit)))
    terms = judgement.terms(pair)
    assert sum(value for _, value in terms) == pytest.approx(float(judgement.log_odds(pair)[0]), abs=1e-9)
    assert len({name for name, _ in terms}) == len(terms)
    assert ("classifier" in dict(terms)) is (not np.isnan(logit))
    states = {0.0: set(), 0.2: {"engine: partial"}, 0.5: {"engine: secondary"}, 1.0: {"engine: primary"}}[engine]
    assert {name for name, _ in terms} - {"base", "prior", "relevance", "classifier", "rule"} == states


def test_the_grade_follows_the_engine_and_the_share_of_primaries(judged) -> None:  # type: ignore[no-untyped-def]
    judgement = judged[0]

    def share(rule: int, engine: float) -> float:
        pair = Pairs(np.array([rule], dtype=np.int32), *(np.array([v]) for v in (engine, -2.0, 1.0, 0.0)))
        return float(sigmoid(judgement.primary_log_odds(pair))[0])

    assert share(96, 1.0) > 0.9
    assert share(96, 0.5) < 0.1


def test_a_judgement_read_from_its_state_answers_to_the_bit(judged) -> None:  # type: ignore[no-untyped-def]
    judgement, pairs, _, _ = judged
    again = Judgement.from_state(judgement.to_state())
    assert np.array_equal(again.log_odds(pairs), judgement.log_odds(pairs))
    assert np.array_equal(again.primary_log_odds(pairs), judgement.primary_log_odds(pairs))


@pytest.mark.parametrize("label", [False, True])
def test_a_head_with_one_class_gives_its_share(label: bool) -> None:
    head = fit_head(["x"], np.ones((9, 1)), np.full(9, label), np.ones(9))
    assert float(sigmoid(head.log_odds(np.ones((1, 1))))[0]) == pytest.approx(0.95 if label else 0.05)


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.array([-1e9, 0.0, 1e9])).tolist() == [0.0, 0.5, 1.0]


def test_priors_count_kept_and_primary_rows(rows: list[CorpusRow]) -> None:
    priors = priors_of(targets_of(rows))
    assert (priors.kept[99], priors.primary[99]) == (48.0, 24.0)
    assert priors.kept_log_odds(99) == pytest.approx(np.log(48.5 / 120.5))
    assert priors.kept_log_odds(130) < priors.kept_log_odds(96)


def test_a_rule_without_a_classifier_is_judged_by_the_engine(model: Model) -> None:
    from ihl_classifier.learning.example import Example

    text = "Nothing much."
    quiet, spoken = model.predict([Example(text, "en", {}, {}), Example(text, "en", {}, {54: 1.0})])
    assert 54 not in quiet.confidence
    assert 54 not in spoken.classifier
    assert spoken.confidence_of(54) > quiet.confidence_of(54)
    assert {entry.term for entry in spoken.ledger(54)} >= {"base", "engine: primary", "prior"}
    assert "classifier" not in {entry.term for entry in spoken.ledger(54)}
