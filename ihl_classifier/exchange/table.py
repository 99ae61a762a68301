"""Rows of the tables that people read: one a passage, and one a candidate's element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ihl_classifier.exchange.output import STANDING_LINE, OutputRow
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.candidate import Candidate
from ihl_classifier.schema.error import ErrorLine
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, Role, State

Cell = str | int | float | None

INCIDENT_COLUMNS = (
    "id", "rules", "primary", "secondary", "titles", "confidence", "confidences", "perpetrators", "stance", "date",
    "country", "quote", "text", "document", "page", "paragraph", "heading", "source", "abstained_because", "warnings",
    "same_as", "error", "note",
)  # fmt: skip
"""Columns of the table of incidents; those of the input's own table follow them, marked `input:`."""

EVIDENCE_COLUMNS = (
    "id", "rule", "title", "grade", "band", "confidence", "element", "state", "evidence", "offsets", "perpetrators",
    "stance", "document", "page", "paragraph", "note",
)  # fmt: skip
"""Columns of the table of evidence."""

ERROR_COLUMNS = ("id", "line", "code", "message", "where", "hint")
"""Columns of the table of errors."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONG_QUOTE = 240


def safe(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula: an apostrophe goes before one."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def extra_column(name: str) -> str:
    """Return the name under which a column of the input's table is written."""
    return safe(f"input: {name}")


def proposed(answer: LabelledIncident) -> list[Candidate]:
    """Return the candidates that the system proposes, best first: likely and possible ones."""
    chosen = [one for one in answer.candidates if one.grade is not None and one.band is not Band.UNLIKELY]
    return sorted(chosen, key=lambda one: -one.confidence)


def incident_cells(row: OutputRow | ErrorLine, extra: Iterable[str] = ()) -> list[Cell]:
    """Return the cells of a row of the table of incidents, in the order of its columns, then those of `extra`."""
    if isinstance(row, ErrorLine):
        values: dict[str, Cell] = {"id": row.id or "", "error": _error(row), "note": STANDING_LINE}
        return [_cell(values.get(name, "")) for name in INCIDENT_COLUMNS] + ["" for _ in extra]
    candidates = proposed(row.answer)
    best = candidates[0] if candidates else None
    values = {
        "id": row.answer.id or "",
        "rules": _numbers(candidates),
        "primary": _numbers(one for one in candidates if one.grade is Grade.PRIMARY),
        "secondary": _numbers(one for one in candidates if one.grade is Grade.SECONDARY),
        "titles": "; ".join(one.title for one in candidates),
        "confidence": round(best.confidence, 4) if best else None,
        "confidences": ";".join(f"{one.confidence:.2f}" for one in candidates),
        "perpetrators": _perpetrators(row.answer, candidates),
        "stance": ";".join(dict.fromkeys(one.stance.value for one in candidates)),
        "date": _date(row),
        "country": row.country or next((place.country for place in row.answer.incident.places if place.country), ""),
        "quote": _quote(row.answer.text, best) if best else "",
        "text": row.answer.text,
        "source": row.source,
        "abstained_because": row.answer.abstained_because or "",
        "warnings": "; ".join(caution.message for caution in row.answer.warnings),
        "same_as": "; ".join(row.same_as),
        "error": "",
        "note": STANDING_LINE,
        **_place(row),
    }
    own = [_cell(values.get(name, "")) for name in INCIDENT_COLUMNS]
    return own + [safe(row.extra.get(name, "")) for name in extra]


def evidence_rows(row: OutputRow) -> Iterator[list[Cell]]:
    """Yield the cells of the table of evidence: one row for each element of each candidate."""
    names = {party.ref: party.name for party in row.answer.parties}
    for one in sorted(row.answer.candidates, key=lambda one: -one.confidence):
        common: dict[str, Cell] = {
            "id": row.answer.id or "", "rule": one.rule, "title": one.title,
            "grade": one.grade.value if one.grade else "", "band": one.band.value,
            "confidence": round(one.confidence, 4), "stance": one.stance.value,
            "perpetrators": "; ".join(names.get(ref, ref) for ref in one.perpetrators), "note": STANDING_LINE,
            **_place(row),
        }  # fmt: skip
        elements = one.elements or (None,)
        for element in elements:
            told: dict[str, Cell] = {}
            if element is not None:
                told = {"element": element.id, "state": element.state.value, **_spans(element.evidence)}
            yield [_cell({**common, **told}.get(name, "")) for name in EVIDENCE_COLUMNS]


def error_cells(line: ErrorLine) -> list[Cell]:
    """Return the cells of a row of the table of errors."""
    info = line.error
    return [_cell(cell) for cell in (line.id or "", line.line, info.code, info.message, info.where, info.hint)]


def _cell(value: Cell) -> Cell:
    return safe(value) if isinstance(value, str) else value


def _error(row: ErrorLine) -> str:
    place = ", ".join(part for part in (f"line {row.line}" if row.line else "", row.error.where) if part)
    return f"{row.error.code}: {row.error.message} ({place}). {row.error.hint}"


def _place(row: OutputRow) -> dict[str, Cell]:
    if row.passage is None:
        return {}
    ref = row.passage
    return {"document": ref.document, "page": ref.page, "paragraph": ref.paragraph, "heading": ref.heading}


def _numbers(candidates: Iterable[Candidate]) -> str:
    return ";".join(str(one.rule) for one in candidates)


def _perpetrators(answer: LabelledIncident, candidates: list[Candidate]) -> str:
    """Return the names of those whom the candidates point to, or of the parties with that role."""
    named = dict.fromkeys(ref for one in candidates for ref in one.perpetrators)
    names = {party.ref: party.name for party in answer.parties}
    if named:
        return "; ".join(dict.fromkeys(names.get(ref, ref) for ref in named))
    return "; ".join(dict.fromkeys(party.name for party in answer.parties if Role.PERPETRATOR in party.roles))


def _date(row: OutputRow) -> str:
    if not row.answer.incident.dates:
        return row.date
    first = row.answer.incident.dates[0]
    return first.start if first.start == first.end else f"{first.start}/{first.end}"


def _quote(text: str, candidate: Candidate) -> str:
    """Return the words from the first to the last that speak for the candidate, without the middle where it is long."""
    spans = [span for element in candidate.elements if element.state is State.MET for span in element.evidence]
    if not spans:
        return ""
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    if end - start <= _LONG_QUOTE:
        return text[start:end]
    return " … ".join(dict.fromkeys(span.text for span in sorted(spans)))


def _spans(spans: tuple[Span, ...]) -> dict[str, Cell]:
    return {
        "evidence": " | ".join(span.text for span in spans),
        "offsets": ";".join(f"{span.start}-{span.end}" for span in spans),
    }
