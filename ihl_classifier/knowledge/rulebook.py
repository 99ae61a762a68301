"""The rulebook: one YAML file a rule, as lawyers write them, with their own examples."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ConfigDict, Field, model_validator

from ihl_classifier.knowledge.lexicon import Lexicon
from ihl_classifier.knowledge.yaml_files import Loaded, StrictModel, nearest, read_model
from ihl_classifier.schema.terms import Grade, Stance


class RuleStatus(StrEnum):
    """How far a rule file is trusted, by measured precision."""

    EXPERIMENTAL = "experimental"
    TESTED = "tested"
    STABLE = "stable"


class _Part(StrictModel):
    """A part of a rule file. Shorthand is rewritten before validation, so lists are taken as tuples."""

    model_config = ConfigDict(strict=False)


def _tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


class Wanted(_Part):
    """Which concepts a participant must, or must not, be."""

    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str | list | tuple):
            return {"any": _tuple(value)}
        return {key: _tuple(item) for key, item in value.items()} if isinstance(value, dict) else value


class Expression(_Part):
    """A condition: exactly one of act, concept, element, any, all, together, not.

    act: an act of one of these concepts, with `agent`, `patient`, `means` wanted.
    concept: a mention of one of these concepts, told as a fact.
    element: another element of the same rule, by id.
    together: all parts, with evidence in one sentence or in neighbouring ones.
    """

    act: tuple[str, ...] = ()
    agent: Wanted | None = None
    patient: Wanted | None = None
    means: Wanted | None = None
    concept: tuple[str, ...] = ()
    element: str = ""
    any: tuple[Expression, ...] = ()
    all: tuple[Expression, ...] = ()
    together: tuple[Expression, ...] = ()
    not_: Expression | None = Field(default=None, alias="not")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"element": value}
        if isinstance(value, dict):
            return {key: _tuple(item) if key in ("act", "concept") else item for key, item in value.items()}
        return value

    @model_validator(mode="after")
    def _one(self) -> Expression:
        names = ("act", "concept", "element", "any", "all", "together", "not_")
        given = [name for name in names if getattr(self, name)]
        if len(given) != 1:
            raise ValueError(f"give exactly one of act, concept, element, any, all, together, not; got {given}")
        if (self.agent or self.patient or self.means) and not self.act:
            raise ValueError("agent, patient and means belong to an act; without one, give act: harm")
        return self

    def concepts(self) -> set[str]:
        """Return every concept id that the condition names."""
        named = {*self.act, *self.concept}
        for wanted in (self.agent, self.patient, self.means):
            named |= {*wanted.any, *wanted.none} if wanted else set()
        for part in self._parts():
            named |= part.concepts()
        return named

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Return the concepts without any of which the condition is open, what elements add left aside."""
        return frozenset({*self.act, *self.concept}).union(*(part.triggers for part in self._parts()))

    @cached_property
    def _of_elements(self) -> bool:
        return bool(self.elements())

    def _parts(self) -> tuple[Expression, ...]:
        return (*self.any, *self.all, *self.together, *((self.not_,) if self.not_ else ()))

    @cached_property
    def key(self) -> str:
        """Return a text that equal conditions share, "" where elements of the rule have a say."""
        return "" if self.elements() else self.model_dump_json(exclude_defaults=True)

    def spoken(self, present: frozenset[str]) -> bool:
        """Return whether a text with these concepts can say anything of the condition; if not, it is open."""
        return self._of_elements or not self.triggers.isdisjoint(present)

    def elements(self) -> set[str]:
        """Return every element id that the condition names."""
        named = {self.element} - {""}
        for part in self._parts():
            named |= part.elements()
        return named


class DefeaterFile(_Part):
    """A fact that speaks against the rule when met, with its legal source."""

    id: str
    when: Expression
    source: str


class Companion(_Part):
    """Gives this rule a grade where another rule is a candidate (135 beside any rule that harms children)."""

    rules: tuple[int, ...] | str
    when: Expression | None = None
    grade: Grade = Grade.SECONDARY


