"""The journal of a batch: finished rows beside the output, so that a killed run goes on where it stopped."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from ihl_classifier.exchange.jsonl import row_from_fields, row_to_json
from ihl_classifier.schema.error import ERROR_LINE, ErrorLine, IhlError
from ihl_classifier.schema.passage import BatchRow

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A finished row with what was given to label it and its table's other columns."""

    row: BatchRow
    given: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)


def journal_path(out: Path) -> Path:
    """Return where the journal of an output lies."""
    return out.with_name(out.name + ".journal")


class Journal:
    """Rows in order, each a line, after a header that names the run. One process at a time holds it."""

    def __init__(self, path: Path, run: Mapping[str, str], *, restart: bool = False) -> None:
        """Open the journal of a run, or begin one; what was cut off at its end is dropped.

        Raises:
            IhlError: `journal_of_another_run`, `journal_in_use`.
        """
        self.path = path
        self.done = 0
        self.resumed = False
        # opened for update without truncating: the lock must be held before anything is changed
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._stream: BinaryIO = os.fdopen(os.open(path, flags, 0o600), "r+b")
        try:
            self._lock()
            header = {"ihl_journal": FORMAT, **run}
            if restart or not self._take_up(header):
                self._begin(header)
        except BaseException:
            self._stream.close()
            raise

    def append(self, entries: Sequence[Entry | ErrorLine]) -> None:
        """Write finished rows to disk."""
        lines = []
        for entry in entries:
            lines.append(_to_line(self.done, entry))
            self.done += 1
        self._stream.write(b"".join(lines))
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def entries(self) -> Iterator[Entry | ErrorLine]:
        """Yield the finished rows in order."""
        with self.path.open("rb") as stream:
            next(stream)
            for number, line in enumerate(stream):
                entry = _from_line(line, number)
                if entry is None:
                    hint = "run it again with --restart"
                    raise IhlError("journal_damaged", "the journal does not read", str(self.path), hint)
                yield entry

    def remove(self) -> None:
        """Delete the journal, once the output is written."""
        self._stream.close()
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def _take_up(self, header: Mapping[str, Any]) -> bool:
        """Return whether there is a journal of this very run, set to go on behind its last whole row."""
        first = self._stream.readline()
        if not first.endswith(b"\n"):
            return False  # empty, or killed before the header was whole: there is nothing to go on with
        if _loaded(first) != header:
            raise IhlError(
                "journal_of_another_run",
                "there is a journal of another run (its inputs, rules, model or options differ)", str(self.path),
                "`--restart` labels everything anew; or give another output name",
            )  # fmt: skip
        whole = self._stream.tell()
        while line := self._stream.readline():
            if not line.endswith(b"\n") or not _is_row(_loaded(line), self.done):
                break
            self.done += 1
            whole = self._stream.tell()
        self._stream.seek(whole)
        self._stream.truncate()
        self.resumed = True
        return True

    def _begin(self, header: Mapping[str, Any]) -> None:
        self.done = 0
        self._stream.seek(0)
        self._stream.truncate()
        self._stream.write(json.dumps(header, ensure_ascii=False).encode("utf-8") + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _lock(self) -> None:
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IhlError(
                "journal_in_use", "another run is writing this output", str(self.path), "wait for it, or stop it"
            ) from error


def _to_line(number: int, entry: Entry | ErrorLine) -> bytes:
    if isinstance(entry, ErrorLine):
        return b'{"n":%d,"error":%s}\n' % (number, ERROR_LINE.dump_json(entry))
    beside = json.dumps({"given": dict(entry.given), "extra": dict(entry.extra)}, ensure_ascii=False)
    return f'{{"n":{number},"beside":{beside},"row":{row_to_json(entry.row)}}}\n'.encode()


def _is_row(loaded: Any, number: int) -> bool:
    return isinstance(loaded, dict) and loaded.get("n") == number and ("error" in loaded or "row" in loaded)


def _from_line(line: bytes, number: int) -> Entry | ErrorLine | None:
    """Return the row of a line, None where it is not the whole line of that number."""
    loaded = _loaded(line)
    if not _is_row(loaded, number):
        return None
    try:
        if "error" in loaded:
            return ERROR_LINE.validate_python(loaded["error"])
        return Entry(row_from_fields(loaded["row"]), loaded["beside"]["given"], loaded["beside"]["extra"])
    except (ValueError, KeyError, TypeError):
        return None


def _loaded(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None
