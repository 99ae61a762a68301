"""Corrections become a candidate; it takes the current model's place only if it is not worse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from small_corpus import HELD, PLACES, TURNED_BACK, answer, candidate, corpus, read, review, row

from ihl_classifier.learning.corpus import incident_of
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.learning.training import train
from ihl_classifier.review.corrections import Corrections, read_corrections
from ihl_classifier.review.retraining import Retraining, retrain
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.terms import Grade
from ihl_classifier.store import Store, open_store

NEW_TEXT = "Troops turned back four lorries of drinking water on the road to Dessa, whose wells were dry."


@pytest.fixture(scope="module")
def base() -> Model:
    return train(corpus(), read)


@pytest.fixture
def models(base: Model, tmp_path: Path) -> ModelStore:
    store = ModelStore(tmp_path, record=tmp_path / "nothing-is-shipped.json")
    manifest = store.add(base, read([incident_of(row) for row in corpus()]))
    store.promote(manifest.version)
    return store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'ihl.sqlite3'}")
    yield opened
    opened.close()


def correct(store: Store, texts: Sequence[str], *rules: tuple[int, str], reviewers: Sequence[str] = ("a",)) -> None:
    """Store incidents for which the model proposed 52, and what the reviewers say of each."""
    for number, text in enumerate(texts):
        incident = Incident(text=text, country=f"land {number % 5}")
        with store.write() as unit:
            incident_id = unit.incidents.add(incident)
            unit.labellings.add(incident_id, answer(text, candidate(52, Grade.PRIMARY)))
            for reviewer in reviewers:
                unit.reviews.add(incident_id, review(reviewer, *rules))


def run(store: Store, models: ModelStore, *, promote: bool = True) -> Retraining:
    return retrain(read_corrections(store), models, read, promote=promote, corpus=corpus(), frozen=corpus(HELD))


def proposed(models: ModelStore, text: str) -> frozenset[int]:
    return models.load().predict(read([Incident(text=text)]))[0].proposed


def test_corrections_change_the_answer_and_can_be_taken_back(store: Store, models: ModelStore) -> None:
    before = models.current()
    assert 55 not in proposed(models, NEW_TEXT)
    texts = [TURNED_BACK.format(place=place, n=number) for number in range(2, 6) for place in PLACES]
    correct(store, texts, (55, "primary"), (52, "rejected"))
    tried = run(store, models, promote=False)
    assert tried.not_worse
    assert not tried.promoted
    assert models.current() == before
    done = run(store, models)
    assert done.promoted
    assert (done.corrections, done.corpus_rows, done.current_version) == (len(texts), len(corpus()), before)
    assert models.current() == done.version != before
    assert 55 in proposed(models, NEW_TEXT)
    models.rollback()
    assert models.current() == before
    assert 55 not in proposed(models, NEW_TEXT)


def test_a_worse_candidate_never_replaces_the_current_model(store: Store, models: ModelStore) -> None:
    before = models.current()
    # The reviewers err: what they call 55 is a negative in the frozen part.
    correct(
        store, [TURNED_BACK.format(place=f"Place {n}", n=n) for n in range(2, 20)], (55, "primary"), (52, "rejected")
    )
    held = [*corpus(HELD), *(row(NEW_TEXT.replace("four", str(n)), "zz-held", (), id_=f"z-{n}") for n in range(5))]
    outcome = retrain(read_corrections(store), models, read, promote=True, corpus=corpus(), frozen=held)
    assert outcome.current is not None
    assert outcome.candidate.quiet_on_negatives is not None
    assert outcome.current.quiet_on_negatives is not None
    assert outcome.candidate.quiet_on_negatives < outcome.current.quiet_on_negatives
    assert not outcome.promoted
    assert models.current() == before
    assert outcome.version in {entry.version for entry in models.list()}


def test_without_a_current_model_the_candidate_may_be_promoted(store: Store, tmp_path: Path) -> None:
    empty = ModelStore(tmp_path / "other", record=tmp_path / "nothing-is-shipped.json")
    correct(store, [TURNED_BACK.format(place="Dessa", n=3)], (55, "primary"))
    outcome = run(store, empty)
    assert (outcome.current, outcome.current_version, outcome.promoted) == (None, None, True)
    assert empty.current() == outcome.version


def test_what_is_left_out_is_counted(store: Store, models: ModelStore) -> None:
    correct(store, [TURNED_BACK.format(place="Dessa", n=3)], (55, "primary"))
    correct(store, [corpus(HELD)[0].text], (96, "primary"))
    with store.write() as unit:
        incident = Incident(text="Men came.")
        incident_id = unit.incidents.add(incident)
        unit.labellings.add(incident_id, answer(incident.text))
        unit.reviews.add(incident_id, review("a", (96, "primary")))
        unit.reviews.add(incident_id, review("b", (96, "rejected")))
    found = read_corrections(store)
    assert [(item.incident_id, item.rules) for item in found.disagreements] == [(incident_id, (96,))]
    outcome = run(store, models, promote=False)
    assert (outcome.corrections, outcome.overlapping, outcome.disagreements) == (1, 1, 1)


def test_nothing_to_learn_from(models: ModelStore) -> None:
    with pytest.raises(IhlError) as caught:
        retrain(Corrections((), ()), models, read, corpus=corpus(), frozen=corpus(HELD))
    assert caught.value.info.code == "no_corrections"
