"""Graded rows to measure on: corpus rows, or plain rows with rule numbers by grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ihl_classifier.learning.codebook import scored_rules
from ihl_classifier.learning.corpus import incident_of, primary_rules, secondary_rules
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.terms import Role


@dataclass(frozen=True, slots=True)
class GradedRow:
    """One incident with the rules that labellers gave it, as scored."""

    incident: Incident
    primary: frozenset[int]
    secondary: frozenset[int]
    perpetrators: tuple[str, ...] | None
    """Names of the perpetrators; None where the row does not carry parties."""


class _Plain(BaseModel):
    """A row with rule numbers by grade; other keys are allowed and not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    id: str
    text: str
    date: str = ""
    country: str = ""
    primary: tuple[int, ...]
    secondary: tuple[int, ...] = ()
    perpetrators: tuple[str, ...] | None = None


def graded(row: CorpusRow) -> GradedRow:
    """Return a corpus row as it is scored."""
    names = tuple(party.name for party in row.parties if Role.PERPETRATOR in party.roles)
    return GradedRow(incident_of(row), primary_rules(row), secondary_rules(row), names)


def read_dataset(path: Path) -> list[GradedRow]:
    """Return the rows of a JSON-lines file: corpus rows, or `{"id", "text", "primary": [96], "secondary": [99]}`.

    Plain rows may carry `date`, `country` and `perpetrators`; their other keys are not read.

    Raises:
        IhlError: the file holds no rows, or a line is neither kind of row (file, line and field are named).
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise IhlError("dataset_invalid", f"the file is not UTF-8 (byte {error.start})", str(path)) from error
    rows = [_read_line(line, f"{path}:{n}") for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not rows:
        raise IhlError("dataset_empty", "the file holds no rows", str(path), "one JSON object a line is wanted")
    return rows


def _read_line(line: str, where: str) -> GradedRow:
    try:
        return graded(CorpusRow.model_validate_json(line, strict=True))
    except ValidationError:
        # Not a corpus row: a plain graded row is the other kind that is read, and its faults are the ones to tell.
        try:
            plain = _Plain.model_validate_json(line, strict=True)
            incident = Incident(text=plain.text, id=plain.id, date=plain.date or None, country=plain.country or None)
        except ValidationError as error:
            fault = error.errors(include_url=False, include_input=False, include_context=False)[0]
            field = ".".join(str(part) for part in fault["loc"])
            hint = 'each line is a corpus row or {"id", "text", "primary": [...], "secondary": [...]}'
            raise IhlError("dataset_invalid", fault["msg"], f"{where}:{field}" if field else where, hint) from None
    primary = scored_rules(plain.primary)
    return GradedRow(incident, primary, scored_rules(plain.secondary) - primary, plain.perpetrators)


def incidents_of(rows: Sequence[GradedRow]) -> list[Incident]:
    """Return the incidents of the rows, in order."""
    return [row.incident for row in rows]
