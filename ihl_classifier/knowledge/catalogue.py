"""The catalogue: the 161 rules of the ICRC study, in our words, each fact with what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from ihl_classifier.knowledge.provenance import Inherited, Sourced, Sources
from ihl_classifier.knowledge.yaml_files import Loaded, StrictModel, nearest, read_folder, read_model

NUMBER_OF_RULES = 161
RomeRef = Annotated[str, StringConstraints(pattern=r"^\d+(?:\([0-9a-z]+\))*$")]
Tag = Literal["yes", "no", "arguably"]


class UnknownRule(KeyError):
    """No rule of the study has this number."""


class RuleKind(StrEnum):
    """What a rule does."""

    CONDUCT = "conduct"
    DUTY = "duty"
    DEFINITION = "definition"
    EXCEPTION = "exception"
    PERMISSION = "permission"
    STATUS = "status"
    COMPLIANCE = "compliance"
    ENFORCEMENT = "enforcement"


class Applies(Sourced):
    """In which type of conflict the study finds the rule to be custom; `occupation`: in occupied territory only."""

    iac: Tag
    niac: Tag
    occupation: bool = False


class SplitRule(Inherited):
    """A lettered part of a rule that the study splits."""

    letter: Annotated[str, StringConstraints(pattern=r"^[A-C]$")]
    iac: Tag
    niac: Tag
    summary: str


class Amended(Inherited):
    """A crime added to article 8 after 1998: it binds only States that accepted it, for later acts (art. 121(5))."""

    ref: RomeRef
    year: int


class RomeStatute(Inherited):
    """The crimes of the Statute that answer to the rule: 8(2)(a) and (b) in IAC, (c) and (e) in NIAC."""

    refs: tuple[RomeRef, ...] = ()
    amended: tuple[Amended, ...] = ()
    partial: str = ""
    """Why the crime is narrower than the rule; empty where it is not."""


class TreatyRefs(Sourced):
    """Provisions of treaties on the same matter, such as "AP I 51(2)", that rest on the same source."""

    refs: Annotated[tuple[str, ...], Field(min_length=1)]


class WarCrime(Sourced):
    """Whether custom makes a serious violation a war crime; in NIAC custom is wider than the Statute."""

    iac: Tag
    niac: Tag


class CatalogueRule(Sourced):
    """One rule. Its own source or `verify` covers number, chapter, title and kind; the other facts bear theirs."""

    number: Annotated[int, Field(ge=1, le=NUMBER_OF_RULES)]
    chapter: Annotated[int, Field(ge=1, le=44)]
    title: str
    summary: str
    kind: RuleKind
    incident_bearing: bool
    applies: Applies
    parts: tuple[SplitRule, ...] = ()
    rome_statute: RomeStatute
    treaties: tuple[TreatyRefs, ...] = ()
    war_crime: WarCrime
    related: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _rome_has_provenance(self) -> Self:
        if not self.rome_statute.source and not self.rome_statute.verify:
            raise ValueError("rome_statute needs a `source`, or `verify: true`")
        return self


class StudyPart(Sourced):
    """A part of the study: its heading in our words, and the chapters it spans."""

    number: int
    title: str
    chapters: tuple[int, int]


class Treaty(StrictModel):
    """A treaty that refs name: the type of conflict it governs, and whether it binds States only, not armed groups."""

    title: str
    regime: Literal["iac", "niac", "both"]
    states_only: bool = False


class Study(StrictModel):
    """The shared head of the catalogue: where a rule stands on the web, and how the study is divided."""

    title: str
    link: str
    incident_bearing: Sourced
    circumstances: dict[str, tuple[int, ...]]
    parts: tuple[StudyPart, ...]
    chapters: dict[int, str]
    treaties: dict[str, Treaty]

    @model_validator(mode="after")
    def _link_has_a_number(self) -> Self:
        if "{n}" not in self.link:
            raise ValueError("`link` must hold {n} where the rule's number goes")
        return self


class _RuleFile(StrictModel):
    part: int
    rules: tuple[CatalogueRule, ...]


class Catalogue:
    """All rules in order, read-only and safe to share between threads."""

    def __init__(self, rules: tuple[CatalogueRule, ...], study: Study, sources: Sources) -> None:
        self.rules = rules
        self.study = study
        self.sources = sources
        self.incident_bearing = frozenset(rule.number for rule in rules if rule.incident_bearing)
        self._by_number = {rule.number: rule for rule in rules}

    @classmethod
    def load(cls, root: Path) -> Catalogue:
        """Return the catalogue under the rules folder `root` (`catalogue/*.yaml`).

        Raises:
            ConfigError: a fault in a file, a rule missing, standing twice or in the wrong part, a source unknown.
        """
        folder = root / "catalogue"
        study = read_model(folder / "_study.yaml", Study)
        sources = Sources.load(folder)
        files = read_folder(folder, _RuleFile)
        sources.check(study)
        for loaded in files:
            sources.check(loaded)
        _check(files, study)
        rules = sorted((rule for loaded in files for rule in loaded.model.rules), key=lambda rule: rule.number)
        return cls(tuple(rules), study.model, sources)

    def rule(self, number: int) -> CatalogueRule:
        """Return the rule; UnknownRule, saying what numbers there are, where there is none."""
        try:
            return self._by_number[number]
        except KeyError:
            message = f"no rule {number}; the study has rules 1 to {NUMBER_OF_RULES}"
            raise UnknownRule(message) from None

    def related(self, number: int, circumstances: Iterable[str] = ()) -> tuple[int, ...]:
        """Return the rules attached to a candidate for this one: definitions, exceptions, war crimes.

        `circumstances` names what the text tells besides (`commander`, `control_or_attribution`, `reprisal_claimed`,
        as in `_study.yaml`); each adds its own rules. KeyError where a circumstance is not known.
        """
        told = (other for name in circumstances for other in self.study.circumstances[name])
        return tuple(dict.fromkeys((*self.rule(number).related, *told)))

    def link(self, number: int) -> str:
        """Return the address of the rule in the ICRC's database."""
        return self.study.link.replace("{n}", str(self.rule(number).number))

    def treaty(self, ref: str) -> str:
        """Return the name of the treaty that a ref such as "AP I 51(2)" belongs to, a key of `study.treaties`."""
        return _treaty_name(ref, self.study.treaties)

    def chapter(self, number: int) -> str:
        """Return the heading of the rule's chapter."""
        return self.study.chapters[self.rule(number).chapter]


