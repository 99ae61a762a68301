"""The Contract as JSON Schema (draft 2020-12): one schema for each thing that goes in or comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


def contract_schema() -> dict[str, Any]:
    """Return the JSON Schemas by name, with the version of the Contract."""
    return {"schema_version": SCHEMA_VERSION, **{name: make() for name, make in SCHEMAS.items()}}
