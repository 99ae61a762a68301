"""`ihl batch`: whole reports and tables in, one table out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ihl_classifier.batch.progress import Meter
from ihl_classifier.batch.run import Format, Start, Summary, format_of, run_batch
from ihl_classifier.exchange.output import STANDING_LINE
from ihl_classifier.settings import Settings


@click.command()
@click.argument("inputs", metavar="IN...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The table to write.")
@click.option("--format", "form", type=click.Choice([each.value for each in Format]), help="If OUT does not tell it.")
@click.option("--resume", "start", flag_value="resume", help="Go on with an unfinished run; fail if there is none.")
@click.option("--restart", "start", flag_value="restart", help="Forget an unfinished run and label everything anew.")
@click.option(
    "--workers", type=click.IntRange(0, 64), default=0, metavar="N",
    help="Processes that label; 0 takes one, and more for large inputs.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Exit with 1 if a file, row or passage could not be labelled.")
def batch(inputs: tuple[Path, ...], out: Path, form: str | None, start: str | None, workers: int, strict: bool) -> None:
    """Label reports (txt, md, html) and tables (csv, jsonl); folders are read whole.

    Rows come out in input order. What cannot be read becomes an error row and the rest goes on. A run that was stopped
    goes on where it was when the same command is given again.
    """
    chosen = format_of(out, form or "")
    from ihl_classifier.labeller import Labeller  # loaded here so that usage errors are told at once

    settings = Settings()
    labeller = Labeller.load(settings)
    try:
        with Meter(sys.stderr) as meter:
            summary = run_batch(
                inputs, out, labeller, load=Labeller.load, form=chosen, start=Start(start or "either"),
                workers=workers, max_chars=settings.max_text_chars, progress=meter,
            )  # fmt: skip
    except KeyboardInterrupt:
        click.echo("ihl batch: stopped; the same command goes on where it was", err=True)
        sys.exit(130)
    _report(summary)
    sys.exit(1 if strict and summary.errors else 0)


def _report(summary: Summary) -> None:
    """Say on standard error what was done."""
    rows, files = _count(summary.rows - summary.errors, "row"), _count(summary.files, "file")
    resumed = f" ({summary.resumed_from} from the run before)" if summary.resumed_from else ""
    told = [f"{summary.with_candidates} with candidates", _count(summary.errors, "error")]
    if summary.abstained:
        told.append(f"{summary.abstained} abstained")
    click.echo(f"ihl batch: {rows} of {files} labelled{resumed}: {', '.join(told)}", err=True)
    if summary.replaced is not None:
        click.echo(f"ihl batch: the output that was there before is now {summary.replaced}", err=True)
    if summary.own_outputs:
        click.echo(f"ihl batch: left out as earlier outputs: {', '.join(map(str, summary.own_outputs))}", err=True)
    if summary.not_carried:
        click.echo(f"ihl batch: columns not carried into jsonl: {', '.join(summary.not_carried)}", err=True)
    click.echo(f"ihl batch: {summary.out}: {STANDING_LINE}", err=True)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
