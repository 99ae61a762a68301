"""Who: parties (forces and named persons) and affected persons and communities."""

from __future__ import annotations

from dataclasses import dataclass

from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Link, PartyKind, Role, Stance, VictimStatus


@dataclass(frozen=True, slots=True)
class Party:
    """A force or named person; `party_id` is null for an unidentified one, `ref` tells them apart."""

    ref: str
    party_id: str | None
    name: str
    kind: PartyKind
    roles: tuple[Role, ...]
    stance: Stance
    confidence: float
    link: Link | None
    mentions: tuple[Span, ...]
    mode: str = ""
    """`joint` or `accompanying` for partners, else empty."""


@dataclass(frozen=True, slots=True)
class Affected:
    """Persons, communities or objects harmed; never a party."""

    ref: str
    kind: str
    role: Role
    status: VictimStatus
    attributes: tuple[str, ...]
    count: int | None
    mentions: tuple[Span, ...]
