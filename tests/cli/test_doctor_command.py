"""`ihl doctor`: each fault is told on its own line, with what to do, and hides no other."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from keyword_labeller import KeywordLabeller

from ihl_classifier import paths
from ihl_classifier.cli import doctor as module
from ihl_classifier.cli.doctor import doctor
from ihl_classifier.labeller import Labeller
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store
from ihl_classifier.store.keys import Scope


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("IHL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IHL_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def stand_in(monkeypatch: pytest.MonkeyPatch, labeller: Any) -> None:
    monkeypatch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: labeller))


def run() -> Result:
    return CliRunner().invoke(doctor, catch_exceptions=False)


def one(name: str) -> module.Found:
    """Return what one check alone finds."""
    return module.examine(dict(module.Checkup(Settings()).checks())[name])


def said(result: Result, name: str) -> tuple[str, str]:
    """Return the verdict of a check, and its line with what to do."""
    lines = result.output.splitlines()
    at = next(number for number, line in enumerate(lines) if line[6:19].strip() == name)
    todo = lines[at + 1].strip() if at + 1 < len(lines) and lines[at + 1].startswith(" ") else ""
    return lines[at][:4].strip(), f"{lines[at]} {todo}"


def test_a_sound_installation_is_ok_throughout(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(f"sqlite:///{data_dir / 'ihl.sqlite3'}")
    with store.write() as unit:
        unit.keys.create([Scope.LABEL])
    store.close()
    stand_in(monkeypatch, KeywordLabeller())
    result = run()
    assert {line[:4].strip() for line in result.output.splitlines()} == {"ok"}, result.output
    assert result.exit_code == 0
    assert "candidates: 99, 96, 50" in said(result, "label")[1]


def test_a_missing_rules_folder_fails_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHL_RULES_DIR", str(tmp_path / "nowhere"))
    stand_in(monkeypatch, KeywordLabeller())
    result = run()
    assert said(result, "rules folder")[0] == said(result, "rules")[0] == said(result, "lexicon")[0] == "fail"
    assert "IHL_RULES_DIR" in said(result, "rules folder")[1]
    assert said(result, "parser")[0] == said(result, "label")[0] == "ok"
    assert result.exit_code == 1


def test_a_faulty_rule_file_is_named_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(paths.data("rules"), folder)
    (folder / "rules" / "160.yaml").write_text("rule: 160\nelemants: {}\n", encoding="utf-8")
    monkeypatch.setenv("IHL_RULES_DIR", str(folder))
    found = one("rules")
    assert found.verdict == "fail"
    assert "160.yaml:2" in found.detail
    assert "elements" in found.todo


def test_a_model_that_is_not_there_fails_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHL_MODEL", str(tmp_path / "no-model"))
    found = one("model")
    assert found.verdict == "fail"
    assert found.todo


def test_a_store_without_a_key_is_a_warning_and_no_failure(data_dir: Path) -> None:
    assert one("store").verdict == "ok"
    assert not (data_dir / "ihl.sqlite3").exists()
    open_store(f"sqlite:///{data_dir / 'ihl.sqlite3'}").close()
    found = one("store")
    assert found.verdict == "warn"
    assert "ihl keys create" in found.todo


def test_a_file_in_place_of_the_data_folder(data_dir: Path) -> None:
    data_dir.write_text("", encoding="utf-8")
    assert one("data folder").verdict == "fail"


class Silent(KeywordLabeller):
    """Proposes nothing, for no text."""

    def label(self, incident: Any) -> Any:
        return super().label(incident.model_copy(update={"text": "A mill stood."}))


class Broken(KeywordLabeller):
    """Fails for every text."""

    def label(self, incident: Any) -> Any:
        raise ZeroDivisionError(len(incident.text))


@pytest.mark.parametrize(
    ("labeller", "verdict", "words"),
    [
        (KeywordLabeller(), "ok", "96"),
        (Silent(), "warn", "candidates: none"),
        (Broken(), "fail", "ZeroDivisionError"),
        (KeywordLabeller(seconds=0.25), "warn", "slow"),
    ],
    ids=["sound", "silent", "broken", "slow"],
)
def test_one_label(labeller: Any, verdict: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, labeller)
    found = one("label")
    assert found.verdict == verdict
    assert words in f"{found.detail} {found.todo}"


def test_a_faulty_setting_is_named_and_its_value_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHL_PORT", "secret-word")
    result = run()
    assert result.exit_code == 1
    assert "IHL_PORT" in said(result, "settings")[1]
    assert "secret-word" not in result.output


def test_a_database_url_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHL_DATABASE_URL", "nodialect://user:hunter2@host/name")
    found = one("store")
    assert found.verdict == "fail"
    assert "hunter2" not in f"{found.detail} {found.todo}"


def test_an_old_python_and_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST_PYTHON", (9, 1))
    assert module.python().verdict == "fail"
    monkeypatch.setattr(module, "requires", lambda _name: ["click>=8", "no-such-library>=1", 'other; extra == "dev"'])
    found = module.libraries()
    assert found.verdict == "fail"
    assert found.todo == "pip install no-such-library"
