from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result
from keyword_labeller import KeywordLabeller

from ihl_classifier.cli.batch import batch
from ihl_classifier.cli.label import label
from ihl_classifier.cli.schema import SCHEMAS, schema
from ihl_classifier.exchange.output import STANDING_LINE
from ihl_classifier.labeller import Labeller
from ihl_classifier.schema.error import IhlError


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: KeywordLabeller()))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("Raids\n\nGunmen abducted six traders.\n\nA mill stood.\n", encoding="utf-8")
    (folder / "b.jsonl").write_text('{"text": "one", "n": 1}\n{broken\n', encoding="utf-8")
    return folder


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(batch, [str(each) for each in arguments])


def test_a_folder_becomes_a_table(reports: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = run(reports, "-o", out)
    assert result.exit_code == 0, result.output
    assert len(out.read_text(encoding="utf-8").splitlines()) == 4
    assert result.stdout == ""
    assert "3 rows of 2 files labelled: 1 with candidates, 1 error" in result.stderr
    assert "columns not carried into jsonl: n" in result.stderr
    assert STANDING_LINE in result.stderr


def test_strict_fails_where_a_row_failed(reports: Path, tmp_path: Path) -> None:
    assert run(reports, "-o", tmp_path / "out.csv", "--strict").exit_code == 1
    assert run(reports / "a.txt", "-o", tmp_path / "out.csv", "--strict").exit_code == 0


def test_the_format_may_be_chosen(reports: Path, tmp_path: Path) -> None:
    assert run(reports, "-o", tmp_path / "out.table", "--format", "csv").exit_code == 0
    assert (tmp_path / "out.table").read_text(encoding="utf-8").startswith("id,rules")
    assert isinstance(run(reports, "-o", tmp_path / "out.table2").exception, IhlError)


def test_wrong_usage_is_two(tmp_path: Path) -> None:
    assert run(tmp_path / "nothing", "-o", tmp_path / "out.csv").exit_code == 2
    assert run(tmp_path).exit_code == 2
    assert run("-o", tmp_path / "out.csv").exit_code == 2


def test_a_stop_says_how_to_go_on(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopping(KeywordLabeller):
        def label_many(self, incidents: Any) -> Any:
            raise KeyboardInterrupt(len(incidents))

    with monkeypatch.context() as patch:
        patch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: Stopping()))
        result = run(reports, "-o", tmp_path / "out.csv")
    assert result.exit_code == 130
    assert "goes on where it was" in result.stderr
    assert run(reports, "-o", tmp_path / "out.csv", "--resume").exit_code == 0


def printed(*arguments: str) -> Any:
    result = CliRunner().invoke(schema, arguments)
    assert result.exit_code == 0
    return json.loads(result.stdout)


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_one(name: str) -> None:
    loaded = printed(name)
    assert loaded["$schema"].endswith("2020-12/schema")
    assert loaded["type"] == "object"
    jsonschema_rs.validator_for(loaded)


def test_without_a_name_all_are_printed() -> None:
    assert set(printed()) == {"schema_version", *SCHEMAS}


def test_what_is_written_fits_its_schema(reports: Path, tmp_path: Path) -> None:
    run(reports, "-o", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    row, error = jsonschema_rs.validator_for(printed("batch-row")), jsonschema_rs.validator_for(printed("error"))
    for one in rows:
        (error if "error" in one else row).validate(one)
    assert sum("error" in one for one in rows) == 1
    given = '{"id": "a", "text": "On 2031-03-04 gunmen abducted six traders."}'
    answered = CliRunner().invoke(label, ["--format", "jsonl", "--explain-rule", "7"], input=given).stdout
    jsonschema_rs.validator_for(printed("answer")).validate(json.loads(answered))
    jsonschema_rs.validator_for(printed("incident")).validate(json.loads(given))
