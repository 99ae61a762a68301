from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from keyword_labeller import POISON, KeywordLabeller, load

from ihl_classifier.batch.journal import journal_path
from ihl_classifier.batch.labelling import CHUNK
from ihl_classifier.batch.run import Format, Start, Summary, format_of, run_batch
from ihl_classifier.schema.error import IhlError

HERE = Path(__file__).parent


def table(folder: Path, count: int, name: str = "in.csv") -> Path:
    path = folder / name
    lines = [f"{number},gunmen abducted traders of village {number},north" for number in range(count)]
    path.write_text("id,text,region\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(inputs: Path, out: Path, labeller: KeywordLabeller | None = None, **options: Any) -> Summary:
    return run_batch([inputs], out, labeller or KeywordLabeller(), load=load, form=format_of(out), **options)


def ids(out: Path) -> list[str]:
    return [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("workers", [1, 2])
def test_rows_come_out_in_order_each_once(tmp_path: Path, workers: int) -> None:
    out = tmp_path / "out.jsonl"
    summary = run(table(tmp_path, 3 * CHUNK + 1), out, workers=workers)
    assert ids(out) == [str(number) for number in range(3 * CHUNK + 1)]
    assert (summary.rows, summary.errors, summary.with_candidates, summary.files) == (97, 0, 97, 1)
    assert summary.not_carried == ("region",)
    assert not journal_path(out).exists()


def test_each_format_carries_rows_and_errors(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("Raids\n\nGunmen abducted six traders.\n\nA mill stood.\n", encoding="utf-8")
    table(folder, 2, "b.csv")
    lines = ['{"text": "one"}', "{bad", f'{{"id": "p", "text": "{POISON}"}}']
    (folder / "c.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "d.pdf").write_bytes(b"%PDF-1.7")
    for form in Format:
        summary = run(folder, tmp_path / f"out.{form}")
        assert (summary.rows, summary.errors, summary.with_candidates, summary.files) == (8, 3, 3, 4)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == ["a.txt#2", "a.txt#3", "0", "1", "c.jsonl#1", "", "p", "d.pdf"]
    assert [row["input: region"] for row in rows[1:4]] == ["", "north", "north"]
    assert [row["error"].split(":")[0] for row in rows[5:]] == ["bad_json", "internal_error", "unsupported_type"]
    assert rows[0]["heading"] == "Raids"
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [one.max_row for one in book] == [9, 7, 4]


def test_an_output_that_was_there_is_kept(tmp_path: Path) -> None:
    source, out = table(tmp_path, 2), tmp_path / "out.csv"
    out.touch()
    assert run(source, out).replaced is None
    out.write_text("with my remarks", encoding="utf-8")
    assert run(source, out).replaced == tmp_path / "out.csv.bak"
    assert (tmp_path / "out.csv.bak").read_text(encoding="utf-8") == "with my remarks"
    assert out.read_text(encoding="utf-8").startswith("id,rules")


def test_duplicates_are_proposed_over_all_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("Two men were shot.\n", encoding="utf-8")
    run(folder, tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row["same_as"]) for row in rows] == [("a.txt#1", ["b.txt#1"]), ("b.txt#1", ["a.txt#1"])]


class Interrupted(KeywordLabeller):
    """Stops after some texts, as Ctrl-C does."""

    left = 40

    def label(self, incident: Any) -> Any:
        """Return the answer, or stop."""
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().label(incident)


def test_a_stopped_run_goes_on_only_as_the_same_run(tmp_path: Path) -> None:
    source, out = table(tmp_path, 100), tmp_path / "out.jsonl"
    with pytest.raises(IhlError) as caught:
        run(source, out, start=Start.RESUME)
    assert caught.value.info.code == "nothing_to_resume"
    with pytest.raises(KeyboardInterrupt):
        run(source, out, Interrupted())
    assert not out.exists()
    with pytest.raises(IhlError) as caught:
        run(source, out, KeywordLabeller(version="another"))
    assert caught.value.info.code == "journal_of_another_run"
    assert run(source, out, start=Start.RESUME).resumed_from == CHUNK
    assert ids(out) == [str(number) for number in range(100)]
    with pytest.raises(KeyboardInterrupt):
        run(source, out, Interrupted())
    table(tmp_path, 50)
    assert run(source, out, start=Start.RESTART).resumed_from == 0
    assert len(ids(out)) == 50


def kill_when(process: subprocess.Popen[str], log: Path, lines: int) -> None:
    end = time.monotonic() + 60
    while not log.exists() or len(log.read_text(encoding="utf-8").splitlines()) < lines:
        assert process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < end, "the run did not get anywhere"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def test_a_killed_run_loses_and_doubles_nothing(tmp_path: Path) -> None:
    source, out, log = table(tmp_path, 200), tmp_path / "out.jsonl", tmp_path / "log"
    command = [sys.executable, str(HERE / "run_script.py"), str(source), str(out), str(log)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    for least in (50, 120):
        with subprocess.Popen([*command, "0.01", "1"], env=environment, text=True) as process:
            kill_when(process, log, least)
        assert not out.exists()
    done = subprocess.run([*command, "0", "1"], env=environment, text=True, capture_output=True, check=True)
    resumed, rows = map(int, done.stdout.split())
    assert ids(out) == [str(number) for number in range(200)]
    assert rows == 200
    assert resumed >= 96
    labelled = log.read_text(encoding="utf-8").splitlines()
    assert len(labelled) <= 200 + 2 * CHUNK, "finished rows were labelled again"
    assert not list(tmp_path.glob("*.journal"))


@pytest.mark.parametrize(
    ("out", "chosen", "form"),
    [("a.csv", "", "csv"), ("a.XLSX", "", "xlsx"), ("a.jsonl", "", "jsonl"), ("a.t", "csv", "csv"), ("a.t", "", None)],
)
def test_the_format_is_told_by_the_name(out: str, chosen: str, form: str | None) -> None:
    if form is not None:
        assert format_of(Path(out), chosen) is Format(form)
        return
    with pytest.raises(IhlError) as caught:
        format_of(Path(out), chosen)
    assert caught.value.info.code == "unknown_format"


def test_an_output_that_cannot_be_written_is_told_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(IhlError) as caught:
        run(table(tmp_path, 1), tmp_path / "no" / "out.csv")
    assert caught.value.info.code == "unwritable_output"