def rome_regime(ref: str) -> str:
    """Return "iac" or "niac" for a crime of article 8(2), "" for a reference to another article."""
    match = re.match(r"8\(2\)\(([abce])\)", ref)
    return "" if match is None else "iac" if match[1] in "ab" else "niac"


def _treaty_name(ref: str, treaties: Iterable[str]) -> str:
    named = [name for name in treaties if ref == name or ref.startswith(f"{name} ")]
    return max(named, key=len, default="")


def _check(files: tuple[Loaded[_RuleFile], ...], study: Loaded[Study]) -> None:
    parts = {part.number: part for part in study.model.parts}
    seen: set[int] = set()
    for loaded in files:
        part = parts.get(loaded.model.part)
        if part is None:
            known = nearest(str(loaded.model.part), map(str, parts))
            raise loaded.file.error(("part",), f"the study has no part {loaded.model.part}", known)
        for index, rule in enumerate(loaded.model.rules):
            at = ("rules", index, "number")
            if rule.number in seen:
                raise loaded.file.error(at, f"rule {rule.number} stands twice")
            seen.add(rule.number)
            if not part.chapters[0] <= rule.chapter <= part.chapters[1] or rule.chapter not in study.model.chapters:
                raise loaded.file.error(("rules", index, "chapter"), f"chapter {rule.chapter} is not in this part")
            for group, refs in enumerate(rule.treaties):
                for position, ref in enumerate(refs.refs):
                    if not _treaty_name(ref, study.model.treaties):
                        key = ("rules", index, "treaties", group, "refs", position)
                        raise loaded.file.error(key, f"{ref!r} names no treaty of _study.yaml")
            for other in rule.related:
                if not 1 <= other <= NUMBER_OF_RULES or other == rule.number:
                    raise loaded.file.error(("rules", index, "related"), f"{other} is no other rule of the study")
    if missing := sorted(set(range(1, NUMBER_OF_RULES + 1)) - seen):
        raise study.file.error((), f"rules without an entry: {', '.join(map(str, missing))}")
