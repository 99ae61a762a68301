"""Inputs of a batch: files and folders, read into items to label, in a fixed order."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ihl_classifier.exchange.output import STANDING_LINE
from ihl_classifier.exchange.table import INCIDENT_COLUMNS
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.passages import Passage, segment
from ihl_classifier.reading.rows import MAX_CHARS, IncidentRow, row_of
from ihl_classifier.reading.sources import Table, read_source
from ihl_classifier.schema.answer import Caution
from ihl_classifier.schema.error import ErrorInfo, ErrorLine, IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.passage import PassageRef

_LONGEST_ID = 500
_OWN_TABLE = ",".join(INCIDENT_COLUMNS[:8]).encode()


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the batch and the name its passages carry."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One passage or row to label, where it stands, and what its file's reader warned of."""

    incident: Incident
    ref: PassageRef
    extra: Mapping[str, str] = field(default_factory=dict)
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, and those of a folder that are left out because `ihl batch` wrote them."""

    sources: tuple[Source, ...]
    own_outputs: tuple[Path, ...]


def find_sources(inputs: Iterable[Path], leave_out: Iterable[Path] = ()) -> Found:
    """Return the files to read, each once: a folder's in the order of their names, at any depth, without hidden ones.

    Raises:
        IhlError: `no_inputs`, where there is no file at all.
    """
    skipped = {path.resolve() for path in leave_out}
    found: dict[Path, Source] = {}
    own: list[Path] = []
    for given in inputs:
        for path, name in _files(given):
            resolved = path.resolve()
            if resolved in skipped or resolved in found:
                continue
            if given.is_dir() and _is_own_output(path):
                own.append(path)
            else:
                found[resolved] = Source(path, name)
    if not found:
        raise IhlError("no_inputs", "there is no file to read", "", "give a file, or a folder with files in it")
    names = Counter(source.name for source in found.values())
    sources = (
        replace(one, name=one.path.as_posix()) if names[one.name] > 1 else one for one in found.values()
    )  # two files of one name are told apart by their paths
    return Found(tuple(sources), tuple(own))


def _files(given: Path) -> Iterator[tuple[Path, str]]:
    if not given.is_dir():
        yield given, given.name
        return
    for folder, folders, files in os.walk(given):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith((".", "~$")):
                path = Path(folder) / name
                yield path, path.relative_to(given).as_posix()


def _is_own_output(path: Path) -> bool:
    """Return whether the file is a batch's output or journal, which would be labelled again."""
    kind = path.name.removesuffix(".bak").removesuffix(".journal").rpartition(".")[2]
    if kind not in ("csv", "jsonl", "xlsx"):
        return False
    try:
        with path.open("rb") as stream:
            head = stream.read(200)
        if head.startswith(b"PK"):
            with zipfile.ZipFile(path) as book:
                return STANDING_LINE.encode() in book.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False  # it gets its error line when it is read
    return head.startswith((_OWN_TABLE, b'{"schema_version"', b'{"ihl_journal"'))


def fingerprint(sources: Sequence[Source]) -> str:
    """Return a SHA-256 over the names and contents of the files."""
    total = hashlib.sha256()
    for source in sources:
        total.update(source.name.encode("utf-8", "surrogateescape") + b"\0")
        try:
            with source.path.open("rb") as stream:
                total.update(hashlib.file_digest(stream, "sha256").digest())
        except OSError:
            total.update(b"unreadable")  # the file gets its own error line when it is read
    return total.hexdigest()


def read_items(sources: Iterable[Source], *, max_chars: int = MAX_CHARS) -> Iterator[Item | ErrorLine]:
    """Yield the items of all files in order; what cannot be read gives an error line, and the rest goes on."""
    for source in sources:
        try:
            read = read_source(source.path, source.name, max_chars=max_chars)
            if isinstance(read, Document):
                yield from _document_items(read, max_chars)
            else:
                yield from _table_items(read)
        except IhlError as error:
            yield ErrorLine(source.name, 0, replace(error.info, where=source.name))


def _document_items(document: Document, max_chars: int) -> Iterator[Item | ErrorLine]:
    passages = segment(document).passages
    if not passages:
        hint = "check that the file holds running text"
        yield ErrorLine(document.name, 0, ErrorInfo("no_text", "no passage to label was found", document.name, hint))
    for passage in passages:
        yield _passage_item(passage, document, max_chars)


def _passage_item(passage: Passage, document: Document, max_chars: int) -> Item | ErrorLine:
    context = {"id": passage.id[-_LONGEST_ID:], "date": passage.date, "country": passage.country}
    fields = {name: value for name, value in context.items() if value}
    row = row_of({**fields, "text": passage.text}, passage.ref.paragraph, max_chars=max_chars)
    if isinstance(row, ErrorLine):
        return _placed(row, document.name)
    return Item(row.incident, passage.ref, cautions=document.warnings)


def _table_items(table: Table) -> Iterator[Item | ErrorLine]:
    for row in table.rows:
        if isinstance(row, ErrorLine):
            yield _placed(row, table.name)
        else:
            yield _row_item(row, table)


def _row_item(row: IncidentRow, table: Table) -> Item:
    incident = row.incident
    if incident.id is None:
        incident = incident.model_copy(update={"id": f"{table.name}#{row.line}"[-_LONGEST_ID:]})
    length = len(incident.text)
    ref = PassageRef(table.name, None, row.line, "", 0, length, ((0, 0, length),))
    return Item(incident, ref, row.extra, table.warnings)


def _placed(line: ErrorLine, name: str) -> ErrorLine:
    """Return the error with the file's name in front of where it happened."""
    where = f"{name}, {line.error.where}" if line.error.where else name
    return replace(line, error=replace(line.error, where=where))
