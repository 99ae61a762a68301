"""GET /v1/rules: the catalogue of the rules of customary IHL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path

from api.errors import not_found
from api.openapi import errors, success
from api.security import AnyKey
from api.services import Parts
from ihl_classifier.knowledge.catalogue import Catalogue, CatalogueRule, RuleKind, UnknownRule
from ihl_classifier.knowledge.provenance import Source
from ihl_classifier.knowledge.yaml_files import StrictModel

router = APIRouter(prefix="/v1/rules", tags=["rules"])


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the list. `incident_bearing`: it can be a candidate; the others are attached as related."""

    number: int
    title: str
    kind: RuleKind
    incident_bearing: bool
    chapter: str
    link: str


@dataclass(frozen=True, slots=True)
class RuleList:
    """All rules, by number."""

    study: str
    rules: tuple[RuleLine, ...]


class RuleBody(CatalogueRule):
    """A rule with its chapter's heading, its address at the ICRC, and the sources that its facts name."""

    chapter_title: str
    link: str
    sources: dict[str, Source]


@router.get(
    "",
    summary="All rules of the study",
    responses={
        200: success("rules", "The rules."),
        **errors(),
    },
)
def rules(_key: AnyKey, parts: Parts) -> RuleList:
    """Return all rules, by number."""
    catalogue = parts.knowledge.catalogue
    return RuleList(catalogue.study.title, tuple(_line(catalogue, rule) for rule in catalogue.rules))


@router.get("/{number}", summary="One rule, with the sources of its facts", responses=errors(404))
def rule(
    number: Annotated[int, Path(description="The rule's number in the study.", examples=[96])],
    _key: AnyKey,
    parts: Parts,
) -> RuleBody:
    """Return the rule; a fact marked `verify` was not checked yet."""
    catalogue = parts.knowledge.catalogue
    try:
        found = catalogue.rule(number)
    except UnknownRule:
        raise not_found("rule", "the study has rules 1 to 161") from None
    return RuleBody(
        **dict(found),
        chapter_title=catalogue.chapter(number),
        link=catalogue.link(number),
        sources=cited(found, catalogue.sources.by_key),
    )


def cited(record: object, sources: dict[str, Source]) -> dict[str, Source]:
    """Return the sources that a record or a part of it names, by key."""
    keys: set[str] = set()
    waiting = [record]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple | list):
            waiting.extend(item)
        elif isinstance(item, StrictModel):
            keys.update(getattr(item, "source", ()))
            waiting.extend(getattr(item, name) for name in type(item).model_fields)
    return {key: sources[key] for key in sorted(keys)}


def _line(catalogue: Catalogue, rule: CatalogueRule) -> RuleLine:
    number = rule.number
    return RuleLine(
        number, rule.title, rule.kind, rule.incident_bearing, catalogue.chapter(number), catalogue.link(number)
    )  # fmt: skip
