"""GET /v1/schema: the Contract as JSON Schema."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.openapi import errors
from api.security import AnyKey
from ihl_classifier.exchange.contract_schemas import contract_schema

router = APIRouter(prefix="/v1/schema", tags=["schema"])


@router.get("", summary="The Contract as JSON Schema", responses=errors())
def schema(_key: AnyKey) -> dict[str, Any]:
    """Return the JSON Schema of everything that goes in and comes out."""
    return contract_schema()
