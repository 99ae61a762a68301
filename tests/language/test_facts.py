"""Dates, counts, and free-text dates of input rows."""

from __future__ import annotations

import pytest

from ihl_classifier.language.numbers import bounded
from ihl_classifier.language.reader import Reader
from ihl_classifier.language.when import read_when


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("Rebels killed twelve farmers.", "killed", 12, 12),
        ("At least 30 farmers were killed.", "killed", 30, None),
        ("Between 14 and 20 farmers were killed.", "killed", 14, 20),
        ("Dozens of farmers were killed.", "killed", 24, None),
        ("Gunmen abducted six nurses.", "abducted", 6, 6),
    ],
)
def test_casualties(reader: Reader, text: str, kind: str, low: int, high: int | None) -> None:
    found = [c for c in reader.read(text).facts.casualties if c.kind == kind]
    assert [(c.min, c.max) for c in found] == [(low, high)]


def test_counts_that_did_not_happen_are_not_casualties(reader: Reader) -> None:
    assert (
        reader.read("No farmers were killed, and 12 people could be killed if the dam breaks.").facts.casualties == ()
    )


@pytest.mark.parametrize(
    ("words", "index", "expected"),
    [
        ("up to forty men", 2, (0, 40)),
        ("twenty-two farmers", 0, (22, 22)),
        ("two hundred people", 0, (200, 200)),
        ("10 to 12 men", 2, (10, 12)),
        ("the men", 0, None),
    ],
)
def test_bounded(words: str, index: int, expected: tuple[int, int | None] | None) -> None:
    assert bounded(words.split(), index) == expected


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2012-04-02/2013-01-29", "2012-04-02/2013-01-29"),
        ("late 1990s", "1997/1999"),
        ("1/31/2024", "2024-01-31"),
        ("31/1/2024", "2024-01-31"),
        ("March 2025", "2025-03"),
        ("3 mars 2013", "2013-03-03"),
        ("one Tuesday", None),
        ("2024-13-44", None),
        ("", None),
    ],
)
def test_read_when(text: str, iso: str | None) -> None:
    assert read_when(text) == iso


def test_dates_told_in_the_text(reader: Reader) -> None:
    dates = reader.read("On 12 April 2019 troops entered Lice; the mill burned on 14 April 2019.").facts.dates
    assert [(d.start, d.end) for d in dates] == [("2019-04-12", "2019-04-12"), ("2019-04-14", "2019-04-14")]
