"""The whole review loop over HTTP, with the real labeller: post, correct, retrain, promote, reload, roll back."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from real_service import RealService, misquoted, serving

from ihl_classifier.cli.main import cli
from ihl_classifier.learning.codebook import CODEBOOK_VERSION
from ihl_classifier.learning.corpus import load_split
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.rules_folder import RulesFolder
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.settings import Settings

TEXT = "Soldiers came for the headmaster of Kolofata on Monday evening, took him away in a truck and locked him up."
SIMILAR = (
    "Soldiers came for a pharmacist of Mora at night, took him away in a truck and locked him up.",
    "Soldiers came for two traders of Waza, took them away in a truck and locked them up.",
)
WRONG, MISSED = 99, 98
FROZEN: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "Gunmen kidnapped two surveyors outside Sokoto and demanded a ransom from their firm.": ((96,), (99,)),
    "A shell hit the operating theatre of the hospital in Bajil during the morning round.": ((28,), (1, 7, 11, 14, 15)),
    "Raiders carried off forty goats and the cash box of the mill at Bourem.": ((52,), (1, 7, 50, 54)),
    "Troops tied up three prisoners beside the river at Prozor and shot them.": ((89,), (1, 47, 87, 90)),
    "Fighters burned the houses of Kafr Zita after everybody had left.": ((50,), (1, 7, 103, 129)),
    "The council of Nyala met on Thursday about the price of sugar.": ((), ()),
    "A new bridge was opened at Lokoja by the minister of works.": ((), ()),
    "The football club of Bouar won its third match this season.": ((), ()),
}
"""What the models are compared on: plain enough that only a spoilt model gets it wrong."""


def frozen_row(number: int, text: str, primary: Sequence[int], secondary: Sequence[int]) -> CorpusRow:
    words = (" ".join(text.split()[1:3]),)
    return CorpusRow.model_validate(
        {
            "id": f"frozen-{number}", "text": text, "language": "en", "conflict": f"frozen-{number}", "country": "",
            "date": "", "style": "wire", "batch": "t", "codebook": CODEBOOK_VERSION, "invented": True, "facts_from": "",
            "parties": (), "affected": (), "acts": (), "note": "",
            "primary": [{"rule": rule, "evidence": words} for rule in primary],
            "secondary": [{"rule": rule, "evidence": words} for rule in secondary],
        }
    )  # fmt: skip


def ihl(*words: str) -> Result:
    shown = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert shown.exit_code == 0, shown.output
    return shown


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules_folder: RulesFolder) -> Settings:
    """Return the settings of an installation with the real rules and every tenth row of the real corpus."""
    known, folder = load_split("train")[::10], tmp_path / "corpus"
    for name in [name for name in os.environ if name.startswith("IHL_")]:
        monkeypatch.delenv(name)
    frozen = [frozen_row(number, text, *grades) for number, (text, grades) in enumerate(FROZEN.items())]
    for split, rows in (("train", known), ("gold", frozen)):
        (folder / split).mkdir(parents=True)
        lines = "".join(row.model_dump_json() + "\n" for row in rows)
        (folder / split / "rows.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setenv("IHL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("IHL_CORPUS_DIR", str(folder))
    monkeypatch.setenv("IHL_WORKERS", "1")
    monkeypatch.setattr(RulesFolder, "load", classmethod(lambda _cls, _root: rules_folder))  # read once for all tests
    return Settings()


def asked(service: RealService) -> Any:
    """Return the answer to the text, with both rules whether proposed or not."""
    response = service.post("/v1/label", {"text": TEXT, "explain": [WRONG, MISSED], "include_unlikely": True})
    assert response.status_code == 200
    assert misquoted(response.json()) == []
    return response.json()


def confidence(answer: Any, rule: int) -> float:
    found: float = next(c["confidence"] for c in answer["candidates"] if c["rule"] == rule)
    return found


def post_and_correct(service: RealService, text: str) -> None:
    """Store the incident and a review that takes out one rule and puts in another, with the words for it."""
    stored = service.post("/v1/incidents", {"text": text, "country": "Cameroon"})
    assert stored.status_code == 201, stored.text
    answer = stored.json()["answer"]
    words = "took"
    at = text.index(words)
    review = {
        "reviewer": "amina",
        "rules": [
            {"rule": WRONG, "grade": "rejected", "evidence": []},
            {"rule": MISSED, "grade": "primary", "evidence": [{"start": at, "end": at + len(words), "text": words}]},
        ],
        "based_on": {"model": answer["model"]["version"], "rules_version": answer["model"]["rules_version"]},
    }
    reviewed = service.post(f"/v1/incidents/{stored.json()['id']}/reviews", review)
    assert reviewed.status_code == 201, reviewed.text


def reloaded(service: RealService) -> str:
    response = service.post("/v1/models/reload")
    assert response.status_code == 200, response.text
    version: str = response.json()["model"]["version"]
    return version


def test_post_correct_retrain_promote_new_answer_roll_back(settings: Settings) -> None:
    ihl("train", "--note", "a small corpus")
    first = next(entry.version for entry in ModelStore(settings.data_dir).list() if not entry.shipped)
    ihl("models", "promote", first)
    with serving(settings) as service:
        before = asked(service)
        assert before["model"]["version"] == first
        for text in (TEXT, *SIMILAR):
            post_and_correct(service, text)

        told = ihl("review", "retrain", "--promote").stdout
        second = ModelStore(settings.data_dir).current()
        assert second not in (None, first)
        assert f"promoted {second}" in told
        assert asked(service) == before, "a promotion is not taken up until the service is told"

        assert reloaded(service) == second
        after = asked(service)
        assert after["model"] == {"version": second, "rules_version": before["model"]["rules_version"]}
        assert confidence(after, WRONG) < confidence(before, WRONG) - 0.05
        assert confidence(after, MISSED) > confidence(before, MISSED) + 0.05

        assert f"in use: {first}" in ihl("models", "rollback").stdout
        assert reloaded(service) == first
        assert asked(service) == before
    listed = json.loads(ihl("models", "list", "--format", "json").stdout)
    assert [entry["version"] for entry in listed if entry["current"]] == [first]
    assert {first, second} <= {entry["version"] for entry in listed}
