"""`ihl train`: trains the classifier and the judgement on the corpus."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ihl_classifier import paths
from ihl_classifier.learning.corpus import incident_of, load_split
from ihl_classifier.learning.example import Reader, remembering
from ihl_classifier.learning.manifest import Manifest
from ihl_classifier.learning.training import Progress
from ihl_classifier.schema.error import IhlError
from ihl_classifier.settings import Settings


def load_reader() -> Reader:
    """Return the reader of the language and reasoning floors."""
    from ihl_classifier.labeller import load_reader as load

    reader: Reader = load()
    return reader


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """Yield a progress to hand to a training: a bar on standard error, None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<12}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        tasks: dict[str, int] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield told


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the model below this folder.")
@click.option("--ship", is_flag=True, help="Make it the model that the package ships (only in a checkout).")
@click.option("--seed", type=int, default=0, show_default=True, help="Kept with the model.")
@click.option("--note", default="", help="A line kept with the model.")
def train(out: Path | None, ship: bool, seed: int, note: str) -> None:
    """Train on corpus/train and store the model, signed, among those of this installation.

    It is not used until `ihl models promote VERSION`. Figures are from conflicts left out of the training.
    """
    if out is not None and ship:
        raise click.UsageError("give --out or --ship, not both")
    if ship and not (paths.CHECKOUT / "pyproject.toml").is_file():
        raise IhlError("ship_outside_checkout", "--ship works in a checkout only", hint="train without --ship")
    from ihl_classifier.learning.training import train as train_model

    rows, read = load_split("train"), remembering(load_reader())
    with progress_bar() as progress:
        model = train_model(rows, read, progress=progress, seed=seed)
    examples = read([incident_of(row) for row in rows])
    settings = Settings()
    if ship:
        from ihl_classifier.learning.shipping import ship as ship_model

        manifest = ship_model(model, examples, note)
    elif out is not None:
        from ihl_classifier.learning.model_folder import write_model
        from ihl_classifier.learning.trust import signing_key

        manifest = write_model(model, examples, out, note=note, key=signing_key(settings.data_dir, create=True))[1]
    else:
        from ihl_classifier.learning.model_store import ModelStore

        manifest = ModelStore(settings.data_dir).add(model, examples, note)
    _tell(manifest, promote=not ship and out is None)


def _tell(manifest: Manifest, *, promote: bool) -> None:
    click.echo(f"model {manifest.version}, trained on {manifest.rows} rows")
    click.echo(
        "on conflicts left out: " + ", ".join(f"{name} {value:.3f}" for name, value in manifest.measured.items())
    )
    if promote:
        click.echo(f"to use it: ihl models promote {manifest.version}")