class ExampleFile(_Part):
    """A text with what must come out of it, or must not (then `why`)."""

    text: str
    lang: str = "en"
    conflict: str = ""
    country: str = ""
    date: str = ""
    grade: Grade | None = None
    evidence: dict[str, str] = Field(default_factory=dict)
    stance: Stance | None = None
    why: str = ""


class ExamplesFile(_Part):
    """A rule's examples: they are its tests; `todo` are known gaps, counted and not required."""

    match: tuple[ExampleFile, ...] = ()
    no_match: tuple[ExampleFile, ...] = ()
    todo: tuple[ExampleFile, ...] = ()


class RuleFile(_Part):
    """One rule: elements, grades, defeaters, neighbours, questions and examples."""

    rule: int = Field(ge=1, le=161)
    status: RuleStatus = RuleStatus.EXPERIMENTAL
    elements: dict[str, Expression]
    primary: Expression
    secondary: Expression | None = None
    yields_to: tuple[int, ...] = ()
    own_facts: Expression | None = None
    companion_of: tuple[Companion, ...] = ()
    defeated_by: tuple[DefeaterFile, ...] = ()
    contested: dict[str, str] = Field(default_factory=dict)
    ask: tuple[str, ...] = ()
    neighbours: dict[int, str] = Field(default_factory=dict)
    examples: ExamplesFile = ExamplesFile()

    @model_validator(mode="before")
    @classmethod
    def _absent(cls, value: Any) -> Any:
        """An empty `own_facts: {}` means none."""
        if isinstance(value, dict) and value.get("own_facts") == {}:
            value = {key: item for key, item in value.items() if key != "own_facts"}
        return value

    @model_validator(mode="after")
    def _known_elements(self) -> RuleFile:
        known = set(self.elements)
        for where, expression in self.expressions():
            for name in sorted(expression.elements() - known):
                raise ValueError(f"{where} names the element {name!r}; this rule has {', '.join(sorted(known))}")
        return self

    @cached_property
    def triggers(self) -> frozenset[str]:
        """Return the concepts without any of which every element and defeater is open."""
        return frozenset().union(*(expression.triggers for _, expression in self.expressions()))

    def expressions(self) -> list[tuple[str, Expression]]:
        """Return every condition of the file with the name of its place."""
        found = [(f"elements.{name}", part) for name, part in self.elements.items()]
        found.append(("primary", self.primary))
        for name in ("secondary", "own_facts"):
            if (part := getattr(self, name)) is not None:
                found.append((name, part))
        found += [(f"defeated_by.{d.id}", d.when) for d in self.defeated_by]
        found += [("companion_of", c.when) for c in self.companion_of if c.when]
        return found


class Rulebook:
    """All rule files, checked against the lexicon."""

    def __init__(self, loaded: dict[int, Loaded[RuleFile]], lexicon: Lexicon) -> None:
        self.rules = {number: loaded[number].model for number in sorted(loaded)}
        known = set(lexicon.concepts)
        for number, rule in self.rules.items():
            for where, expression in rule.expressions():
                for name in sorted(expression.concepts() - known):
                    message = f"the lexicon has no concept {name!r}"
                    raise loaded[number].file.error(where.split("."), message, nearest(name, known))

    @classmethod
    def load(cls, root: Path, lexicon: Lexicon) -> Rulebook:
        """Return the rulebook of the folder `root`/rules.

        Raises:
            ConfigError: a file does not parse, two files hold one rule, or a concept is unknown.
        """
        rules: dict[int, Loaded[RuleFile]] = {}
        for path in sorted((root / "rules").glob("*.yaml")):
            loaded = read_model(path, RuleFile)
            if loaded.model.rule in rules:
                raise loaded.file.error(("rule",), f"rule {loaded.model.rule} has two files")
            rules[loaded.model.rule] = loaded
        return cls(rules, lexicon)
