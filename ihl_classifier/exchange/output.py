"""What is written out: labelled rows with their place and their input's own columns, and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import ErrorLine
from ihl_classifier.schema.passage import PassageRef

STANDING_LINE = "candidates for review; not findings"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputRow:
    """An answer on its way out. `passage` is None where no document stands behind it.

    `date`, `country` and `source` are what was given with the text; `extra` holds the other columns of its table.
    """

    answer: LabelledIncident
    passage: PassageRef | None = None
    same_as: tuple[str, ...] = ()
    date: str = ""
    country: str = ""
    source: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


class Writer(Protocol):
    """A file of one format: rows and errors go in, in order; leaving the `with` block gives the file its name."""

    def append(self, row: OutputRow | ErrorLine) -> None:
        """Write one row."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
