from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from keyword_labeller import POISON, REFUSED, KeywordLabeller

from ihl_classifier.cli.label import label
from ihl_classifier.labeller import Labeller
from ihl_classifier.schema.error import IhlError

TEXT = "On 2031-03-04 gunmen abducted six traders near Gao."


@pytest.fixture(autouse=True)
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: KeywordLabeller()))


def run(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(label, arguments, input=given)


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_plain_text_is_one_incident() -> None:
    result = run("--format", "jsonl", given=f"{TEXT}\n\nThey fled.\n")
    (answer,) = lines(result)
    assert answer["text"] == f"{TEXT}\n\nThey fled."
    assert [one["rule"] for one in answer["candidates"]] == [99]
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_readable_view_is_the_default() -> None:
    assert "gunmen [abducted] six traders" in run(given=TEXT).stdout


MIXED = "\n".join(
    [
        json.dumps({"id": "a", "text": TEXT, "region": "north"}), "", "{broken", '{"id": "b", "text": "  "}',
        '{"text": "x", "text": "y"}', json.dumps({"id": "p", "text": POISON}), json.dumps({"id": "r", "text": REFUSED}),
        json.dumps({"id": "z", "text": "quiet"}),
    ]
)  # fmt: skip


def test_broken_lines_are_errors_in_their_place_and_the_rest_goes_on() -> None:
    result = run("--format", "jsonl", given=MIXED)
    told = [(one["id"], one.get("line"), one.get("error", {}).get("code")) for one in lines(result)]
    assert told == [
        ("a", None, None), (None, 3, "bad_json"), ("b", 4, "blank_text"), (None, 5, "duplicate_key"),
        ("p", 6, "internal_error"), ("r", 7, "too_hard"), ("z", None, None),
    ]  # fmt: skip
    assert result.exit_code == 0
    assert "fields that are not used: region" in result.stderr
    assert "2 labelled, 5 could not be" in result.stderr
    assert POISON not in result.stderr


def test_strict_fails_where_a_line_failed() -> None:
    assert run("--strict", given=MIXED).exit_code == 1
    assert run("--strict", given=TEXT).exit_code == 0


def test_errors_are_seen_in_the_readable_view() -> None:
    assert "line 4, text: the text is empty or blank (blank_text). Hint:" in run(given=MIXED).stderr


def test_json_is_an_object_for_one_and_an_array_for_many() -> None:
    assert json.loads(run("--format", "json", given=TEXT).stdout)["text"] == TEXT
    assert [one["id"] for one in json.loads(run("--format", "json", given=MIXED).stdout)][-1] == "z"
    assert json.loads(run("--format", "json", "--input", "jsonl", given="\n").stdout) == []
    assert json.loads(run("--format", "json", given=" \n").stdout)["error"]["code"] == "blank_text"


def test_csv_out_is_the_table_of_incidents() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv", given=MIXED).stdout)))
    assert [(row["id"], row["rules"]) for row in rows] == [
        ("a", "99"), ("", ""), ("b", ""), ("", ""), ("p", ""), ("r", ""), ("z", ""),
    ]  # fmt: skip
    assert rows[1]["error"].startswith("bad_json")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jsonl", b'{"text": "Boats burned."}\n'),
        ("a.ndjson", '\ufeff{"text": "Boats burned."}'.encode()),
        ("a.jsonl", '{"text": "Boats burned."}\n'.encode("utf-16")),
        ("a.csv", b"Description;Jour\nBoats burned.;3 May\n"),
        ("a.tsv", b"text\tn\nBoats burned.\t1\n"),
        ("a.txt", b"\xef\xbb\xbf\nBoats burned.\r\n"),
        ("a.md", b"Boats burned."),
        ("a", b'{"text": "Boats burned."}'),
        ("b", b"Boats burned."),
    ],
)
def test_files_are_read_by_name_and_look(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (answer,) = lines(run(str(tmp_path / name), "--format", "jsonl"))
    assert answer["text"] == "Boats burned."


def test_an_encoding_that_was_guessed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("L’été fut dur à Tilo et aux élèves.".encode("cp1252"))
    result = run(str(tmp_path / "a.txt"), "--format", "jsonl")
    (answer,) = lines(result)
    assert answer["text"] == "L’été fut dur à Tilo et aux élèves."
    assert [one["code"] for one in answer["warnings"]] == ["encoding_guessed"]
    assert "not UTF-8" in result.stderr


@pytest.mark.parametrize(
    ("name", "data", "arguments", "code"),
    [
        ("a.html", b"<p>x</p>", (), "unsupported_type"),
        ("a.pdf", b"%PDF", (), "unsupported_type"),
        ("a.csv", b"a,b\n1,2\n", (), "missing_column"),
        ("a.csv", b"", (), "empty_table"),
        ("a.txt", b"\x00\x01\x02\x03" * 9, (), "binary_file"),
        ("a.bin", b"a,b\n1,2\n", ("--input", "csv"), "missing_column"),
    ],
)
def test_what_cannot_be_read_at_all_is_told(
    tmp_path: Path, name: str, data: bytes, arguments: tuple[str, ...], code: str
) -> None:
    (tmp_path / name).write_bytes(data)
    result = run(str(tmp_path / name), *arguments)
    assert isinstance(result.exception, IhlError)
    assert result.exception.info.code == code
    assert result.stdout == ""


def test_options_fill_in_and_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    class Watching(KeywordLabeller):
        def label(self, incident: Any) -> Any:
            seen.append(incident)
            return super().label(incident)

    monkeypatch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: Watching()))
    given = '{"text": "a", "date": "2030", "explain": [7]}\n{"text": "b"}'
    options = (
        "--date",
        "2031",
        "--country",
        "Chad",
        "--explain-rule",
        "7",
        "--explain-rule",
        "96",
        "--include-unlikely",
    )
    result = run("--format", "jsonl", *options, given=given)
    assert [(one.date, one.country, one.explain, one.include_unlikely) for one in seen] == [
        ("2030", "Chad", (7, 96), True),
        ("2031", "Chad", (7, 96), True),
    ]
    assert [one["rule"] for one in lines(result)[1]["candidates"]] == [7]


