"""CSV: the table of incidents, in UTF-8, for notebooks and annotation tools."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from ihl_classifier.exchange.atomic_file import AtomicFile
from ihl_classifier.exchange.output import OutputRow
from ihl_classifier.exchange.table import INCIDENT_COLUMNS, extra_column, incident_cells
from ihl_classifier.schema.error import ErrorLine


class CsvStream:
    """Writes the table of incidents to an open stream, its header at once, rows as they come."""

    def __init__(self, stream: TextIO, extra: Sequence[str] = ()) -> None:
        self._extra = tuple(extra)
        # CRLF, as RFC 4180 has it; with LF alone the module does not quote a cell that holds a lone CR
        self._writer = csv.writer(stream, lineterminator="\r\n")
        self._writer.writerow([*INCIDENT_COLUMNS, *map(extra_column, self._extra)])

    def append(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""
        self._writer.writerow(incident_cells(row, self._extra))


class CsvWriter:
    """Writes the table of incidents to a file; `extra` names the input's own columns to carry along."""

    def __init__(self, path: Path, extra: Sequence[str] = ()) -> None:
        self._file = AtomicFile(path)
        self._table = CsvStream(self._file.stream, extra)

    def append(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""
        self._table.append(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.__exit__(kind, error, trace)
