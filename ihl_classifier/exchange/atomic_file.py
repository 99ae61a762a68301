"""A file that appears under its name only when it is whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TextIO


class AtomicFile:
    """A text file written beside its final name; `close` puts it there at once, `discard` leaves nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
        self.part = Path(name)
        self.stream: TextIO = os.fdopen(handle, "w", encoding="utf-8", newline="")

    def close(self) -> None:
        """Write everything to disk and give the file its name."""
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        give_name(self.part, self.path)

    def discard(self) -> None:
        """Remove what was written."""
        self.stream.close()
        self.part.unlink(missing_ok=True)

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()


def give_name(part: Path, path: Path) -> None:
    """Put the finished file `part` in the place of `path`, with the rights a new file has."""
    mask = os.umask(0)
    os.umask(mask)
    part.chmod(0o666 & ~mask)
    part.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Write the folder's entries to disk, where the system lets folders be opened."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows opens no folders, and needs no such step
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
