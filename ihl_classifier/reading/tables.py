"""Tables of incidents in CSV: which column is what, and rows that survive a broken one among them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ihl_classifier.reading.rows import MAX_CHARS, IncidentRow, row_of
from ihl_classifier.schema.error import ErrorInfo, ErrorLine, IhlError

SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "incident_text", "description", "incident_description", "event_description", "narrative", "narration",
        "incident_narrative", "summary", "incident_summary", "details", "notes", "what_happened", "content", "body",
        "report_text", "texte", "recit", "description_de_l_incident", "resume", "contenu",
    ),
    "id": (
        "id", "event_id", "incident_id", "incident_number", "event_id_cnty", "sind_event_id", "record_id", "row_id",
        "ref", "reference", "uid", "uuid", "case_id", "identifiant", "numero",
    ),
    "date": (
        "date", "event_date", "incident_date", "date_of_incident", "date_of_event", "start_date", "date_start",
        "date_incident", "date_de_l_incident", "jour", "when",
    ),
    "country": ("country", "country_name", "pays", "admin0", "adm0_name", "country_territory", "location_country"),
    "source": ("source", "sources", "source_name", "source_original", "reported_by", "publisher"),
}  # fmt: skip
"""Names a column may have, folded; the first that a table has is taken."""

_DELIMITERS = ",;\t|"
_NO_DELIMITER = "\x1f"
_LONGEST_CELL = 16_000_000


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table keeps an incident's fields, by their places in a row, and the names of its other columns."""

    places: dict[str, int]
    others: dict[int, str]


def map_columns(header: Sequence[str], where: str = "") -> Columns:
    """Return the columns of a table by the names in its header.

    Raises:
        IhlError: `missing_column`, where none can be the text; it names the columns the table has.
    """
    folded = [_fold(name) for name in header]
    places: dict[str, int] = {}
    for field, names in SYNONYMS.items():
        place = next((folded.index(name) for name in names if name in folded), None)
        if place is not None:
            places[field] = place
    if "text" not in places:
        have = ", ".join(name.strip()[:60] for name in header if name.strip()) or "none with a name"
        raise IhlError(
            "missing_column", f"the table has no text column; its columns are: {have}", where,
            "rename the column with the incident's words to `text`",
        )  # fmt: skip
    taken = set(places.values())
    others = {place: name.strip() for place, name in enumerate(header) if place not in taken and name.strip()}
    return Columns(places, others)


def csv_rows(
    text: str, where: str = "", *, max_chars: int = MAX_CHARS, delimiter: str = ""
) -> Iterator[IncidentRow | ErrorLine]:
    """Yield the rows of a table with a header; a broken row gives an error line and the rest goes on.

    Raises:
        IhlError: `missing_column`, `empty_table`.
    """
    lines = list(io.StringIO(text, newline=""))
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise IhlError("empty_table", "the table is empty", where, "the first row names the columns")
    separator = delimiter or _delimiter(lines[first])
    records = _records(lines, first, separator)
    _, header = next(records)
    if isinstance(header, csv.Error):
        raise IhlError("bad_table", "the header cannot be read", where, "check the quotes in the first row")
    columns = map_columns(header, where)
    for line, cells in records:
        if isinstance(cells, csv.Error):
            hint = 'check its double quotes: a quote within a cell is written ""'
            yield ErrorLine(None, line, ErrorInfo("bad_row", "the row cannot be read", "", hint))
        elif any(cell.strip() for cell in cells):
            yield _row(cells, line, len(header), columns, max_chars)


def _row(cells: list[str], line: int, width: int, columns: Columns, max_chars: int) -> IncidentRow | ErrorLine:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        message = f"the row has {len(cells)} cells, the header {width}"
        hint = "put cells that hold the delimiter in double quotes"
        return ErrorLine(None, line, ErrorInfo("bad_row", message, "", hint))
    fields = {name: cells[place] for name, place in columns.places.items() if place < len(cells)}
    filled = {name: value for name, value in fields.items() if name == "text" or value.strip()}
    extra = {name: cells[place] for place, name in columns.others.items() if place < len(cells)}
    return row_of({"text": "", **filled}, line, max_chars=max_chars, extra=extra)


def _records(lines: list[str], first: int, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Yield each record with its 1-based line; after a broken one, reading goes on at the next line."""
    csv.field_size_limit(_LONGEST_CELL)
    start = first
    while start < len(lines):
        reader = csv.reader(iter(lines[start:]), delimiter=delimiter, strict=True)
        done = 0
        try:
            for cells in reader:
                yield start + done + 1, cells
                done = reader.line_num
            return
        except csv.Error as error:
            yield start + done + 1, error
            start += done + 1


def _delimiter(header: str) -> str:
    """Return the delimiter that is most often in the header outside quotes.

    Where there is none, the table has one column, and commas in its rows belong to the text.
    """
    bare = re.sub(r'"[^"]*"', "", header)
    best = max(_DELIMITERS, key=lambda sign: (bare.count(sign), -_DELIMITERS.index(sign)))
    return best if best in bare else _NO_DELIMITER


def _fold(name: str) -> str:
    plain = name.strip().strip("\ufeff").casefold()
    for accented, letter in zip("éèêàâîôûç", "eeeaaiouc", strict=True):
        plain = plain.replace(accented, letter)
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
