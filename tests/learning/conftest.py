"""A small corpus and a keyword reader: enough to train on in a second."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ihl_classifier.learning.example import Example, Reader
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.training import train
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.incident import Incident

CONFLICTS = ("aa-one", "bb-two", "cc-three", "dd-four", "ee-five", "ff-six", "gg-seven", "hh-eight")
PLACES = ("Abara", "Bedu", "Calo")
EVENTS: dict[str, tuple[tuple[int, ...], tuple[int, ...], str]] = {
    "Gunmen seized {n} traders near {place} and wanted money from the families before they let them go": (
        (96,),
        (99,),
        "seized",
    ),
    "Soldiers kept a teacher of {place} in a cellar for {n} weeks and gave no reason": ((99,), (), "kept"),
    "Shells hit the clinic of {place} at dawn and wounded {n} patients": ((28,), (7,), "hit"),
    "Fighters walked through {place} and took {n} goats and the flour of the widows": ((52,), (), "took"),
    "A market in {place} burned after a plane dropped {n} bombs on the stalls": ((7, 1), (11,), "dropped"),
    "The council of {place} met for {n} hours and spoke of the harvest and the new road": ((), (), ""),
    "In {place} a football match ended {n} to one and the traders gave money to the clinic": ((), (), ""),
}


def make_row(**changes: Any) -> dict[str, Any]:
    """Return a valid corpus row as JSON, with changes."""
    row: dict[str, Any] = {
        "id": "t-001",
        "text": "Gunmen seized two traders near the ford and asked the families for a ransom, twice, a ransom in cash.",
        "language": "en",
        "conflict": "aa-one",
        "country": "",
        "date": "",
        "style": "wire",
        "batch": "t",
        "codebook": "1.2",
        "invented": True,
        "facts_from": "",
        "primary": [{"rule": 96, "evidence": {"seizure": ["seized"], "compulsion": [{"quote": "a ransom", "n": 2}]}}],
        "secondary": [{"rule": 99, "evidence": ["seized"]}],
        "parties": [
            {
                "name": "gunmen",
                "party_id": None,
                "kind": "unidentified_armed",
                "roles": ["perpetrator"],
                "stance": "asserted",
                "quotes": ["Gunmen"],
            }
        ],
        "affected": [],
        "acts": [{"verb": "seized", "doer": ["Gunmen"], "harmed": ["traders"]}],
        "note": "",
    }
    return {**row, **changes}


def make_rows() -> list[CorpusRow]:
    """Return 7 events x 8 conflicts x 3 places as rows."""
    rows = []
    for number, (conflict, place, (event, (primary, secondary, quote))) in enumerate(
        product(CONFLICTS, PLACES, EVENTS.items())
    ):
        body = make_row(
            id=f"r-{number:03}",
            text=event.format(place=place, n=number % 7 + 2) + f", said the {conflict[3:]} radio.",
            conflict=conflict,
            primary=[{"rule": rule, "evidence": [quote]} for rule in primary],
            secondary=[{"rule": rule, "evidence": [quote]} for rule in secondary],
            parties=[],
            acts=[],
        )
        rows.append(CorpusRow.model_validate_json(json.dumps(body), strict=True))
    return rows


CUES = {
    "money": (96, 0.5),
    "seized": (99, 0.5),
    "cellar": (99, 1.0),
    "clinic": (28, 1.0),
    "goats": (52, 1.0),
    "well": (54, 1.0),
}


def read_by_cues(incidents: Sequence[Incident]) -> list[Example]:
    """Return examples from single words: a stand-in for the language and reasoning floors."""
    found = []
    for incident in incidents:
        words = set(incident.text.lower().split())
        engine: dict[int, float] = {}
        for cue, (rule, score) in CUES.items():
            if cue in words:
                engine[rule] = max(score, engine.get(rule, 0.0))
        found.append(Example(incident.text, "en", {f"rule:{rule}": score for rule, score in engine.items()}, engine))
    return found


@pytest.fixture(scope="session")
def rows() -> list[CorpusRow]:
    """Return the small corpus."""
    return make_rows()


@pytest.fixture(scope="session")
def read() -> Reader:
    """Return the keyword reader."""
    return read_by_cues


@pytest.fixture(scope="session")
def examples(rows: list[CorpusRow]) -> list[Example]:
    """Return the small corpus as the classifier sees it."""
    return read_by_cues([Incident(text=row.text) for row in rows])


@pytest.fixture(scope="session")
def model(rows: list[CorpusRow]) -> Model:
    """Return a model trained on the small corpus."""
    return train(rows, read_by_cues)


@pytest.fixture
def row_json() -> Callable[..., dict[str, Any]]:
    """Return the maker of a valid row, with changes."""
    return make_row


@pytest.fixture
def corpus_folder(tmp_path: Path, rows: list[CorpusRow]) -> Path:
    """Return a corpus folder that holds the small corpus as train, and no gold."""
    folder = tmp_path / "corpus"
    (folder / "train").mkdir(parents=True)
    (folder / "gold").mkdir()
    lines = "".join(row.model_dump_json() + "\n" for row in rows)
    (folder / "train" / "one.jsonl").write_text(lines, encoding="utf-8")
    return folder
