"""`ihl keys`: makes, lists and revokes the keys of the HTTP service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import click
from rich.console import Console
from rich.table import Table

from ihl_classifier.settings import Settings
from ihl_classifier.store import Store, open_store
from ihl_classifier.store.keys import Key, Scope

WHO = "cli"
SCOPES = click.Choice([scope.value for scope in Scope])


@contextmanager
def opened() -> Iterator[Store]:
    """Return the store of the settings, closed when the block ends."""
    store = open_store(Settings().store_url)
    try:
        yield store
    finally:
        store.close()


@click.group()
def keys() -> None:
    """Create, list and revoke the API's keys. A key is shown once; only its hash is kept."""


@keys.command()
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="May be given several times.",
)
@click.option("--name", default="", help="A name to know it by; else it is called after its scope.")
@click.option("--expires", type=click.IntRange(min=1, max=36_500), metavar="DAYS", help="Days until it stops working.")
@click.option("--quiet", is_flag=True, help="Print the key alone.")
def create(scopes: tuple[str, ...], name: str, expires: int | None, quiet: bool) -> None:
    """Make a key and print it, this once."""
    until = datetime.now(UTC) + timedelta(days=expires) if expires else None
    with opened() as store, store.write() as unit:
        made = unit.keys.create([Scope(scope) for scope in scopes], name, until)
        unit.audit.add(WHO, "key.create", made.key.prefix)
    if quiet:
        click.echo(made.secret)
        return
    click.echo(f"name     {made.key.name}")
    click.echo(f"scopes   {_scopes(made.key)}")
    click.echo(f"expires  {_day(made.key.expires) or 'never'}")
    click.echo(f"key      {made.secret}")
    click.echo("This is the only time that the key is shown. Send it as: Authorization: Bearer KEY")


@keys.command("list")
def list_() -> None:
    """List the keys, without the keys themselves."""
    now = datetime.now(UTC)
    table = Table("name", "prefix", "scopes", "created", "expires", "state")
    with opened() as store, store.read() as unit:
        for key in unit.keys.list():
            table.add_row(
                key.name, key.prefix, _scopes(key), _day(key.created), _day(key.expires) or "never", key.state(now)
            )  # fmt: skip
    Console().print(table)


@keys.command()
@click.argument("key")
def revoke(key: str) -> None:
    """Revoke the key with the name or prefix KEY; the running service refuses it from the next request on."""
    with opened() as store, store.write() as unit:
        revoked = unit.keys.revoke(key)
        unit.audit.add(WHO, "key.revoke", revoked.prefix)
    click.echo(f"revoked: {revoked.name}")


def _scopes(key: Key) -> str:
    return " ".join(scope for scope in Scope if scope in key.scopes)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else ""
