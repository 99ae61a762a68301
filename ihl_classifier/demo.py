"""`make demo`: labels a sample report (all of it invented) as `ihl batch` does, and shows what comes out and why."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ihl_classifier.batch.inputs import Item, Source, read_items
from ihl_classifier.batch.labelling import Labels, Outcome, label_chunk
from ihl_classifier.cli.terminal import clean, console_for, show
from ihl_classifier.exchange.csv_file import CsvWriter
from ihl_classifier.exchange.output import STANDING_LINE, OutputRow, Writer
from ihl_classifier.exchange.table import INCIDENT_COLUMNS, incident_cells, proposed
from ihl_classifier.exchange.xlsx import XlsxWriter
from ihl_classifier.paths import DataMissing
from ihl_classifier.reading.document import Document
from ihl_classifier.reading.mapped_text import Why
from ihl_classifier.reading.passages import segment
from ihl_classifier.reading.sources import read_source
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.candidate import Candidate
from ihl_classifier.schema.error import ErrorLine, IhlError
from ihl_classifier.schema.terms import Grade, Stance

REPORT = "report.txt"
OUT = Path("demo-out")
SHOWN = 2
"""Passages shown in full, beside the first one on which versions differ."""
WIDTH = 100
CURL = (
    "curl -s http://127.0.0.1:8000/v1/label -H 'Authorization: Bearer KEY' \\\n"
    "       -H 'Content-Type: application/json' -d '{\"text\": \"Gunmen abducted six villagers.\"}'"
)


def main() -> None:
    """Run the demonstration; errors that a user can act on are printed without a traceback, with exit code 2."""
    from ihl_classifier.labeller import Labeller
    from ihl_classifier.settings import Settings

    try:
        began = time.perf_counter()
        labeller = Labeller.load(Settings())
        demonstrate(labeller, console_for(sys.stdout), OUT, time.perf_counter() - began)
    except (IhlError, DataMissing) as error:
        click.echo(f"demo: {error}", err=True)
        sys.exit(2)


def demonstrate(labeller: Labels, console: Console, out: Path, load_seconds: float = 0.0) -> None:
    """Return when the sample report is labelled, shown on the console and written as tables to the folder `out`."""
    console.width = min(console.width, WIDTH)
    with as_file(files("ihl_classifier") / "_samples" / REPORT) as path:
        items = [_labellable(item) for item in read_items([Source(path, REPORT)])]
        cut = _cut(path)
    began = time.perf_counter()
    outcomes = label_chunk(labeller, [item.incident for item in items])
    took = time.perf_counter() - began
    rows = [_row(item, outcome) for item, outcome in zip(items, outcomes, strict=True)]
    chosen = telling(rows)
    console.print(
        f"A sample report about a conflict that does not exist: {len(rows)} passages, with {cut[Why.NOTE]} footnotes cut "
        f"out of\nsentences; {cut[Why.HEADING] + cut[Why.DATE]} headings and date lines tell where and when.\n"
        f"Labelled in {took:.1f} s, after {load_seconds:.1f} s of loading. {len(chosen)} of them in full:\n"
    )
    for row in chosen:
        console.rule(style="dim")
        show(console, row.answer)
    console.rule(style="dim")
    console.print(_table(rows))
    _tell_where(console, _write(rows, out))


def telling(rows: Sequence[OutputRow]) -> list[OutputRow]:
    """Return the passages to show, in the report's order: those that say most, and one whose versions differ."""
    ranked = sorted(rows, key=lambda row: -sum(one.confidence for one in proposed(row.answer) if _both(one)))
    chosen: list[OutputRow] = []
    for row in ranked:
        best = {proposed(other.answer)[0].rule for other in chosen}
        if len(chosen) < SHOWN and (found := proposed(row.answer)) and found[0].rule not in best:
            chosen.append(row)
    differ = (row for row in rows if any(one.stance is Stance.DISPUTED for one in proposed(row.answer)))
    first = next(differ, None)
    if first is not None and first not in chosen:
        chosen.append(first)
    return [row for row in rows if row in chosen]


def _both(one: Candidate) -> bool:
    """Return whether the rule engine finds every element that the candidate needs, as the classifier does."""
    return one.grade is Grade.PRIMARY and one.scores.rule_engine == 1.0


def _labellable(item: Item | ErrorLine) -> Item:
    if isinstance(item, ErrorLine):
        raise IhlError(item.error.code, item.error.message, item.error.where, item.error.hint)
    return item


def _row(item: Item, outcome: Outcome) -> OutputRow:
    if not isinstance(outcome, LabelledIncident):
        raise IhlError(outcome.code, outcome.message, outcome.where, outcome.hint)
    return OutputRow(
        answer=outcome, passage=item.ref, date=item.incident.date or "", country=item.incident.country or ""
    )


def _cut(path: Path) -> Counter[Why]:
    """Return how often what was left out of the passages."""
    document = read_source(path, REPORT)
    return Counter(cut.why for cut in segment(document).left_out) if isinstance(document, Document) else Counter()


def _table(rows: Sequence[OutputRow]) -> Table:
    table = Table(title=f"All passages: {STANDING_LINE}", title_justify="left", expand=True)
    table.add_column("passage", no_wrap=True)
    table.add_column("date", no_wrap=True)
    table.add_column("rules: primary", ratio=2)
    table.add_column("secondary", ratio=2)
    table.add_column("by", ratio=3)
    table.add_column("begins", ratio=4, no_wrap=True)
    for row in rows:
        cells = dict(zip(INCIDENT_COLUMNS, map(_text, incident_cells(row)), strict=True))
        rules = (cells[grade].replace(";", " ") or "-" for grade in ("primary", "secondary"))
        mark = cells["id"].removeprefix(REPORT)
        table.add_row(mark, cells["date"], *rules, clean(cells["perpetrators"]) or "-", clean(cells["text"]))
    return table


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _write(rows: Sequence[OutputRow], out: Path) -> list[Path]:
    out.mkdir(exist_ok=True)
    targets = [out / "report.xlsx", out / "report.csv"]
    writers: list[Writer] = [XlsxWriter(targets[0]), CsvWriter(targets[1])]
    for writer in writers:
        with writer:
            for row in rows:
                writer.append(row)
    return targets


def _tell_where(console: Console, targets: Sequence[Path]) -> None:
    console.print(f"\nThe whole table, with the words that speak for every element: {' and '.join(map(str, targets))}")
    console.print("\nWhat to try next")
    console.print("  .venv/bin/ihl label YOUR-TEXT.txt --explain")
    console.print("  .venv/bin/ihl batch YOUR-FOLDER -o table.xlsx")
    console.print("  make serve, then in another terminal, with the key that it shows:")
    console.print(f"  {CURL}", soft_wrap=True)


if __name__ == "__main__":
    main()
