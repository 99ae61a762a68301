"""The labelled corpus: rows read strictly from JSON lines, each knowing its file and line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ihl_classifier import paths
from ihl_classifier.learning.codebook import scored_rules
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident

SPLITS = ("train", "gold")
NOT_ROWS = frozenset({"roles.jsonl"})
"""Files of a split that hold something else than corpus rows (roles: acts with doer and harmed)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the corpus; `where` is `file:line` or `file:line:field`. Row text is never echoed."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row and where it stands: split, file (relative to the corpus folder) and 1-based line."""

    row: CorpusRow
    split: str
    file: str
    line: int

    def at(self, field: str = "") -> str:
        """Return `file:line` or `file:line:field`."""
        return f"{self.file}:{self.line}" + (f":{field}" if field else "")


@dataclass(frozen=True, slots=True)
class Corpus:
    """All rows that could be read, and the problems of those that could not."""

    rows: tuple[SourceRow, ...]
    problems: tuple[Problem, ...]

    def split(self, name: str) -> list[CorpusRow]:
        """Return the rows of one split, in file order."""
        return [source.row for source in self.rows if source.split == name]


def read_corpus(folder: Path | None = None, splits: Iterable[str] = SPLITS) -> Corpus:
    """Return the corpus below `folder` (default: `paths.data("corpus")`), with its problems collected, not raised."""
    root = folder if folder is not None else paths.data("corpus")
    rows: list[SourceRow] = []
    problems: list[Problem] = []
    for split in splits:
        for path in sorted((root / split).glob("*.jsonl")):
            if path.name not in NOT_ROWS:
                _read_file(path, split, rows, problems)
    return Corpus(tuple(rows), tuple(problems))


def load_split(split: str, folder: Path | None = None) -> list[CorpusRow]:
    """Return the rows of a split.

    Raises:
        IhlError: a row cannot be read (the first one is named), or there are none.
    """
    corpus = read_corpus(folder, [split])
    if corpus.problems:
        first = corpus.problems[0]
        more = f"; {len(corpus.problems) - 1} more" if len(corpus.problems) > 1 else ""
        raise IhlError(
            "corpus_invalid", first.message + more, first.where, "`ihl corpus check` lists every problem; mend the row"
        )
    if not corpus.rows:
        raise IhlError("corpus_empty", f"the corpus has no rows in {split}", split, "add *.jsonl files there")
    return corpus.split(split)


def _read_file(path: Path, split: str, rows: list[SourceRow], problems: list[Problem]) -> None:
    name = f"{split}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(name, f"the file is not UTF-8 (byte {error.start})"))
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                row = CorpusRow.model_validate_json(line, strict=True)
            except ValidationError as error:
                problems.extend(_problems(error, f"{name}:{number}"))
            else:
                rows.append(SourceRow(row, split, name, number))


def _problems(error: ValidationError, where: str) -> list[Problem]:
    found = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        field = ".".join(str(part) for part in fault["loc"])
        found.append(Problem(f"{where}:{field}" if field else where, fault["msg"]))
    return found


def incident_of(row: CorpusRow) -> Incident:
    """Return the row as the incident that a user would send: text, date and country."""
    return Incident(text=row.text, id=row.id, date=row.date or None, country=row.country or None)


def primary_rules(row: CorpusRow) -> frozenset[int]:
    """Return the rules labelled primary, as scored."""
    return scored_rules(label.rule for label in row.primary)


def secondary_rules(row: CorpusRow) -> frozenset[int]:
    """Return the rules labelled secondary and not primary, as scored."""
    return scored_rules(label.rule for label in row.secondary) - primary_rules(row)


def fingerprint(rows: Sequence[CorpusRow]) -> str:
    """Return a SHA-256 over texts, labels and conflicts, whatever the order of rows: what a model was trained on."""
    parts = sorted(
        json.dumps(
            [row.id, row.text, row.language, row.conflict, sorted(primary_rules(row)), sorted(secondary_rules(row))],
            ensure_ascii=False,
        )
        for row in rows
    )
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()
