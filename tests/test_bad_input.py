"""Whatever comes in, the rest goes on, what is wrong is said, and every span quotes its text."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from real_service import RealService, misquoted, serving

from ihl_classifier.cli.label import label
from ihl_classifier.labeller import Labeller
from ihl_classifier.learning.corpus import load_split
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings

PLAIN = "Gunmen abducted four engineers near the dam and demanded a ransom."
SECRET = "Tabarre"
LIMIT = 200_000
STRANGE = {
    "marks": "e" + "\u0301" * 10_000 + f" {PLAIN}",
    "marks in a word": PLAIN.replace("abducted", "abd\u0301u\u0308cted"),
    "right to left": f"قال شهود إن مسلحين \u202eabc\u202c خطفوا שלום. {PLAIN} وقتلوا ستة مدنيين.",
    "emoji": f"🚨🧑‍🤝‍🧑 {PLAIN} 🏴‍☠️",
    "controls": f"\x01\x07 {PLAIN.replace(' ', chr(9))} \x1b[31m\x7f",
    "no-break and wide blanks": PLAIN.replace(" ", "\u00a0").replace("near", "near\u3000"),
    "line ends": PLAIN.replace(" ", "\r\n"),
    "full width": "Ｇｕｎｍｅｎ abducted ﬁve ﬁshermen.",
    "one word": "killed",
    "punctuation": "?!…",
    "a table": "name\tkilled\nGao\t12\nMopti\t7\n" * 40,
}
SHAPES = {
    "brackets": "([",
    "quotes": '"',
    "one sentence": "soldiers killed, according to ",
    "verbs": "killed ",
    "lines": "\n a",
    "letters": "a",
    "passives": "Villagers were killed. ",
    "events": "The attack killed villagers. ",
    "cues": "reportedly denied ",
}
NASTY = 20_000
NASTY_SECONDS = 20.0
WHOLE_SECONDS = 60.0


@pytest.fixture(scope="module")
def service(labeller: Labeller, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealService]:
    """Yield a service with the real labeller."""
    with serving(Settings(data_dir=tmp_path_factory.mktemp("service"), workers=1), labeller) as running:
        yield running


@pytest.fixture
def run(labeller: Labeller, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what runs `ihl label` with the real labeller, loaded once."""
    monkeypatch.setattr(Labeller, "load", classmethod(lambda _cls, _settings=None: labeller))

    def ran(*words: str | Path, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(label, [str(word) for word in words], input=given)

    return ran


def lines(result: Result) -> list[Any]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def error_of(response: Any, status: int) -> dict[str, str]:
    assert response.status_code == status, response.text[:500]
    body = response.json()
    assert set(body) == {"error"}
    assert SECRET not in response.text
    found: dict[str, str] = body["error"]
    assert found["message"]
    assert found["hint"]
    return found


@pytest.mark.parametrize("text", ["", " ", "\n\t \u00a0\u2003"])
def test_blank_text_over_http(service: RealService, text: str) -> None:
    for path in ("/v1/label", "/v1/incidents"):
        error = error_of(service.post(path, {"text": text}), 422)
        assert (error["code"], error["where"]) == ("empty_text", "body.text")
    answers = service.post("/v1/label/batch", {"incidents": [{"text": text}, {"text": PLAIN}]}).json()["answers"]
    assert answers[0]["error"]["code"] == "empty_text"
    assert answers[1]["candidates"][0]["rule"] == 96


@pytest.mark.parametrize("text", ["", "  \n\t\n"])
def test_blank_text_on_the_command_line(run: Any, text: str) -> None:
    shown = run("--format", "jsonl", given=text)
    (line,) = lines(shown)
    assert line["error"]["code"] == "blank_text"
    assert line["error"]["hint"]
    assert "0 labelled, 1 could not be" in shown.stderr
    assert shown.exit_code == 0
    assert run("--strict", given=text).exit_code == 1


def test_a_text_over_the_limit(service: RealService, run: Any) -> None:
    text = f"{SECRET} burned. " + "a" * LIMIT
    error = error_of(service.post("/v1/label", {"text": text}), 422)
    assert (error["code"], error["where"]) == ("text_too_long", "body.text")
    assert str(LIMIT) in error["message"]
    (line,) = lines(run("--format", "jsonl", given=text))
    assert line["error"]["code"] == "too_long"
    assert str(LIMIT) in line["error"]["message"]
    assert SECRET not in json.dumps(line)


def test_the_longest_text_is_labelled_in_time(service: RealService) -> None:
    report = " ".join(row.text for row in load_split("train"))
    text = (report * (LIMIT // len(report) + 1))[:LIMIT]
    began = time.process_time()
    response = service.post("/v1/label", {"text": text})
    took = time.process_time() - began
    assert response.status_code == 200
    answer = response.json()
    assert answer["text"] == text
    assert answer["candidates"]
    assert misquoted(answer) == []
    assert max(act["span"]["end"] for act in answer["acts"]) > LIMIT * 0.95
    assert took < WHOLE_SECONDS, f"{took:.1f} s of processor time"


@pytest.mark.parametrize("shape", SHAPES)
def test_no_shape_of_text_is_slow(service: RealService, shape: str) -> None:
    """A step that grows with the square of the text takes minutes here."""
    text = (SHAPES[shape] * NASTY)[:NASTY]
    began = time.process_time()
    response = service.post("/v1/label", {"text": text})
    took = time.process_time() - began
    assert response.status_code == 200
    assert misquoted(response.json()) == []
    assert took < NASTY_SECONDS, f"{took:.1f} s of processor time"


@pytest.mark.parametrize("name", STRANGE)
def test_strange_text(service: RealService, run: Any, name: str) -> None:
    text = STRANGE[name]
    answer = service.post("/v1/label", {"text": text, "include_unlikely": True}).json()
    assert answer["text"] == text
    assert misquoted(answer) == []
    if PLAIN in text:
        assert answer["candidates"][0]["rule"] == 96
        assert "Gunmen" in [party["name"] for party in answer["parties"]]
    line = json.dumps({"text": text})
    (same,) = lines(run("--input", "jsonl", "--format", "jsonl", "--include-unlikely", given=line))
    assert same == answer
    if name == "controls":
        return  # as bytes it is a binary file, see below
    readable = run(given=text.encode())
    assert (readable.exit_code, readable.exception) == (0, None)
    assert "candidates for review; not findings" in readable.stdout


def test_lone_surrogates(service: RealService, run: Any) -> None:
    body = b'{"text": "' + SECRET.encode() + b' \\ud83d burned"}'
    assert error_of(service.send("/v1/label", body), 400)["code"] == "malformed_json"
    result = run("--input", "jsonl", "--format", "jsonl", given=body + b"\n" + json.dumps({"text": PLAIN}).encode())
    broken, good = lines(result)
    assert (broken["error"]["code"], broken["error"]["where"]) == ("lone_surrogate", "text")
    assert SECRET not in json.dumps(broken)
    assert good["candidates"][0]["rule"] == 96


def test_binary(service: RealService, run: Any, tmp_path: Path) -> None:
    binary = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20 + SECRET.encode()
    error_of(service.send("/v1/label", binary), 400)
    (tmp_path / "report").write_bytes(binary)
    for shown in (run(given=binary), run(tmp_path / "report"), run("--input", "csv", tmp_path / "report")):
        assert isinstance(shown.exception, IhlError)
        assert shown.exception.info.code == "binary_file"
        assert SECRET not in str(shown.exception)
    assert run("--input", "jsonl", "--strict", tmp_path / "report").exit_code == 1


def test_old_encodings_are_read(run: Any) -> None:
    text = "Des hommes armés ont enlevé trois commerçants près de Ménaka et ont exigé une rançon."
    for encoding in ("cp1252", "utf-16"):
        (answer,) = lines(run("--format", "jsonl", given=text.encode(encoding)))
        assert answer["text"] == text
        assert answer["candidates"][0]["rule"] == 96


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Солдаты вошли в деревню и убили шестерых крестьян.", "und"),
        ("武装人员绑架了四名工程师并索要赎金。", "und"),
        ("Los soldados entraron en la aldea y mataron a seis campesinos.", "es"),
        ("Xyzzy plugh frobnicate.", "und"),
    ],
)
def test_another_language_is_a_warning_and_no_guess(service: RealService, text: str, language: str) -> None:
    answer = service.post("/v1/label", {"text": text}).json()
    assert answer["language"] == language
    assert [warning["code"] for warning in answer["warnings"]] == ["language"]
    assert answer["candidates"] == []
    assert answer["abstained_because"]


@pytest.mark.parametrize(
    ("sent", "codes"),
    [
        ({"date": "the day of the big rain"}, ["date"]),
        ({"date": "2023-13-45"}, ["date"]),
        ({"country": "Atlantis"}, ["country"]),
        ({"date": "???", "country": "???"}, ["date", "country"]),
        ({"date": " ", "country": ""}, []),
        ({"date": "1/31/2024", "country": "Israel/Palestine"}, []),
        ({"date": "late 1990s", "country": "Mali"}, []),
        ({"date": "2012-04-02/2013-01-29", "country": "Côte d'Ivoire"}, []),
    ],
)
def test_dates_and_countries_that_cannot_be_read(service: RealService, sent: dict[str, str], codes: list[str]) -> None:
    answer = service.post("/v1/label", {"text": PLAIN, **sent}).json()
    assert [warning["code"] for warning in answer["warnings"]] == codes
    assert answer["candidates"][0]["rule"] == 96


def test_a_table_without_a_text_column(run: Any) -> None:
    shown = run("--input", "csv", given="where,when,how many\nGao,2020,3\n")
    assert isinstance(shown.exception, IhlError)
    assert shown.exception.info.code == "missing_column"
    assert "where, when, how many" in shown.exception.info.message
    assert "`text`" in shown.exception.info.hint


def test_a_table_with_broken_rows(run: Any) -> None:
    table = io.StringIO()
    csv.writer(table).writerows([["id", "text", "date"], ["a", PLAIN, "2020"], ["b", "", ""], ["c", PLAIN, "soon"]])
    first, blank, last = lines(run("--input", "csv", "--format", "jsonl", given=table.getvalue()))
    assert (first["id"], first["warnings"]) == ("a", [])
    assert (blank["id"], blank["error"]["code"]) == ("b", "blank_text")
    assert (last["id"], [warning["code"] for warning in last["warnings"]]) == ("c", ["date"])


def test_a_broken_line_in_the_middle(run: Any) -> None:
    good = [json.dumps({"id": name, "text": PLAIN}).encode() for name in "abc"]
    bad = [b'{"id": "x", "text": "' + SECRET.encode(), b"[]", b'{"text": "\xff"}', b'{"id": "n"}', b'{"text": 5}']
    given = b"\n".join([good[0], bad[0], bad[1], good[1], bad[2], bad[3], bad[4], good[2]])
    shown = run("--input", "jsonl", "--format", "jsonl", given=given)
    found = lines(shown)
    assert [row.get("id") for row in found] == ["a", None, None, "b", None, "n", None, "c"]
    codes = ["bad_json", "not_an_object", "bad_encoding", "missing_text", "wrong_type"]
    assert [row["error"]["code"] for row in found if "error" in row] == codes
    assert [row["line"] for row in found if "error" in row] == [2, 3, 5, 6, 7]
    assert all(row["candidates"][0]["rule"] == 96 for row in found if "candidates" in row)
    assert SECRET not in shown.output
    assert "3 labelled, 5 could not be" in shown.stderr
    assert shown.exit_code == 0


def test_a_batch_goes_on_around_what_is_broken(service: RealService) -> None:
    sent = [
        {"id": "a", "text": PLAIN},
        {"id": "b"},
        {"text": "x" * (LIMIT + 1)},
        {"text": 5},
        {"id": "e", "text": PLAIN},
    ]
    answers = service.post("/v1/label/batch", {"incidents": sent}).json()["answers"]
    assert [answer.get("id") for answer in answers] == ["a", "b", None, None, "e"]
    assert [answer["error"]["where"] for answer in answers if "error" in answer] == [
        "body.incidents.1.text", "body.incidents.2.text", "body.incidents.3.text",
    ]  # fmt: skip
    assert answers[0]["candidates"] == answers[4]["candidates"]
