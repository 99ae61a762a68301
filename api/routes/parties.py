"""GET /v1/parties: the registry of armed actors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path

from api.errors import not_found
from api.openapi import errors, success
from api.routes.rules import cited
from api.security import AnyKey
from api.services import Parts
from ihl_classifier.knowledge.parties import Party as RegisteredParty
from ihl_classifier.knowledge.parties import UnknownParty
from ihl_classifier.knowledge.provenance import Source
from ihl_classifier.schema.terms import PartyKind

router = APIRouter(prefix="/v1/parties", tags=["parties"])


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A party in the list."""

    id: str
    name: str
    kind: PartyKind
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyList:
    """All parties of the registry."""

    parties: tuple[PartyLine, ...]


class PartyBody(RegisteredParty):
    """A party with the sources that its facts name."""

    sources: dict[str, Source]


@router.get(
    "",
    summary="All parties of the registry",
    responses={
        200: success("parties", "The parties."),
        **errors(),
    },
)
def parties(_key: AnyKey, parts: Parts) -> PartyList:
    """Return all parties of the registry."""
    found = parts.knowledge.parties.parties
    return PartyList(tuple(PartyLine(party.id, party.name.en, party.kind, party.countries) for party in found))


@router.get("/{party_id}", summary="One party, with the sources of its facts", responses=errors(404))
def party(
    party_id: Annotated[str, Path(description="The party's id.", examples=["ml-fama"])],
    _key: AnyKey,
    parts: Parts,
) -> PartyBody:
    """Return the party; a fact marked `verify` was not checked yet."""
    registry = parts.knowledge.parties
    try:
        found = registry.party(party_id)
    except UnknownParty:
        raise not_found("party", "the ids are at /v1/parties") from None
    return PartyBody(**dict(found), sources=cited(found, registry.sources.by_key))