@pytest.mark.parametrize("arguments", [("--format", "xml"), ("--explain-rule", "162"), ("no-such-file",), ("--what",)])
def test_wrong_usage_is_two(arguments: tuple[str, ...]) -> None:
    assert run(*arguments, given=TEXT).exit_code == 2


def test_many_lines_come_out_in_order() -> None:
    given = "\n".join(json.dumps({"id": str(number), "text": f"raid {number}"}) for number in range(500))
    assert [one["id"] for one in lines(run("--format", "jsonl", given=given))] == [str(number) for number in range(500)]


def test_a_stop_is_told_and_what_was_done_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopping(KeywordLabeller):
        def label(self, incident: Any) -> Any:
            if incident.id == "40":
                raise KeyboardInterrupt
            return super().label(incident)

    monkeypatch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: Stopping()))
    given = "\n".join(json.dumps({"id": str(number), "text": "raid"}) for number in range(60))
    result = run("--format", "jsonl", given=given)
    assert result.exit_code == 130
    assert "stopped after" in result.stderr
    assert 1 <= len(lines(result)) <= 40


PROGRAM = textwrap.dedent(
    """
    from keyword_labeller import KeywordLabeller
    from ihl_classifier.labeller import Labeller
    Labeller.load = classmethod(lambda cls, settings=None: KeywordLabeller())
    from ihl_classifier.cli.main import main
    main()
    """
)


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "error"}
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", PROGRAM, "label", *arguments]
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment)


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    with start("--format", "jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "gunmen abducted traders"}\n' * 2000)
        process.stdout.readline()
        process.stdout.close()
        process.stdin.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""


def test_a_slow_feed_is_answered_line_by_line() -> None:
    with start("--format", "jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(b'{"id": "%d", "text": "raid"}\n' % number)
            process.stdin.flush()
            begun = time.monotonic()
            assert json.loads(process.stdout.readline())["id"] == str(number)
            assert time.monotonic() - begun < 30
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def test_faults_of_the_whole_input_end_with_two(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with start(str(tmp_path / "a.csv")) as process:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 2
        assert b"its columns are: a, b" in told
        assert b"Traceback" not in told
