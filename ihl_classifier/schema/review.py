"""What a reviewer sends back."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from ihl_classifier.schema.incident import Words
from ihl_classifier.schema.terms import PartyKind, ReviewGrade, Role, Stance


class SpanBody(BaseModel):
    """A span as JSON; it must quote the incident's text (checked when stored)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    text: Words


class RuleReview(BaseModel):
    """What the reviewer says of one rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rule: Annotated[int, Field(ge=1, le=161)]
    grade: ReviewGrade
    evidence: tuple[SpanBody, ...] = ()


class PartyReview(BaseModel):
    """A party as the reviewer sees it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Words = Field(min_length=1, max_length=500)
    party_id: Words | None = None
    kind: PartyKind | None = None
    roles: tuple[Role, ...] = ()
    stance: Stance | None = None


class BasedOn(BaseModel):
    """The labelling that the reviewer looked at."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    model: Words
    rules_version: Words


class Review(BaseModel):
    """One reviewer's labels for one incident; rules not named are left as they stand."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    reviewer: Words = Field(min_length=1, max_length=200)
    rules: tuple[RuleReview, ...]
    parties: tuple[PartyReview, ...] = ()
    stance: Stance | None = None
    comment: Words = Field(default="", max_length=20_000)
    based_on: BasedOn
