"""`ihl review`: exports corrections and retrains on them."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from ihl_classifier.cli.keys import opened
from ihl_classifier.cli.train import load_reader, progress_bar
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.learning.scoring import Score
from ihl_classifier.review.corrections import Corrections, read_corrections
from ihl_classifier.review.retraining import Retraining, retrain
from ihl_classifier.settings import Settings

FIGURES = (("F1", "f1"), ("precision", "precision"), ("recall", "recall"), ("quiet on negatives", "quiet_on_negatives"))


@click.group()
def review() -> None:
    """Export what reviewers corrected, and train a candidate on it."""


@review.command()
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file (else standard output).")
def export(output: Path | None) -> None:
    """Write the corrections as corpus rows, a JSON object a line; incidents on which reviewers differ are left out."""
    with opened() as store:
        found = read_corrections(store)
    lines = "".join(row.model_dump_json() + "\n" for row in found.rows)
    if output is None:
        sys.stdout.write(lines)
    else:
        _write(output, lines)
    _count(found)


@review.command("retrain")
@click.option("--promote", is_flag=True, help="Use the candidate from now on, if it is not worse.")
def retrain_(promote: bool) -> None:
    """Train a candidate on corpus and corrections, and measure it against the current model on the frozen part."""
    with opened() as store:
        found = read_corrections(store)
    _count(found)
    with progress_bar() as progress:
        outcome = retrain(found, ModelStore(Settings().data_dir), load_reader(), promote=promote, progress=progress)
    Console().print(table(outcome))
    click.echo(verdict(outcome, promote))
    if promote and not outcome.promoted:
        sys.exit(1)


def table(outcome: Retraining) -> Table:
    """Return both models side by side, on the frozen part of the corpus."""
    shown = Table("", "current", "candidate", title=f"on {outcome.candidate.rows} frozen rows")
    shown.add_row("version", outcome.current_version or "none", outcome.version)
    for title, figure in FIGURES:
        shown.add_row(title, _share(outcome.current, figure), _share(outcome.candidate, figure))
    shown.add_row("corrections learnt", "", str(outcome.corrections))
    return shown


def verdict(outcome: Retraining, asked: bool) -> str:
    """Return what became of the candidate, in one line."""
    if outcome.promoted:
        return f"promoted {outcome.version}; back with: ihl models rollback. A running service: POST /v1/models/reload"
    if not outcome.not_worse:
        return f"the candidate is worse and was not promoted; it is kept: ihl models show {outcome.version}"
    if asked:
        return f"not promoted: {outcome.version}"
    return f"the candidate is not worse; use it with: ihl models promote {outcome.version}"


def _share(score: Score | None, figure: str) -> str:
    value = getattr(score, figure) if score is not None else None
    return "" if value is None else f"{value:.3f}"


def _count(found: Corrections) -> None:
    differ = len(found.disagreements)
    click.echo(f"{len(found.rows)} corrected incidents; {differ} left out, their reviewers differ", err=True)
    for item in found.disagreements:
        about = [f"rule {rule}" for rule in item.rules] + (["parties"] if item.parties else [])
        click.echo(f"  {item.incident_id}: {', '.join(about)}", err=True)


def _write(target: Path, text: str) -> None:
    partial = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    try:
        # The rows hold incident texts: nobody else may read them.
        with os.fdopen(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
