"""What `ihl label` writes: the readable view, JSON, JSON lines or CSV."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TextIO

import click

from ihl_classifier.cli.terminal import console_for, show
from ihl_classifier.exchange.csv_file import CsvStream
from ihl_classifier.exchange.jsonl import line_of
from ihl_classifier.exchange.output import OutputRow
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import ErrorLine
from ihl_classifier.schema.incident import Incident

FORMATS = ("text", "json", "jsonl", "csv")


class Emitter:
    """Writes answers and errors to standard output as JSON lines, and counts them; other formats derive from it."""

    def __init__(self) -> None:
        self.answers = self.errors = 0
        self.stream = _standard_output()

    def answer(self, answer: LabelledIncident, incident: Incident, extra: Mapping[str, str]) -> None:
        """Write an answer; `incident` is what was labelled, `extra` its table's other columns."""
        self.answers += 1
        row = OutputRow(
            answer=answer, date=incident.date or "", country=incident.country or "", source=incident.source or "",
            extra=extra,
        )  # fmt: skip
        self.write(row)

    def error(self, line: ErrorLine) -> None:
        """Write an error in its place."""
        self.errors += 1
        self.write(line)

    def write(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""
        self.stream.write(line_of(row) + "\n")

    def flush(self) -> None:
        """Hand on what was written."""
        self.stream.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.flush()


def _standard_output() -> TextIO:
    """Return standard output, set to UTF-8 whatever the system's encoding is, and to leave line ends alone."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    return sys.stdout


class JsonEmitter(Emitter):
    """One object for a single text; for many an array, one element a line."""

    def __init__(self, *, many: bool) -> None:
        super().__init__()
        self._many = many

    def write(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""
        if not self._many:
            loaded: Any = json.loads(line_of(row))
            self.stream.write(json.dumps(loaded, indent=2, ensure_ascii=False) + "\n")
            return
        self.stream.write(("[\n" if self.answers + self.errors == 1 else ",\n") + line_of(row))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._many:
            self.stream.write("\n]\n" if self.answers + self.errors else "[]\n")
        super().__exit__(kind, error, trace)


class CsvEmitter(Emitter):
    """The table of incidents."""

    def __init__(self) -> None:
        super().__init__()
        self._table = CsvStream(self.stream)

    def write(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""
        self._table.append(row)


class TextEmitter(Emitter):
    """The readable view; errors go to standard error, so that they are seen."""

    def __init__(self, *, explain: bool) -> None:
        self.answers = self.errors = 0
        self._explain = explain
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        self._console = console_for(sys.stdout)

    def write(self, row: OutputRow | ErrorLine) -> None:
        """Show one row."""
        if isinstance(row, ErrorLine):
            hint = f". Hint: {row.error.hint}" if row.error.hint else ""
            where = f"line {row.line}, {row.error.where}" if row.error.where else f"line {row.line}"
            click.echo(f"ihl label: {where}: {row.error.message} ({row.error.code}){hint}", err=True)
            return
        if self.answers > 1:
            self._console.rule(style="dim")
        show(self._console, row.answer, explain=self._explain)

    def flush(self) -> None:
        """Hand on what was shown."""
        self._console.file.flush()


def emitter_for(form: str, *, many: bool, explain: bool) -> Emitter:
    """Return what writes the format."""
    if form == "json":
        return JsonEmitter(many=many)
    if form == "csv":
        return CsvEmitter()
    return TextEmitter(explain=explain) if form == "text" else Emitter()
