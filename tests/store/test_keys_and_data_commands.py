"""`ihl keys` and `ihl data`, as typed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ihl_classifier.cli.data import data
from ihl_classifier.cli.keys import keys
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.settings import Settings
from ihl_classifier.store import open_store

SECRET = re.compile(r"ihl_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("IHL_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("IHL_DATA_DIR", str(tmp_path / "data"))


def run_keys(*words: str) -> Result:
    return CliRunner().invoke(keys, words, catch_exceptions=False)


def run_data(*words: str) -> Result:
    return CliRunner().invoke(data, words, catch_exceptions=False)


def test_quiet_prints_the_key_alone() -> None:
    made = run_keys("create", "--scope", "label", "--quiet")
    assert SECRET.fullmatch(made.stdout.removesuffix("\n"))
    assert made.stderr == ""


def test_a_key_is_shown_once_listed_and_revoked() -> None:
    made = run_keys("create", "--scope", "label", "--scope", "review", "--name", "monitor", "--expires", "30")
    secret = SECRET.search(made.output)
    assert secret
    listed = run_keys("list").output
    assert "monitor" in listed
    assert "active" in listed
    assert secret[0][17:] not in listed
    assert run_keys("revoke", "monitor").output == "revoked: monitor\n"
    assert "revoked" in run_keys("list").output
    with pytest.raises(IhlError):
        run_keys("revoke", "nobody")


@pytest.mark.parametrize(
    "words", [["create"], ["create", "--scope", "god"], ["create", "--scope", "label", "--expires", "0"]]
)
def test_wrong_usage(words: list[str]) -> None:
    assert run_keys(*words).exit_code == 2


def test_backup_restore_purge(tmp_path: Path) -> None:
    store = open_store(Settings().store_url)
    with store.write() as unit:
        unit.incidents.add(Incident(text="Gunmen came."))
    store.close()
    target = str(tmp_path / "copy.sqlite3")
    assert "backed up" in run_data("backup", target).output
    assert "would delete 1 incidents" in run_data("purge", "--older-than", "0", "--dry-run").output
    assert "deleted 0 incidents" in run_data("purge", "--older-than", "1").output
    assert "deleted 1 incidents" in run_data("purge", "--older-than", "0").output
    assert run_data("restore", target).exit_code == 1  # nobody said yes
    assert "would delete 0" in run_data("purge", "--older-than", "0", "--dry-run").output
    assert "restored" in run_data("restore", target, "--yes").output
    assert "would delete 1" in run_data("purge", "--older-than", "0", "--dry-run").output
