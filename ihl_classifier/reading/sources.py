"""What a file is, by its name and first bytes: a document, a table of incidents, or nothing that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ihl_classifier.reading.blocks import plain_blocks
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.encodings import decode
from ihl_classifier.reading.html import read_html
from ihl_classifier.reading.markdown import markdown_blocks, markdown_title
from ihl_classifier.reading.rows import MAX_CHARS, IncidentRow, jsonl_rows
from ihl_classifier.reading.tables import csv_rows
from ihl_classifier.schema.answer import Caution
from ihl_classifier.schema.error import ErrorLine, IhlError


class Kind(StrEnum):
    """Kinds of files that are read."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    JSONL = "jsonl"


_SUFFIXES = {
    ".txt": Kind.TEXT, ".text": Kind.TEXT, ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".html": Kind.HTML,
    ".htm": Kind.HTML, ".xhtml": Kind.HTML, ".csv": Kind.CSV, ".tsv": Kind.CSV, ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
}  # fmt: skip
_HINTS = {
    ".pdf": "save it as text (`pdftotext -layout`) or HTML", ".docx": "save it as HTML or text",
    ".doc": "save it as HTML or text", ".odt": "save it as HTML or text", ".rtf": "save it as HTML or text",
    ".xlsx": "save the sheet as CSV (UTF-8)", ".xls": "save the sheet as CSV (UTF-8)",
    ".ods": "save the sheet as CSV (UTF-8)", ".json": "write one object a line: jq -c '.[]' FILE > FILE.jsonl",
    ".zip": "unpack it first",
}  # fmt: skip
_READ = "txt, md, html, csv, tsv and jsonl files are read"


@dataclass(slots=True)
class Table:
    """A table of incidents; `unknown` fills with the names of fields that are not used as its rows are read."""

    name: str
    rows: Iterator[IncidentRow | ErrorLine]
    warnings: tuple[Caution, ...] = ()
    unknown: set[str] = field(default_factory=set)


def kind_of(path: Path) -> Kind:
    """Return what the file is by its name.

    Raises:
        IhlError: `unsupported_type`, with what to save it as.
    """
    suffix = path.suffix.casefold()
    if suffix == "":
        return Kind.TEXT
    if suffix not in _SUFFIXES:
        hint = _HINTS.get(suffix, f"save it as text; {_READ}")
        raise IhlError("unsupported_type", f"files of type {suffix} are not read", str(path), hint)
    return _SUFFIXES[suffix]


def read_source(path: Path, name: str, *, max_chars: int = MAX_CHARS) -> Document | Table:
    """Return the document or the table that a file holds; `name` is what its passages call it.

    Raises:
        IhlError: `unsupported_type`, `unreadable_file`, `binary_file`, `missing_column`, `empty_table`.
    """
    kind = kind_of(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IhlError("unreadable_file", f"the file cannot be read: {error.strerror}", str(path)) from error
    if kind is Kind.JSONL:
        unknown: set[str] = set()
        lines, warnings = _json_lines(data, name)
        return Table(name, jsonl_rows(lines, max_chars=max_chars, unknown=unknown), warnings, unknown)
    if kind is Kind.HTML:
        return read_html(data, name)
    decoded = decode(data, name)
    if kind is Kind.CSV:
        tab = "\t" if path.suffix.casefold() == ".tsv" else ""
        return Table(name, csv_rows(decoded.text, name, max_chars=max_chars, delimiter=tab), decoded.warnings)
    if kind is Kind.MARKDOWN:
        blocks, title = markdown_blocks(decoded.text), markdown_title(decoded.text)
    else:
        blocks, title = plain_blocks(decoded.text), ""
    return Document(name, decoded.text, blocks, title, decoded.warnings)


def _json_lines(data: bytes, name: str) -> tuple[list[bytes], tuple[Caution, ...]]:
    """Return the lines of a JSONL file as UTF-8, from UTF-16 too; one that is not UTF-8 gets its own error."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        decoded = decode(data, name)
        return decoded.text.encode("utf-8").split(b"\n"), decoded.warnings
    return data.split(b"\n"), ()
