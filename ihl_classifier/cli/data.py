"""`ihl data`: backs up, restores and purges the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from ihl_classifier.cli.keys import opened
from ihl_classifier.store import backup as backups


@click.group()
def data() -> None:
    """Back up, restore and purge what the service has stored."""


@data.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def backup(target: Path) -> None:
    """Write a copy of the store to the file TARGET; the service may be running."""
    with opened() as store:
        backups.back_up(store, target)
    click.echo(f"backed up to {target} ({target.stat().st_size} bytes); it holds incident texts, keep it as safe")


@data.command()
@click.argument("source", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(source: Path, yes: bool) -> None:
    """Put the backup SOURCE in the place of the store; what was there is kept beside it. Stop the service first."""
    backups.check_backup(source)
    if not yes:
        click.confirm("Everything stored since that backup will be out of use. Go on?", abort=True)
    with opened() as store:
        before = backups.restore(store, source)
    click.echo(f"restored from {source}; what was there before is in {before}")


@data.command()
@click.option("--older-than", required=True, type=click.IntRange(min=0, max=36_500), metavar="DAYS")
@click.option("--dry-run", is_flag=True, help="Count, and delete nothing.")
def purge(older_than: int, dry_run: bool) -> None:
    """Delete incidents stored more than DAYS days ago, with their labellings and reviews. Backups are not touched."""
    before = datetime.now(UTC) - timedelta(days=older_than)
    with opened() as store:
        ids = backups.purge(store, before, dry_run=dry_run)
    said = "would delete" if dry_run else "deleted"
    click.echo(f"{said} {len(ids)} incidents stored before {before:%Y-%m-%d %H:%M} UTC")
