"""How far a batch is, on standard error: a bar on a terminal, else a line now and then."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

_PATIENCE, _PAUSE = 2.0, 10.0
"""Seconds before the first line, and between two, where there is no terminal."""


class Reports(Protocol):
    """What is told how far a batch is."""

    def start(self, total: int, done: int) -> None:
        """Take the number of rows, and of those that an earlier run has finished."""

    def advance(self, count: int) -> None:
        """Take the number of rows that were finished since the last call."""


class Quiet:
    """Tells nothing."""

    def start(self, total: int, done: int) -> None:
        """Take no notice."""

    def advance(self, count: int) -> None:
        """Take no notice."""


class Meter:
    """Tells how far the batch is on `stream`."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._bar: Progress | None = None
        self._total = self._done = 0
        self._next = time.monotonic() + _PATIENCE
        if stream.isatty():
            self._bar = Progress(
                TextColumn("labelling"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                console=Console(file=stream), transient=True,
            )  # fmt: skip

    def start(self, total: int, done: int) -> None:
        """Take the number of rows, and of those that an earlier run has finished."""
        self._total, self._done = total, done
        if self._bar is not None:
            self._bar.add_task("labelling", total=total, completed=done)
            self._bar.start()

    def advance(self, count: int) -> None:
        """Take the number of rows that were finished since the last call."""
        self._done += count
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)
        elif time.monotonic() >= self._next:
            self._next = time.monotonic() + _PAUSE
            print(f"ihl batch: {self._done} of {self._total}", file=self._stream, flush=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
