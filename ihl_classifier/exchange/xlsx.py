"""XLSX: the sheets `incidents` and `evidence`, and `errors` where there are any."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ihl_classifier.exchange.atomic_file import give_name
from ihl_classifier.exchange.output import STANDING_LINE, OutputRow
from ihl_classifier.exchange.table import (
    ERROR_COLUMNS,
    EVIDENCE_COLUMNS,
    INCIDENT_COLUMNS,
    Cell,
    error_cells,
    evidence_rows,
    extra_column,
    incident_cells,
)
from ihl_classifier.schema.error import ErrorLine, IhlError

MAX_ROWS = 1_048_576
"""Rows a sheet can have, its header included (the format's own limit)."""
MAX_CELL = 32_767
"""Characters a cell can hold (the format's own limit)."""

_WIDTHS = {
    "id": 22, "rules": 12, "primary": 10, "secondary": 12, "titles": 30, "confidence": 11, "confidences": 14,
    "perpetrators": 26, "stance": 12, "date": 22, "country": 14, "quote": 50, "text": 90, "document": 24, "page": 7,
    "paragraph": 10, "heading": 26, "source": 18, "abstained_because": 22, "warnings": 26, "same_as": 22, "error": 30,
    "note": 32, "rule": 7, "title": 30, "grade": 11, "band": 10, "element": 18, "state": 10, "evidence": 50,
    "offsets": 16, "line": 7, "code": 20, "message": 50, "where": 26, "hint": 50,
}  # fmt: skip
_CUT = " [… cut: the cell is full; the jsonl output has all of it]"


class XlsxWriter:
    """Writes the workbook beside its final name; `extra` names the input's own columns to carry along."""

    def __init__(self, path: Path, extra: Sequence[str] = ()) -> None:
        import xlsxwriter

        self._path, self._extra = path, tuple(extra)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        os.close(handle)
        self._part = Path(name)
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book: Any = xlsxwriter.Workbook(str(self._part), options)
        self._book.set_properties({"comments": STANDING_LINE})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._share = self._book.add_format({"num_format": "0.00", "valign": "top"})
        self._head = self._book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8ECF1", "valign": "top"})
        self._incidents = _Sheet(self, "incidents", [*INCIDENT_COLUMNS, *map(extra_column, self._extra)])
        self._evidence = _Sheet(self, "evidence", EVIDENCE_COLUMNS)
        self._errors: _Sheet | None = None

    def append(self, row: OutputRow | ErrorLine) -> None:
        """Write one row.

        Raises:
            IhlError: `too_many_rows`, where a sheet is full.
        """
        self._incidents.write(incident_cells(row, self._extra))
        if isinstance(row, ErrorLine):
            self._errors = self._errors or _Sheet(self, "errors", ERROR_COLUMNS)
            self._errors.write(error_cells(row))
            return
        for cells in evidence_rows(row):
            self._evidence.write(cells)

    def add_sheet(self, name: str, columns: Sequence[str]) -> Any:
        """Return a new worksheet with its header written."""
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column, 20))
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_header(f"&C{STANDING_LINE}")
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, self._head)
        return sheet

    def write(self, sheet: Any, line: int, place: int, value: Cell) -> None:
        """Write one cell: text never becomes a formula, and says so where it had to be cut."""
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(line, place, _fitting(value), self._wrap)
        else:
            sheet.write_number(line, place, value, self._share if isinstance(value, float) else self._wrap)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for sheet in (self._incidents, self._evidence, self._errors):
                if sheet is not None:
                    sheet.finish()
            self._book.close()
            if kind is None:
                with self._part.open("rb") as stream:
                    os.fsync(stream.fileno())
                give_name(self._part, self._path)
        finally:
            self._part.unlink(missing_ok=True)


def _fitting(text: str) -> str:
    """Return the text, cut with a remark where it is too long for a cell (which counts in UTF-16 units)."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MAX_CELL:
        return text
    return units[: 2 * (MAX_CELL - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT


class _Sheet:
    """One sheet and the line that is next."""

    def __init__(self, book: XlsxWriter, name: str, columns: Sequence[str]) -> None:
        self._book, self._name, self._width = book, name, len(columns)
        self._sheet = book.add_sheet(name, columns)
        self._next = 1

    def write(self, cells: Sequence[Cell]) -> None:
        if self._next >= MAX_ROWS:
            raise IhlError(
                "too_many_rows", f"the sheet {self._name} is full at {MAX_ROWS} rows", "",
                "write csv or jsonl, or label fewer inputs at a time",
            )  # fmt: skip
        for place, value in enumerate(cells):
            self._book.write(self._sheet, self._next, place, value)
        self._next += 1

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._next - 1), self._width - 1)
