"""Rows of incidents: each line of a JSONL file or each row of a table, ready to label or an error with what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from ihl_classifier.schema.error import ErrorInfo, ErrorLine
from ihl_classifier.schema.incident import Incident

MAX_CHARS = 200_000
"""Longest text of one incident in code points, where the settings do not say otherwise."""

_FIELDS = frozenset(Incident.model_fields)
_TYPES = dict.fromkeys(("id", "text", "date", "country", "source"), "a string") | {"explain": "a list of rule numbers"}


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident; `line` is 1-based, `extra` holds the other columns of its table."""

    line: int
    incident: Incident
    extra: Mapping[str, str] = field(default_factory=dict)


class _DuplicateKeyError(ValueError):
    """A JSON object names a key twice."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def jsonl_rows(
    lines: Iterable[bytes], *, max_chars: int = MAX_CHARS, unknown: set[str] | None = None
) -> Iterator[IncidentRow | ErrorLine]:
    """Yield a row for each line that is not blank, in order; a broken line gives an error and the rest goes on.

    Names of fields that an incident does not have are put into `unknown`.
    """
    for number, raw in enumerate(lines, 1):
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            line = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            hint = "JSON lines are UTF-8; save the file as UTF-8 and send it again"
            info = ErrorInfo("bad_encoding", "the line is not UTF-8", f"byte {error.start + 1}", hint)
            yield ErrorLine(None, number, info)
            continue
        if line.strip():
            yield _json_row(line, number, max_chars, unknown)


def row_of(
    fields: Mapping[str, Any], line: int, *, max_chars: int = MAX_CHARS, extra: Mapping[str, str] | None = None
) -> IncidentRow | ErrorLine:
    """Return the row that the fields of one incident make, or an error line that names the field and what to do."""
    name = fields.get("id")
    good_id = name if isinstance(name, str) and _encodable(name) else None
    text = fields.get("text")
    if isinstance(text, str) and len(text) > max_chars:
        message = f"the text has {len(text)} characters; at most {max_chars} are read"
        hint = "split it into incidents, or put it into a file of its own for `ihl batch`"
        return ErrorLine(good_id, line, ErrorInfo("too_long", message, "text", hint))
    for key, value in fields.items():
        if isinstance(value, str) and not _encodable(value):
            message = "the text holds a lone surrogate (half of a character pair)"
            hint = "write the whole character, or its pair of \\u escapes"
            return ErrorLine(good_id, line, ErrorInfo("lone_surrogate", message, key, hint))
    try:
        return IncidentRow(line, Incident.model_validate(dict(fields)), extra or {})
    except ValidationError as error:
        return ErrorLine(good_id, line, _explain(error))


def _json_row(line: str, number: int, max_chars: int, unknown: set[str] | None) -> IncidentRow | ErrorLine:
    try:
        loaded = json.loads(line, object_pairs_hook=_no_duplicates)
    except _DuplicateKeyError as error:
        where = error.key if _encodable(error.key) else ""
        hint = "give each key once"
        return ErrorLine(None, number, ErrorInfo("duplicate_key", "a key is there twice", where, hint))
    except json.JSONDecodeError as error:
        hint = "one whole JSON object a line, with double quotes"
        return ErrorLine(None, number, ErrorInfo("bad_json", f"not JSON: {error.msg}", f"column {error.colno}", hint))
    except (RecursionError, ValueError):
        hint = "one plain JSON object a line"
        return ErrorLine(None, number, ErrorInfo("bad_json", "not JSON that can be read", "", hint))
    if not isinstance(loaded, dict):
        hint = 'write each incident as an object: {"text": "..."}'
        return ErrorLine(None, number, ErrorInfo("not_an_object", "the line is no JSON object", "", hint))
    other = [key for key in loaded if key not in _FIELDS]
    if unknown is not None:
        unknown.update(key for key in other if _encodable(key))
    known = {key: value for key, value in loaded.items() if key in _FIELDS}
    extra = {key: str(loaded[key]) for key in other if isinstance(loaded[key], str | int | float)}
    carried = {key: value for key, value in extra.items() if _encodable(key + value)}
    return row_of(known, number, max_chars=max_chars, extra=carried)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKeyError(key)
        found[key] = value
    return found


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _explain(error: ValidationError) -> ErrorInfo:
    """Return the first fault of an incident in words; what the field holds is never repeated."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    name = str(first["loc"][0]) if first["loc"] else ""
    kind = first["type"]
    if kind == "missing":
        return ErrorInfo("missing_text", "the incident has no text", where, 'each incident needs a "text"')
    if name == "text" and kind == "value_error":
        return ErrorInfo("blank_text", "the text is empty or blank", where, "send the words of the incident")
    if kind in ("string_too_long", "too_long"):
        return ErrorInfo("too_long", f"{name} is too long", where, "shorten it")
    if kind.endswith("_type") and name in _TYPES:
        hint = "write it in double quotes" if _TYPES[name] == "a string" else "write it as [96, 99]"
        return ErrorInfo("wrong_type", f"{name} must be {_TYPES[name]}", where, hint)
    return ErrorInfo("invalid_field", f"{name}: {first['msg']}", where, "see `ihl schema incident`")
