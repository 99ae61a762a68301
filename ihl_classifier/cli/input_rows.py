"""What `ihl label` reads: one text, JSON lines or a table, from a file or as they come in."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import click

from ihl_classifier.reading.encodings import decode
from ihl_classifier.reading.rows import IncidentRow, jsonl_rows, row_of
from ihl_classifier.reading.sources import Kind, kind_of
from ihl_classifier.reading.tables import csv_rows
from ihl_classifier.schema.answer import Caution, LabelledIncident
from ihl_classifier.schema.error import ErrorLine, IhlError

INPUTS = ("auto", "text", "jsonl", "csv")
_WAITING = 512
"""Lines that are read ahead of the labeller."""


@dataclass(slots=True)
class InputRows:
    """Rows as they come in; `many` is False for a single plain text."""

    rows: Iterable[IncidentRow | ErrorLine]
    many: bool
    warnings: tuple[Caution, ...] = ()
    unknown: set[str] = field(default_factory=set)
    feed: _Feed | None = None

    def __iter__(self) -> Iterator[IncidentRow | ErrorLine]:
        return iter(self.rows)

    def more_ready(self) -> bool:
        """Return whether the next row can be read without waiting for it."""
        return self.feed is None or self.feed.ready()

    def warned(self, answer: LabelledIncident) -> LabelledIncident:
        """Return the answer with what the reader of its file warned of."""
        return replace(answer, warnings=(*answer.warnings, *self.warnings)) if self.warnings else answer


def open_rows(file: Path | None, kind: str, max_chars: int) -> InputRows:
    """Return the rows of a file, or of standard input where there is none.

    Raises:
        IhlError: `unsupported_type`, `unreadable_file`, `binary_file`, `missing_column`, `empty_table`.
    """
    if file is None:
        return _from_stream(kind, max_chars)
    chosen = kind if kind != "auto" else _by_name(file)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise IhlError("unreadable_file", f"the file cannot be read: {error.strerror}", str(file)) from error
    if chosen == "auto":
        chosen = _by_look(data[:65_536])
    delimiter = "\t" if file.suffix.casefold() == ".tsv" else ""
    return _from_bytes(data, chosen, str(file), max_chars, delimiter)


def _by_name(file: Path) -> str:
    known = kind_of(file)
    if known is Kind.HTML:
        hint = "`ihl batch` reads web pages; `--input text` takes the file as it is"
        raise IhlError("unsupported_type", "`ihl label` takes incident texts, not pages", str(file), hint)
    if known in (Kind.TEXT, Kind.MARKDOWN):
        return "text" if file.suffix else "auto"
    return known.value


def _by_look(head: bytes) -> str:
    """Return `jsonl` where the first line looks like a JSON object with a text in it, else `text`."""
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    return "jsonl" if first.startswith(b"{") and b'"' in first else "text"


def _from_bytes(data: bytes, kind: str, where: str, max_chars: int, delimiter: str = "") -> InputRows:
    if kind == "jsonl" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _json_rows(data.split(b"\n"), max_chars)
    decoded = decode(data, where)
    if kind == "jsonl":
        return replace(_json_rows(decoded.text.encode("utf-8").split(b"\n"), max_chars), warnings=decoded.warnings)
    if kind == "csv":
        rows = _begun(csv_rows(decoded.text, where, max_chars=max_chars, delimiter=delimiter))
        return InputRows(rows, many=True, warnings=decoded.warnings)
    row = row_of({"text": decoded.text.strip()}, 1, max_chars=max_chars)
    return InputRows([row], many=False, warnings=decoded.warnings)


def _from_stream(kind: str, max_chars: int) -> InputRows:
    stream = sys.stdin.buffer
    if sys.stdin.isatty():
        click.echo("ihl label: reading from the keyboard; end with Ctrl-D on a line of its own", err=True)
    if kind in ("text", "csv"):
        return _from_bytes(stream.read(), kind, "standard input", max_chars)
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    if kind == "auto" and _by_look(first) == "text":
        return _from_bytes(first + stream.read(), "text", "standard input", max_chars)
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _from_bytes(first + stream.read(), "jsonl", "standard input", max_chars)
    feed = _Feed(first, stream)
    return replace(_json_rows(feed, max_chars), feed=feed)


def _json_rows(lines: Iterable[bytes], max_chars: int) -> InputRows:
    unknown: set[str] = set()
    return InputRows(jsonl_rows(lines, max_chars=max_chars, unknown=unknown), many=True, unknown=unknown)


def _begun(rows: Iterator[IncidentRow | ErrorLine]) -> Iterable[IncidentRow | ErrorLine]:
    """Return the rows, read as far as the first: a fault of the whole table is raised before any work begins."""
    first = next(rows, None)
    return [] if first is None else _chained(first, rows)


def _chained(
    first: IncidentRow | ErrorLine, rest: Iterator[IncidentRow | ErrorLine]
) -> Iterator[IncidentRow | ErrorLine]:
    yield first
    yield from rest


class _Feed:
    """Lines of a stream, read ahead by a thread so that it can be told whether the next one is there."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._lines: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self._first, self._stream = first, stream
        threading.Thread(target=self._read, daemon=True).start()

    def ready(self) -> bool:
        """Return whether a line is there."""
        return not self._lines.empty()

    def __iter__(self) -> Iterator[bytes]:
        while True:
            line = self._lines.get()
            if line is None:
                return
            if isinstance(line, BaseException):
                raise line
            yield line

    def _read(self) -> None:
        try:
            if self._first:
                self._lines.put(self._first)
            for line in self._stream:
                self._lines.put(line)
        except (OSError, ValueError) as error:
            self._lines.put(error)
        else:
            self._lines.put(None)
