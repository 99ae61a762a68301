"""`ihl evaluate`: measures the labeller and its parts on labelled text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click

from ihl_classifier.cli.train import load_reader, progress_bar
from ihl_classifier.learning.corpus import load_split
from ihl_classifier.learning.dataset import GradedRow, graded, read_dataset
from ihl_classifier.learning.evaluation import cross_validate
from ihl_classifier.learning.evaluation import evaluate as measure
from ihl_classifier.learning.scoring import Score

FIGURES = (
    ("f1", "F1"),
    ("precision", "prec."),
    ("recall", "recall"),
    ("macro_f1", "macro"),
    ("family_f1", "family"),
    ("quiet_on_negatives", "quiet"),
    ("proposals_a_row", "a row"),
    ("calibration_error", "ECE"),
    ("brier", "Brier"),
    ("perpetrator_recall", "perp.r"),
    ("perpetrator_precision", "perp.p"),
)
SHOWN_RULES = 40


@click.command()
@click.option("--gold", "on", flag_value="gold", default=True, help="On corpus/gold (the default).")
@click.option("--train-cv", "on", flag_value="train-cv", help="On corpus/train, by conflicts left out; trains anew.")
@click.option(
    "--dataset",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="On a JSON-lines file of corpus rows, or of id, text, primary, secondary (rule numbers).",
)
@click.option("--engine-only", is_flag=True, help="Only the rule engine, beside the keyword list.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
def evaluate(on: str, dataset: Path | None, engine_only: bool, form: str) -> None:
    """Measure the labeller, the judgement, the classifier, the engine and a keyword list on the same rows.

    Recall is over primary labels; a proposal is right if it is labelled primary or secondary.
    """
    if on == "train-cv" and dataset is None and not engine_only:
        with progress_bar() as progress:
            scores = cross_validate(load_split("train"), load_reader(), progress)
    else:
        rows = (
            read_dataset(dataset)
            if dataset
            else [graded(row) for row in load_split("train" if on == "train-cv" else "gold")]
        )
        scores = _measure(rows, engine_only)
    if form == "json":
        click.echo(json.dumps({name: asdict(score) for name, score in scores.items()}, ensure_ascii=False))
    else:
        _print(scores)


def _measure(rows: list[GradedRow], engine_only: bool) -> dict[str, Score]:
    read = load_reader()
    if engine_only:
        return measure(rows, read, None, engine_only=True)
    from ihl_classifier.labeller import Labeller
    from ihl_classifier.learning.model_store import ModelStore
    from ihl_classifier.settings import Settings

    settings = Settings()
    store = ModelStore(settings.data_dir)
    model = store.load_folder(Path(settings.model)) if settings.model else store.load()
    return measure(rows, read, model, Labeller.load(settings).label_many)


def _print(scores: Mapping[str, Score]) -> None:
    first = next(iter(scores.values()))
    click.echo(f"{first.rows} rows")
    click.echo(f"{'':<16}" + "".join(f"{title:>8}" for _, title in FIGURES) + "   F1, 95 %")
    for name, score in scores.items():
        cells = "".join(f"{_cell(getattr(score, figure)):>8}" for figure, _ in FIGURES)
        click.echo(f"{name:<16}{cells}   {score.f1_interval[0]:.3f}-{score.f1_interval[1]:.3f}")
    click.echo(f"\n{next(iter(scores))}, by rule: labelled primary, found, proposed, right")
    for rule, counts in list(first.per_rule.items())[:SHOWN_RULES]:
        row = f"{counts.wanted:>6}{counts.found:>6}{counts.given:>6}{counts.right:>6}"
        click.echo(f"{rule:>5}{row}   F1 {counts.f1:.2f}")
    if len(first.per_rule) > SHOWN_RULES:
        click.echo(f"  ... {len(first.per_rule) - SHOWN_RULES} more rules: --format json")
    if first.reliability:
        click.echo("\nreliability: of the candidates with about this confidence, this share was kept (n)")
        for part in first.reliability:
            click.echo(f"  {part.confidence:.2f} -> {part.kept:.2f} ({part.candidates})")


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
