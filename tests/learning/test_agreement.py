"""Agreement: published examples, and what a pair of labellings gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ihl_classifier.cli.main import cli
from ihl_classifier.learning.agreement import (
    PRIMARY,
    SECONDARY,
    agreement,
    alpha,
    interval,
    kappa,
    nominal,
    ordinal,
    read_labels,
)

# Krippendorff 2011, example C: four observers, twelve units, values missing.
FOUR = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""


def units(table: str) -> list[list[int | None]]:
    rows = [[None if cell == "." else int(cell) for cell in line.split()] for line in table.strip().splitlines()]
    return [list(column) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(("distance", "value"), [(nominal, 0.743), (ordinal, 0.815), (interval, 0.849)])
def test_alpha_of_four_observers(distance: object, value: float) -> None:
    assert alpha(units(FOUR), distance) == pytest.approx(value, abs=5e-4)  # type: ignore[arg-type]


def test_alpha_of_binary_values() -> None:
    # Krippendorff 2011, example A.
    two = units("0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0")
    assert alpha(two) == pytest.approx(0.095, abs=5e-4)


@pytest.mark.parametrize(
    ("table", "value"), [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593)]
)
def test_kappa(table: tuple[int, int, int, int], value: float) -> None:
    both, first, second, none = table
    pairs = [(1, 1)] * both + [(1, 0)] * first + [(0, 1)] * second + [(0, 0)] * none
    assert kappa(pairs) == pytest.approx(value, abs=5e-5)


def test_nothing_to_tell_apart_has_no_value() -> None:
    assert alpha([[1, 1], [1, 1]]) is None
    assert kappa([(1, 1), (1, 1)]) is None


def test_agreement_of_two_labellings() -> None:
    one = {"a": {96: PRIMARY, 99: SECONDARY}, "b": {}, "c": {52: PRIMARY}, "only": {1: PRIMARY}}
    two = {"a": {96: PRIMARY}, "b": {}, "c": {52: SECONDARY}, "other": {}}
    found = agreement(("x", "y"), one, two)
    assert (found.rows, found.strict_f1, found.lenient_f1) == (3, pytest.approx(2 / 3), pytest.approx(0.8))
    assert (found.same_set, found.same_quiet) == (pytest.approx(2 / 3), 1.0)
    assert {rule.rule: rule.f1 for rule in found.rules} == {52: 1.0, 96: 1.0, 99: 0.0}
    assert {rule.rule: rule.rows for rule in found.rules} == {52: 1, 96: 1, 99: 1}


def test_labellers_with_nothing_in_common() -> None:
    with pytest.raises(ValueError, match="no row in common"):
        agreement(("x", "y"), {"a": {}}, {"b": {}})


def test_labels_are_read_from_files(tmp_path: Path) -> None:
    path = tmp_path / "first.jsonl"
    path.write_text('{"id": "a", "primary": [96], "secondary": [99]}\n\n{"id": "b", "primary": [], "secondary": []}\n')
    assert read_labels(path) == {"a": {96: PRIMARY, 99: SECONDARY}, "b": {}}


@pytest.mark.parametrize("line", ["{", "[]", '{"id": "a"}', '{"id": "a", "primary": ["x"], "secondary": []}'])
def test_a_line_that_holds_no_labels_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "first.jsonl"
    path.write_text('{"id": "z", "primary": [], "secondary": []}\n' + line + "\n")
    with pytest.raises(ValueError, match=r"first\.jsonl:2"):
        read_labels(path)


def test_the_command_prints_figures_for_each_pair(tmp_path: Path) -> None:
    rows = {"one": [96, 99], "two": [96], "three": []}
    files = []
    for name, primary in rows.items():
        files.append(tmp_path / f"{name}.jsonl")
        lines = [{"id": "a", "primary": primary, "secondary": []}, {"id": "b", "primary": [52], "secondary": []}]
        files[-1].write_text("".join(json.dumps(line) + "\n" for line in lines))
    shown = CliRunner().invoke(cli, ["corpus", "agreement", *map(str, files)])
    assert shown.exit_code == 0, shown.output
    assert "one and two: 2 rows" in shown.output
    assert "two and three: 2 rows" in shown.output
    assert "same rules 50.0%" in shown.output
    told = CliRunner().invoke(cli, ["corpus", "agreement", "--format", "json", *map(str, files)])
    assert [pair["labellers"] for pair in json.loads(told.output)] == [
        ["one", "two"],
        ["one", "three"],
        ["two", "three"],
    ]
    assert CliRunner().invoke(cli, ["corpus", "agreement", str(files[0])]).exit_code == 2
