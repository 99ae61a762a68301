"""`ihl review export` and `ihl review retrain`, as typed."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_corpus import HELD, TURNED_BACK, answer, corpus, read, review

from ihl_classifier.cli import review as command
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.incident import Incident
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store

TEXT = TURNED_BACK.format(place="Dessa", n=3)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("IHL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IHL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("IHL_CORPUS_DIR", str(tmp_path / "corpus"))
    for split, rows in (("train", corpus()), ("gold", corpus(HELD))):
        (tmp_path / "corpus" / split).mkdir(parents=True)
        lines = "".join(row.model_dump_json() + "\n" for row in rows)
        (tmp_path / "corpus" / split / "small.jsonl").write_text(lines, encoding="utf-8")
    monkeypatch.setattr(command, "load_reader", lambda: read)
    store = open_store(Settings().store_url)
    with store.write() as unit:
        for number, reviewers in enumerate((("a",), ("a", "b"))):
            incident = Incident(text=f"{TEXT} {number}")
            incident_id = unit.incidents.add(incident)
            unit.labellings.add(incident_id, answer(incident.text))
            for reviewer in reviewers:
                unit.reviews.add(incident_id, review(reviewer, (55, "primary" if reviewer == "a" else "rejected")))
    store.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(command.review, words, catch_exceptions=False)


def test_export_writes_corpus_rows_and_counts_what_is_left_out(tmp_path: Path) -> None:
    shown = run("export")
    (row,) = [CorpusRow.model_validate_json(line, strict=True) for line in shown.stdout.splitlines()]
    assert (row.text, [label.rule for label in row.primary]) == (f"{TEXT} 0", [55])
    assert "1 corrected incidents; 1 left out" in shown.stderr
    assert "rule 55" in shown.stderr
    target = tmp_path / "rows.jsonl"
    assert run("export", "-o", str(target)).stdout == ""
    assert target.read_text(encoding="utf-8") == shown.stdout
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert json.loads(shown.stdout)["batch"] == "reviews"


def test_retrain_shows_both_models_and_promotes() -> None:
    first = run("retrain", "--promote")
    assert first.exit_code == 0
    assert "promoted" in first.stdout
    again = run("retrain")
    assert again.exit_code == 0
    for words in ("current", "candidate", "F1", "quiet on negatives", "not worse"):
        assert words in again.stdout


def test_a_promotion_that_is_refused_is_an_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("retrain", "--promote").exit_code == 0
    monkeypatch.setattr("ihl_classifier.review.retraining._not_worse", lambda *_: False)
    refused = run("retrain", "--promote")
    assert refused.exit_code == 1
    assert "was not promoted" in refused.stdout
