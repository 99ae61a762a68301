"""JSON lines: one answer or error a line, as the Contract has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ihl_classifier.exchange.atomic_file import AtomicFile
from ihl_classifier.exchange.output import OutputRow
from ihl_classifier.schema.answer import ANSWER, to_json
from ihl_classifier.schema.error import ERROR_LINE, ErrorLine
from ihl_classifier.schema.passage import PASSAGE, BatchRow


def row_to_json(row: BatchRow) -> str:
    """Return a batch row as one line: the answer's own fields, then `passage` and `same_as`."""
    passage = PASSAGE.dump_json(row.passage).decode("utf-8")
    same_as = json.dumps(row.same_as, ensure_ascii=False)
    return f'{to_json(row.answer)[:-1]},"passage":{passage},"same_as":{same_as}}}'


def row_from_json(line: str | bytes) -> BatchRow:
    """Return the batch row that a line holds.

    Raises:
        ValueError: the line is no JSON, or no batch row.
    """
    loaded = json.loads(line)
    if not isinstance(loaded, dict):
        raise ValueError("the line is no batch row")
    return row_from_fields(loaded)


def row_from_fields(fields: Mapping[str, Any]) -> BatchRow:
    """Return the batch row of a line that was parsed; raises ValueError where it is none."""
    rest = dict(fields)
    if "passage" not in rest or "same_as" not in rest:
        raise ValueError("the line is no batch row")
    passage, same_as = rest.pop("passage"), rest.pop("same_as")
    return BatchRow(ANSWER.validate_python(rest), PASSAGE.validate_python(passage), tuple(same_as))


def batch_row_schema() -> dict[str, Any]:
    """Return the JSON Schema of a batch row."""
    schema = ANSWER.json_schema(mode="serialization")
    passage = PASSAGE.json_schema(mode="serialization", ref_template="#/$defs/{model}")
    schema.setdefault("$defs", {}).update(passage.pop("$defs", {}))
    schema["$defs"]["PassageRef"] = passage
    schema["properties"]["passage"] = {"$ref": "#/$defs/PassageRef"}
    schema["properties"]["same_as"] = {"type": "array", "items": {"type": "string"}, "title": "Same As"}
    schema["required"] = [*schema.get("required", []), "passage", "same_as"]
    schema["title"] = "BatchRow"
    return schema


def line_of(row: OutputRow | ErrorLine) -> str:
    """Return a row as the line that the machine formats give, without its end."""
    if isinstance(row, ErrorLine):
        return ERROR_LINE.dump_json(row).decode("utf-8")
    if row.passage is None:
        return to_json(row.answer)
    return row_to_json(BatchRow(row.answer, row.passage, row.same_as))


class JsonlWriter:
    """Writes rows as JSON lines; the other columns of a table stay in its own file, joined by `id`."""

    def __init__(self, path: Path) -> None:
        self._file = AtomicFile(path)

    def append(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""
        self._file.stream.write(line_of(row) + "\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.__exit__(kind, error, trace)
