"""`make demo`: the sample report goes through the batch's own segmentation and comes out as view and tables."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from keyword_labeller import KeywordLabeller
from openpyxl import load_workbook

from ihl_classifier.batch.inputs import Item, Source, read_items
from ihl_classifier.cli.terminal import console_for
from ihl_classifier.demo import REPORT, demonstrate
from ihl_classifier.exchange.output import STANDING_LINE

SAMPLE = Path(str(files("ihl_classifier") / "_samples" / REPORT))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Return what the demo prints and where it wrote."""
    stream, out = io.StringIO(), tmp_path_factory.mktemp("demo") / "out"
    demonstrate(KeywordLabeller(), console_for(stream), out)
    return stream.getvalue(), out


def items() -> list[Item]:
    read = list(read_items([Source(SAMPLE, REPORT)]))
    assert all(isinstance(item, Item) for item in read)
    return [item for item in read if isinstance(item, Item)]


def test_the_sample_has_dates_from_headings_and_no_footnotes() -> None:
    found = items()
    assert len(found) == 8
    assert [item.incident.date for item in found[:4]] == ["2031-04-12", "2031-04-15", "2031-04-19", "2031-05-03"]
    assert not any("Courier" in item.incident.text or "Herald" in item.incident.text for item in found)
    assert sum(len(item.ref.segments) > 1 for item in found) == 2


def test_the_segments_map_back_to_the_report() -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    for item in items():
        for start, place, length in item.ref.segments:
            assert item.incident.text[start : start + length] == text[place : place + length]


def test_views_table_and_next_steps_are_printed(shown: tuple[str, Path]) -> None:
    text, out = shown
    assert "8 passages, with 2 footnotes cut out" in text
    assert "[abducted]" in text
    assert STANDING_LINE in text
    assert all(item.incident.id and item.incident.id.removeprefix(REPORT) in text for item in items())
    assert str(out / "report.xlsx") in text
    assert "make serve" in text
    assert "/v1/label" in text
    assert max(map(len, text.splitlines())) <= 100


def test_both_tables_hold_every_passage(shown: tuple[str, Path]) -> None:
    out = shown[1]
    with (out / "report.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [item.incident.id for item in items()]
    sheet = load_workbook(out / "report.xlsx", read_only=True)["incidents"]
    assert sum(1 for _ in sheet.rows) == len(rows) + 1


def test_as_typed_with_the_shipped_model(tmp_path: Path) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith("IHL_")}
    done = subprocess.run(
        [sys.executable, "-m", "ihl_classifier.demo"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**told, "IHL_DATA_DIR": str(tmp_path / "data"), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "demo-out" / "report.xlsx").is_file()
    with (tmp_path / "demo-out" / "report.csv").open(encoding="utf-8", newline="") as stream:
        rules = [row["rules"].split(";") for row in csv.DictReader(stream)]
    assert "89" in rules[0]
    assert "96" in rules[1]
    assert rules[-1] == [""]
