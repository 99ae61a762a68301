"""The measurement: what it measures is what it says, and its stages are functions that exist."""

from __future__ import annotations

import json
import os
import time
from importlib import import_module
from io import StringIO
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from ihl_classifier.batch.labelling import CHUNK
from ihl_classifier.bench import __main__ as command
from ihl_classifier.bench import stages
from ihl_classifier.bench.baseline import BlankLabeller, load_blank
from ihl_classifier.bench.loading import BASELINE, Loading, loading
from ihl_classifier.bench.measurement import WARM_UP, WORDS, Bulk, Latency, Result, Side, in_bulk, sample
from ihl_classifier.bench.service import served
from ihl_classifier.learning.keywords import keyword_rules
from ihl_classifier.schema.incident import Incident


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("IHL_")]:
        monkeypatch.delenv(name)


def test_the_texts_are_of_middle_length() -> None:
    texts = sample(50)
    assert len({one.text for one in texts}) == 50
    assert all(WORDS[0] <= len(one.text.split()) <= WORDS[1] for one in texts)
    assert len(sample(5_000)) == 5_000


def test_the_baseline_gives_what_the_keyword_list_gives() -> None:
    incident = Incident(text="Gunmen abducted six villagers and demanded a ransom.")
    answer = BlankLabeller().label(incident)
    assert {one.rule for one in answer.candidates} == keyword_rules(incident.text) == {1, 96, 99}


def test_latency_leaves_the_warm_up_out() -> None:
    waits = iter([0.05] * WARM_UP + [0.001] * 25 + [0.02] * 5)
    found = Latency.of(lambda _: time.sleep(next(waits)), sample(30))
    assert 1 <= found.median < 15
    assert found.p95 >= 20
    assert found.texts == 30


@pytest.mark.parametrize("processes", [1, 2])
def test_bulk_counts_only_what_was_labelled_in_its_time(processes: int) -> None:
    found = in_bulk(sample(6 * CHUNK), BlankLabeller(), load_blank, processes)
    assert found.processes == processes
    assert found.texts == 6 * CHUNK
    assert found.texts_a_second > 0
    assert found.start_seconds > 0


def test_the_service_answers_like_the_labeller() -> None:
    with served(plain=True) as client:
        answer = json.loads(client.label("Gunmen abducted six villagers."))
    assert answer["model"]["version"] == "blank-keywords"
    assert {one["rule"] for one in answer["candidates"]} == {1, 99}


def test_loading_is_measured_in_a_fresh_process() -> None:
    found = loading(BASELINE)
    assert 0 < found.seconds < 300
    assert found.memory_mb > 20


@pytest.mark.parametrize(
    ("module", "function"), [stage[1:] for stage in stages.STAGES], ids=[s[0] for s in stages.STAGES]
)
def test_each_stage_is_a_function_that_exists(module: str, function: str) -> None:
    assert callable(attrgetter(function)(import_module(module)))


def test_stages_are_timed_and_left_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (lambda: time.sleep(0.004)), (lambda: time.sleep(0.001))
    room: Any = SimpleNamespace(Tool=SimpleNamespace(find=one), read=two)
    monkeypatch.setattr(stages, "STAGES", (("find", "room", "Tool.find"), ("read", "room", "read")))
    monkeypatch.setattr(stages, "import_module", lambda _name: room)

    def label(_incident: Incident) -> None:
        room.Tool.find()
        room.Tool.find()
        room.read()

    found = stages.stage_medians(label, sample(3))
    assert found["find"] >= 8 > found["read"] >= 1
    assert set(found) == {"find", "read", stages.REST}
    assert (room.Tool.find, room.read) == (one, two)


def side(scale: float) -> Side:
    bulk = tuple(Bulk(120 / scale / processes, 3.0 * scale, processes, 640) for processes in (2, 1))
    return Side(
        Loading(4.0 * scale, 300.0),
        Latency(10 * scale, 20 * scale, 120),
        9 * scale,
        Latency(12 * scale, 22, 120),
        bulk[::-1],
    )


def test_the_tables_show_ratios_and_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    result = Result({"cores": "2"}, side(1.0), side(0.25), {"parse": 6.0, "engine": 2.0})
    monkeypatch.setattr(command, "measure", lambda *_: result)
    stream = StringIO()
    command.show(Console(file=stream, width=120), result)
    shown = stream.getvalue()
    assert "< 50: met" in shown
    assert "> 100: missed" in shown
    row = next(line for line in shown.splitlines() if "API, median" in line)
    assert [cell.strip() for cell in row.split("│")][2:5] == ["12.0", "3.0", "4.0"]
    assert "75%" in shown
    printed = CliRunner().invoke(command.main, ["--json"])
    assert json.loads(printed.stdout)["ihl"]["api"]["median"] == 12.0


def test_too_few_texts_in_bulk_are_a_usage_error() -> None:
    assert CliRunner().invoke(command.main, ["--bulk", "10"]).exit_code == 2
