"""`ihl label`: incident texts from a file or standard input, one answer each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ihl_classifier.batch.labelling import Labels, label_chunk
from ihl_classifier.cli.emitter import FORMATS, Emitter, emitter_for
from ihl_classifier.cli.input_rows import INPUTS, InputRows, open_rows
from ihl_classifier.reading.rows import IncidentRow
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.error import ErrorLine
from ihl_classifier.schema.incident import Incident
from ihl_classifier.settings import Settings

CHUNK = 32
_INTERRUPTED = 130


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--input", "kind", type=click.Choice(INPUTS), default="auto", help="What comes in; auto: by its look.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="What goes out; text: to read.")
@click.option("--explain", is_flag=True, help="In the text view: scores, law, neighbours, reasons of each candidate.")
@click.option(
    "--explain-rule", "rules", type=click.IntRange(1, 161), multiple=True, metavar="N",
    help="Explain rule N even where it is not proposed; may be repeated.",
)  # fmt: skip
@click.option("--include-unlikely", is_flag=True, help="Also list unlikely candidates.")
@click.option("--date", help="When, for texts that come without a date.")
@click.option("--country", help="Where, for texts that come without a country.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a line could not be labelled.")
def label(
    file: Path | None, kind: str, form: str, explain: bool, rules: tuple[int, ...], include_unlikely: bool,
    date: str | None, country: str | None, strict: bool,
) -> None:  # fmt: skip
    """Label the incidents of FILE, or of standard input.

    Plain text is one incident; JSON lines and CSV hold many. A line that cannot be read gives an error line and the
    rest goes on. For whole reports use `ihl batch`.
    """
    settings = Settings()
    rows = open_rows(None if file == Path("-") else file, kind, settings.max_text_chars)
    from ihl_classifier.labeller import Labeller  # loaded here so that usage errors are told at once

    asked = _Asked(rules, include_unlikely, date, country)
    emitter = emitter_for(form, many=rows.many, explain=explain)
    try:
        _run(rows, Labeller.load(settings), emitter, asked)
    except KeyboardInterrupt:
        click.echo(f"ihl label: stopped after {emitter.answers} answers", err=True)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # the reader has gone; without this the interpreter complains when it closes standard output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    _report(rows, emitter)
    sys.exit(1 if strict and emitter.errors else 0)


class _Asked:
    """What the command line asks for every incident."""

    def __init__(self, rules: tuple[int, ...], include_unlikely: bool, date: str | None, country: str | None) -> None:
        self._rules, self._unlikely, self._date, self._country = rules, include_unlikely, date, country

    def of(self, incident: Incident) -> Incident:
        """Return the incident with what the command line adds to it."""
        changed = {
            "explain": tuple(dict.fromkeys((*incident.explain, *self._rules))),
            "include_unlikely": incident.include_unlikely or self._unlikely,
            "date": incident.date or self._date,
            "country": incident.country or self._country,
        }
        return incident.model_copy(update=changed)


def _run(rows: InputRows, labeller: Labels, emitter: Emitter, asked: _Asked) -> None:
    with emitter:
        for chunk in _chunks(rows):
            ready = [asked.of(row.incident) for row in chunk if isinstance(row, IncidentRow)]
            outcomes = iter(label_chunk(labeller, ready)) if ready else iter(())
            incidents = iter(ready)
            for row in chunk:
                if isinstance(row, ErrorLine):
                    emitter.error(row)
                    continue
                incident, outcome = next(incidents), next(outcomes)
                if isinstance(outcome, LabelledIncident):
                    emitter.answer(rows.warned(outcome), incident, row.extra)
                else:
                    emitter.error(ErrorLine(incident.id, row.line, outcome))
            emitter.flush()


def _chunks(rows: InputRows) -> Iterator[list[IncidentRow | ErrorLine]]:
    """Yield rows together, as many as are there already: a slow feed is answered line by line, a file in chunks."""
    chunk: list[IncidentRow | ErrorLine] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) >= CHUNK or not rows.more_ready():
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _report(rows: InputRows, emitter: Emitter) -> None:
    """Say on standard error what a reader of the answers would not see."""
    for caution in rows.warnings:
        click.echo(f"ihl label: {caution.message}", err=True)
    if rows.unknown:
        names = ", ".join(sorted(rows.unknown))
        click.echo(f"ihl label: fields that are not used: {names}", err=True)
    if emitter.errors:
        click.echo(f"ihl label: {emitter.answers} labelled, {emitter.errors} could not be", err=True)
