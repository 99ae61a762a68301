"""`ihl schema`: the JSON Schema of what goes in and comes out."""

from __future__ import annotations

import json

import click

from ihl_classifier.exchange.contract_schemas import DIALECT, SCHEMAS, contract_schema


@click.command()
@click.argument("name", required=False, type=click.Choice(list(SCHEMAS)))
def schema(name: str | None) -> None:
    """Print the JSON Schema of NAME, or of everything as one object."""
    document = contract_schema() if name is None else {"$schema": DIALECT, **SCHEMAS[name]()}
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
