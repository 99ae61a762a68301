"""A row of the labelled corpus (codebook, and the Contract's "Corpus row")."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from ihl_classifier.schema.terms import PartyKind, Role, Stance, VictimStatus


class Quote(BaseModel):
    """Words of the text; `n` is the occurrence meant, 1-based."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    quote: str
    n: int = Field(default=1, ge=1)


Quotes = tuple[str | Quote, ...]


class RuleLabel(BaseModel):
    """A rule with its evidence: keyed by element, or a plain list where the rule has no file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rule: int = Field(ge=1, le=138)
    evidence: dict[str, Quotes] | Quotes


class PartyLabel(BaseModel):
    """A party of the row."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    party_id: str | None
    kind: PartyKind
    roles: tuple[Role, ...]
    stance: Stance
    quotes: Quotes


class AffectedLabel(BaseModel):
    """Persons, communities or objects harmed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: str
    role: Role
    status: VictimStatus
    attributes: tuple[str, ...]
    count: int | None
    quotes: Quotes


class ActLabel(BaseModel):
    """An act with the head words of its doer (none: not told) and of the harmed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    verb: str | Quote
    doer: Quotes
    harmed: Quotes


class CorpusRow(BaseModel):
    """One labelled incident of the corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    text: str
    language: str
    conflict: str
    country: str
    date: str
    style: str
    batch: str
    codebook: str
    invented: bool
    facts_from: str
    primary: tuple[RuleLabel, ...]
    secondary: tuple[RuleLabel, ...]
    parties: tuple[PartyLabel, ...]
    affected: tuple[AffectedLabel, ...]
    acts: tuple[ActLabel, ...]
    note: str
