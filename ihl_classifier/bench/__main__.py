"""`make bench`: prints the measurement as tables or as JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from ihl_classifier.batch.labelling import CHUNK
from ihl_classifier.bench.measurement import WARM_UP, WORDS, Result, Side, cores, measure
from ihl_classifier.paths import DataMissing
from ihl_classifier.schema.error import IhlError

API_BAR_MS, BULK_BAR = 50.0, 100.0
"""The project's bars: milliseconds a text through the API, median and warm; texts a second in bulk on two cores."""


@click.command()
@click.option("--texts", type=click.IntRange(WARM_UP), default=120, show_default=True, help="Texts sent one by one.")
@click.option("--bulk", type=click.IntRange(1), default=20 * CHUNK, show_default=True, help="Texts labelled in bulk.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of tables.")
def main(texts: int, bulk: int, as_json: bool) -> None:
    """Measure speed and memory beside a plain baseline in the same run."""
    least = 2 * CHUNK * (cores() + 1)
    if bulk < least:
        raise click.BadParameter(f"with {cores()} cores at least {least} are needed", param_hint="--bulk")
    try:
        result = measure(texts, bulk, lambda stage: click.echo(f"measuring {stage}", err=True))
    except (IhlError, DataMissing) as error:
        click.echo(f"bench: {error}", err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(asdict(result)))
    else:
        show(Console(highlight=False), result)


def show(console: Console, result: Result) -> None:
    """Print the measurement as tables."""
    table = Table(title=f"Texts of {WORDS[0]} to {WORDS[1]} words", title_justify="left")
    table.add_column("")
    for name in ("ihl", "plain baseline", "ratio", "bar"):
        table.add_column(name, justify="right")
    ours, theirs = _figures(result.ihl), _figures(result.baseline)
    for name, value in ours.items():
        other = theirs[name]
        table.add_row(name, number(value), number(other), number(value / other) if other else "", _bar(name, value))
    console.print(table)
    stages = Table("stage", title="Where the time of a text goes", title_justify="left")
    stages.add_column("median ms", justify="right")
    stages.add_column("share", justify="right")
    total = sum(result.stages_ms.values()) or 1.0
    for name, taken in result.stages_ms.items():
        stages.add_row(name, f"{taken:.2f}", f"{taken / total:.0%}")
    console.print(stages)
    told = ", ".join(f"{name} {value}" for name, value in result.machine.items())
    console.print(f"{result.ihl.api.texts} single texts, {result.ihl.bulk[0].texts} in bulk; {told}")


def number(value: float) -> str:
    """Return a figure with as many digits as it deserves."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _figures(side: Side) -> dict[str, float]:
    figures = {
        "API, median, warm (ms)": side.api.median,
        "API, 95th percentile (ms)": side.api.p95,
        "in this process, median (ms)": side.one_text.median,
        "in this process, 95th percentile (ms)": side.one_text.p95,
        "in this process, processor time (ms)": side.cpu_ms,
    }
    for bulk in side.bulk:
        noun = "process" if bulk.processes == 1 else "processes"
        figures[f"bulk, {bulk.processes} {noun} (texts/s)"] = bulk.texts_a_second
        if bulk.processes > 1:
            figures[f"until {bulk.processes} processes answer (s)"] = bulk.start_seconds
    return figures | {
        "loading, imports included (s)": side.loading.seconds,
        "memory when loaded (MB)": side.loading.memory_mb,
    }


def _bar(name: str, value: float) -> str:
    if name.startswith("API, median"):
        return f"< {API_BAR_MS:.0f}: {'met' if value < API_BAR_MS else 'missed'}"
    if name.startswith("bulk, 2 "):
        return f"> {BULK_BAR:.0f}: {'met' if value > BULK_BAR else 'missed'}"
    return ""


if __name__ == "__main__":
    main()
