"""`ihl schema`: the JSON Schema of what goes in and comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from ihl_classifier.exchange.jsonl import batch_row_schema
from ihl_classifier.schema.answer import ANSWER
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import ERROR_LINE
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.review import Review
from ihl_classifier.schema.version import SCHEMA_VERSION

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "incident": Incident.model_json_schema,
    "answer": lambda: ANSWER.json_schema(mode="serialization"),
    "batch-row": batch_row_schema,
    "error": lambda: ERROR_LINE.json_schema(mode="serialization"),
    "review": Review.model_json_schema,
    "corpus-row": CorpusRow.model_json_schema,
}


@click.command()
@click.argument("name", required=False, type=click.Choice(list(SCHEMAS)))
def schema(name: str | None) -> None:
    """Print the JSON Schema of NAME, or of everything as one object."""
    if name is not None:
        document = {"$schema": DIALECT, **SCHEMAS[name]()}
    else:
        document = {"schema_version": SCHEMA_VERSION, **{each: make() for each, make in SCHEMAS.items()}}
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
