"""Whatever the text, reading it loses nothing and every span quotes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ihl_classifier.language.reader import Reader
from ihl_classifier.schema.span import Span

WORDS = (
    "soldiers killed six villagers near the river and , . burned homes abducted by gunmen not allegedly according to "
    "Les soldats ont tué été par JNIM FAMa (RSF) 12 April 2025 at least 30 \n\n 🙂 é́́ العربية “ ’ - he they who which was"
).split(" ")
STRANGE = [
    "a" * 3000,
    "🙂🙃" * 50,
    "e" + "\u0301" * 500,
    "\u202eabc\u202c killed",
    "\x00killed\x07",
    "killed " * 800,
    ". . .",
    "\n\n\n\tkilled",
]


def spans(value: Any) -> Iterator[Span]:
    """Yield every span inside a value."""
    if isinstance(value, Span):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from spans(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from spans(item)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join))
def test_spans_quote_the_text(reader: Reader, text: str) -> None:
    reading = reader.read(text)
    assert reading.text == text
    for span in spans(reading):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_strange_text_is_read(reader: Reader, text: str) -> None:
    for span in spans(reader.read(text)):
        assert text[span.start : span.end] == span.text


@pytest.mark.parametrize(
    ("text", "language", "warned"),
    [
        ("The soldiers were in the village.", "en", False),
        ("Les soldats étaient dans le village avec des armes.", "fr", False),
        ("Los soldados entraron en la aldea y mataron a los campesinos.", "es", True),
        ("Солдаты вошли в деревню.", "und", True),
    ],
)
def test_language(reader: Reader, text: str, language: str, warned: bool) -> None:
    reading = reader.read(text)
    assert reading.language == language
    assert bool([w for w in reading.warnings if w.code == "language"]) is warned


def test_reading_the_same_text_twice_gives_the_same(reader: Reader) -> None:
    text = "Gunmen abducted six villagers. They were later killed by the group, witnesses said."
    assert reader.read(text) == reader.read(text)
