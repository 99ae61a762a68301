from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.reading.rows import IncidentRow, jsonl_rows
from ihl_classifier.schema.error import ErrorLine

SECRET = "secretword"


def rows(*lines: bytes, **options: Any) -> list[IncidentRow | ErrorLine]:
    return list(jsonl_rows(lines, **options))


def test_rows_keep_their_line_numbers_and_fields() -> None:
    first, second = rows(b'\xef\xbb\xbf{"text": "a", "id": "x", "explain": [96]}\r\n', b"\n", b'{"text": "b"}')
    assert isinstance(first, IncidentRow)
    assert isinstance(second, IncidentRow)
    assert (first.line, first.incident.text, first.incident.id, first.incident.explain) == (1, "a", "x", (96,))
    assert second.line == 3


@pytest.mark.parametrize(
    ("line", "code", "where", "name"),
    [
        (b'{"text": "secretword"', "bad_json", "column 22", None),
        (b"secretword", "bad_json", "column 1", None),
        (b'["secretword"]', "not_an_object", "", None),
        (b"null", "not_an_object", "", None),
        (b'{"text": "secretword", "text": "b"}', "duplicate_key", "text", None),
        (b'{"id": "x", "text": "\\ud800secretword"}', "lone_surrogate", "text", "x"),
        (b'{"id": "\\ud800", "text": "secretword"}', "lone_surrogate", "id", None),
        (b'{"id": "x", "text": 5}', "wrong_type", "text", "x"),
        (b'{"id": 7, "text": "secretword"}', "wrong_type", "id", None),
        (b'{"id": "x", "text": "a", "date": ["secretword"]}', "wrong_type", "date", "x"),
        (b'{"id": "x", "text": "a", "explain": "secretword"}', "wrong_type", "explain", "x"),
        (b'{"id": "x", "text": "a", "explain": [500]}', "invalid_field", "explain.0", "x"),
        (b'{"id": "x", "text": "a", "include_unlikely": "secretword"}', "invalid_field", "include_unlikely", "x"),
        (b'{"id": "x", "text": " \\n "}', "blank_text", "text", "x"),
        (b'{"id": "x"}', "missing_text", "text", "x"),
        (b'{"id": "x", "text": "a", "country": "' + b"secretword" * 60 + b'"}', "too_long", "country", "x"),
        (b'{"text": "secretword\xff"}', "bad_encoding", "byte 21", None),
        (b"[" * 100_000, "bad_json", "", None),
        (b'{"text": "a", "explain": [' + b"9" * 6000 + b"]}", "bad_json", "", None),
    ],
)
def test_a_broken_line_is_an_error_and_the_rest_goes_on(line: bytes, code: str, where: str, name: str | None) -> None:
    before, broken, after = rows(b'{"text": "a"}', line, b'{"text": "b"}')
    assert isinstance(before, IncidentRow)
    assert isinstance(after, IncidentRow)
    assert isinstance(broken, ErrorLine)
    assert (broken.error.code, broken.error.where, broken.id, broken.line) == (code, where, name, 2)
    assert broken.error.hint
    assert SECRET not in repr(broken)
    repr(broken).encode("utf-8")


def test_unknown_fields_are_named_and_carried() -> None:
    unknown: set[str] = set()
    row = rows(b'{"text": "a", "region": "north", "killed": 3, "tags": ["x"]}', unknown=unknown)[0]
    assert isinstance(row, IncidentRow)
    assert unknown == {"region", "killed", "tags"}
    assert row.extra == {"region": "north", "killed": "3"}


def test_a_text_past_the_limit_is_an_error() -> None:
    whole, long = rows(b'{"text": "12345"}', b'{"text": "123456"}', max_chars=5)
    assert isinstance(whole, IncidentRow)
    assert isinstance(long, ErrorLine)
    assert long.error.code == "too_long"


@given(st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line), max_size=6))
def test_any_bytes_give_a_row_or_an_error_a_line(lines: list[bytes]) -> None:
    found = rows(*lines)
    assert len({row.line for row in found}) == len(found) <= len(lines)


@given(st.text(min_size=1).filter(str.strip))
def test_texts_come_through_unchanged(text: str) -> None:
    row = rows(json.dumps({"text": text}).encode())[0]
    assert isinstance(row, IncidentRow)
    assert row.incident.text == text
