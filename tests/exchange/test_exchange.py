"""Each format takes rows and errors and gives them back."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyword_labeller import KeywordLabeller

from ihl_classifier.exchange.csv_file import CsvWriter
from ihl_classifier.exchange.jsonl import JsonlWriter, batch_row_schema, row_from_json, row_to_json
from ihl_classifier.exchange.output import STANDING_LINE, OutputRow, Writer
from ihl_classifier.exchange.table import INCIDENT_COLUMNS, safe
from ihl_classifier.exchange.xlsx import MAX_CELL, XlsxWriter
from ihl_classifier.schema.error import ErrorInfo, ErrorLine
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.passage import BatchRow, PassageRef

TEXT = "On 2031-03-04 gunmen abducted six traders near Gao and asked for a ransom."
PLACE = PassageRef("report.txt", 4, 7, "Raids", 10, 85, ((0, 10, 75),))
ERROR = ErrorLine("e1", 3, ErrorInfo("bad_row", "the row cannot be read", "t.csv", "check its quotes"))


def row(text: str = TEXT, **given: object) -> OutputRow:
    answer = KeywordLabeller().label(Incident(text=text, id="r1"))
    return OutputRow(answer=answer, passage=PLACE, same_as=("r2", "r3"), **given)  # type: ignore[arg-type]


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    lines = list(openpyxl.load_workbook(path)[name].iter_rows(values_only=True))
    return [dict(zip(map(str, lines[0]), line, strict=True)) for line in lines[1:]]


def test_jsonl_has_the_answer_its_place_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with JsonlWriter(path) as writer:
        writer.append(row(extra={"region": "north"}))
        writer.append(ERROR)
    first, second = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert first["candidates"][0]["rule"] == 99
    assert first["passage"] == {
        "document": "report.txt", "page": 4, "paragraph": 7, "heading": "Raids", "start": 10, "end": 85,
        "segments": [[0, 10, 75]],
    }  # fmt: skip
    assert first["same_as"] == ["r2", "r3"]
    assert second == {
        "id": "e1", "line": 3,
        "error": {"code": "bad_row", "message": "the row cannot be read", "where": "t.csv", "hint": "check its quotes"},
    }  # fmt: skip


@given(st.text(min_size=1).filter(str.strip), st.text(), st.lists(st.text(), max_size=3))
def test_a_batch_row_comes_back_as_it_was(text: str, heading: str, same: list[str]) -> None:
    answer = KeywordLabeller().label(Incident(text=text))
    place = PassageRef("d", None, 1, heading, 0, len(text), ((0, 0, len(text)),))
    written = BatchRow(answer, place, tuple(same))
    assert row_from_json(row_to_json(written)) == written


@pytest.mark.parametrize("line", ["[]", "{}", '{"passage": {}, "same_as": []}', "no json"])
def test_what_is_no_batch_row_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        row_from_json(line)


def test_the_schema_of_a_batch_row_covers_what_is_written() -> None:
    schema = batch_row_schema()
    written = json.loads(row_to_json(BatchRow(row().answer, PLACE)))
    assert set(written) == set(schema["properties"])
    assert set(written["passage"]) == set(schema["$defs"]["PassageRef"]["properties"])
    assert {"passage", "same_as", "candidates"} <= set(schema["required"])


def test_csv_is_one_row_a_passage(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    with CsvWriter(path, ["region"]) as writer:
        writer.append(row(country="Mali", extra={"region": "=north"}))
        writer.append(ERROR)
    with path.open(encoding="utf-8", newline="") as stream:
        first, second = csv.DictReader(stream)
    expected = {
        "id": "r1", "rules": "99;96", "primary": "96", "secondary": "99", "confidences": "0.99;0.96",
        "perpetrators": "unidentified gunmen", "stance": "claimed",
    }  # fmt: skip
    assert {name: first[name] for name in expected} == expected
    assert (first["date"], first["country"], first["quote"], first["text"]) == ("2031-03-04", "Mali", "abducted", TEXT)
    assert (first["document"], first["page"], first["paragraph"]) == ("report.txt", "4", "7")
    assert (first["same_as"], first["input: region"]) == ("r2; r3", "'=north")
    assert second["error"] == "bad_row: the row cannot be read (line 3, t.csv). check its quotes"
    assert first["note"] == second["note"] == STANDING_LINE


def test_xlsx_has_incidents_evidence_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    with XlsxWriter(path, ["region"]) as writer:
        writer.append(row(extra={"region": "north"}))
        writer.append(ERROR)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["incidents", "evidence", "errors"]
    assert [one.freeze_panes for one in book] == ["B2"] * 3
    first, second = sheet(path, "incidents")
    assert list(first) == [*INCIDENT_COLUMNS, "input: region"]
    assert (first["rules"], first["confidence"], first["page"], first["input: region"]) == ("99;96", 0.99, 4, "north")
    assert first["note"] == second["note"] == STANDING_LINE
    evidence = sheet(path, "evidence")
    assert [(one["rule"], one["element"], one["state"], one["evidence"], one["offsets"]) for one in evidence] == [
        (99, "nexus", "open", None, None),
        (99, "abducted", "met", "abducted", "21-29"),
        (96, "nexus", "open", None, None),
        (96, "ransom", "met", "ransom", "67-73"),
    ]
    assert {one["note"] for one in evidence} == {STANDING_LINE}
    assert sheet(path, "errors")[0]["code"] == "bad_row"


def test_no_errors_sheet_without_errors(tmp_path: Path) -> None:
    with XlsxWriter(tmp_path / "out.xlsx") as writer:
        writer.append(row())
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["incidents", "evidence"]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(tmp_path: Path, text: str) -> None:
    written = row(text, date=text, country=text, source=text, extra={text: text})
    with XlsxWriter(tmp_path / "out.xlsx", [text]) as book, CsvWriter(tmp_path / "out.csv", [text]) as table:
        for writer in (book, table):
            writer.append(written)
            writer.append(ErrorLine(text, 1, ErrorInfo(text, text, text, text)))
    for one in openpyxl.load_workbook(tmp_path / "out.xlsx"):
        for line in one.iter_rows():
            assert all(cell.data_type != "f" for cell in line)
            assert not any(str(cell.value or "").startswith(tuple("=+-@\t\r\n＝")) for cell in line)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        assert not any(cell.startswith(tuple("=+-@\t\r\n＝")) for line in csv.reader(stream) for cell in line)


def test_harmless_text_is_left_alone() -> None:
    assert [safe(text) for text in ("a=1", "", " x", "’t")] == ["a=1", "", " x", "’t"]


@pytest.mark.parametrize("sign", ["x", "😀"])
def test_a_cell_too_small_for_its_text_says_so(tmp_path: Path, sign: str) -> None:
    with XlsxWriter(tmp_path / "out.xlsx") as writer:
        writer.append(row(sign * 40_000))
        writer.append(row("short"))
    long, short = (str(one["text"]) for one in sheet(tmp_path / "out.xlsx", "incidents"))
    assert len(long.encode("utf-16-le")) // 2 <= MAX_CELL
    assert long.startswith(sign * 16_000)
    assert "cut" in long[-80:]
    assert short == "short"


@pytest.mark.parametrize("make", [JsonlWriter, CsvWriter, XlsxWriter])
def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, make: type[Writer]) -> None:
    path = tmp_path / "out"
    path.write_text("before", encoding="utf-8")

    def fail() -> None:
        with make(path) as writer:  # type: ignore[call-arg]
            writer.append(row())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    with make(path) as writer:  # type: ignore[call-arg]
        writer.append(row())
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    assert path.read_bytes() != b"before"
    assert path.stat().st_mode & 0o077 == 0o666 & ~_umask() & 0o077


def _umask() -> int:
    import os

    mask = os.umask(0)
    os.umask(mask)
    return mask
