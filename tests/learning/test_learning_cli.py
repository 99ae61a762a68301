from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ihl_classifier.cli import evaluate as evaluate_module
from ihl_classifier.cli import train as train_module
from ihl_classifier.cli.corpus import _elements
from ihl_classifier.cli.main import cli
from ihl_classifier.learning import trust
from ihl_classifier.learning.example import Reader
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.schema.corpus_row import CorpusRow


@pytest.fixture
def run(tmp_path: Path, corpus_folder: Path, read: Reader, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("IHL_CORPUS_DIR", str(corpus_folder))
    monkeypatch.setenv("IHL_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(train_module, "load_reader", lambda: read)
    monkeypatch.setattr(evaluate_module, "load_reader", lambda: read)
    monkeypatch.setattr("ihl_classifier.learning.model_store.read_shipped", lambda _: None)
    monkeypatch.setattr("ihl_classifier.cli.corpus._elements", dict)

    def call(*words: str) -> Result:
        return CliRunner().invoke(cli, list(words))

    return call


def test_train_list_promote_verify_roll_back(run) -> None:  # type: ignore[no-untyped-def]
    assert "no models; train one" in run("models", "list").output
    done = run("train", "--note", "a first one")
    assert done.exit_code == 0, done.output
    version = done.output.split()[1].rstrip(",")
    assert f"ihl models promote {version}" in done.output
    assert "f1 " in done.output
    entry = json.loads(run("models", "list", "--format", "json").output)[0]
    assert (entry["version"], entry["current"], entry["rows"], entry["note"]) == (version, False, 168, "a first one")
    assert f"in use: {version} (before: none)" in run("models", "promote", version).output
    assert run("models", "list").output.startswith(f"* {version}")
    assert "20 self-test texts as they were" in run("models", "verify").output
    shown = json.loads(run("models", "show").output)
    assert (shown["version"], shown["self_test_texts"]) == (version, 20)
    assert shown["history"][0]["action"] == "promote"
    failed = run("models", "rollback")
    assert "before that promotion there was no model" in str(failed.exception)


def test_train_into_a_folder_that_the_settings_can_name(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("train", "--out", str(tmp_path / "out")).exit_code == 0
    folder = next((tmp_path / "out").iterdir())
    assert ModelStore(tmp_path / "data").load_folder(folder).version == folder.name
    assert run("models", "list").output.startswith("no models")


def test_ship_writes_the_model_and_its_hash(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    record = tmp_path / "shipped.json"
    monkeypatch.setenv("IHL_MODELS_DIR", str(tmp_path))
    assert "not both" in run("train", "--ship", "--out", "x").output
    real = trust.read_shipped
    monkeypatch.setattr("ihl_classifier.learning.shipping.ship.__defaults__", ("", None, record))
    done = run("train", "--ship")
    assert done.exit_code == 0, done.output
    shipped = real(record)
    assert shipped is not None
    monkeypatch.undo()
    assert ModelStore(tmp_path / "new", tmp_path / "classifier", record).load().version == shipped.version


def test_ship_needs_a_checkout(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("ihl_classifier.paths.CHECKOUT", tmp_path)
    assert "works in a checkout only" in str(run("train", "--ship").exception)


def test_corpus_check_and_stats(run) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(run("corpus", "check", "--format", "json").output)
    assert found["rows"] == 168
    assert all("near-duplicate" in error["message"] for error in found["errors"])
    told = run("corpus", "check")
    assert told.exit_code == 1
    assert "train/one.jsonl" in told.output
    assert f"168 rows, {len(found['errors'])} errors" in told.output
    stats = json.loads(run("corpus", "stats", "--format", "json").output)
    assert stats["train"]["primary"]["96"] == 24
    assert "168 rows, 28.6% without a label" in run("corpus", "stats").output


def test_the_rule_files_say_which_elements_a_primary_label_needs() -> None:
    found = _elements()[96]
    assert {"seizure", "compulsion"} <= found.known
    assert found.core <= found.known
    assert any(rule.core for rule in _elements().values())


def test_corpus_check_passes_and_strict_fails_on_spread(run, corpus_folder: Path, rows: list[CorpusRow]) -> None:  # type: ignore[no-untyped-def]
    path = corpus_folder / "train" / "one.jsonl"
    path.write_text(rows[0].model_dump_json() + "\n", encoding="utf-8")
    assert run("corpus", "check").exit_code == 0
    assert run("corpus", "check", "--strict").exit_code == 1
    path.write_text("{}\n", encoding="utf-8")
    broken = run("corpus", "check")
    assert broken.exit_code == 1
    assert "train/one.jsonl:1:text: error: Field required" in broken.output
    assert "corpus check` lists every problem" in str(run("train").exception)


def test_evaluate_the_engine_on_a_file(run, corpus_folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = str(corpus_folder / "train" / "one.jsonl")
    found = json.loads(run("evaluate", "--dataset", path, "--engine-only", "--format", "json").output)
    assert list(found) == ["engine only", "keyword list"]
    assert found["engine only"]["rows"] == 168
    assert 0 < found["engine only"]["f1"] < 1
    by_split = json.loads(run("evaluate", "--train-cv", "--engine-only", "--format", "json").output)
    assert by_split == found  # the engine learns nothing, so there is nothing to leave out
    told = run("evaluate", "--dataset", path, "--engine-only").output
    assert "engine only, by rule: labelled primary, found, proposed, right" in told
    assert "corpus has no rows in gold" in str(run("evaluate", "--engine-only").exception)


def test_evaluate_by_conflicts_left_out(run) -> None:  # type: ignore[no-untyped-def]
    told = run("evaluate", "--train-cv").output
    assert told.startswith("168 rows\n")
    for system in ("judgement", "classifier only", "engine only", "keyword list"):
        assert f"\n{system} " in told
    assert "reliability" in told
