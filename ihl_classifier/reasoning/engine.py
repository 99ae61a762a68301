"""The rule engine: for every rule the finding of each element, the grade, and why. The trace is the explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ihl_classifier.knowledge.lexicon import Lexicon
from ihl_classifier.knowledge.rulebook import Rulebook, RuleFile
from ihl_classifier.language.reading import Reading
from ihl_classifier.reasoning.conditions import Conditions
from ihl_classifier.reasoning.logic import OPEN, Finding, Proof
from ihl_classifier.schema.terms import Grade, Stance, State

STANCE_ORDER = (Stance.DISPUTED, Stance.CLAIMED, Stance.ALLEGED, Stance.ASSERTED)
SCORES = {Grade.PRIMARY: 1.0, Grade.SECONDARY: 0.5}


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """What the engine found for one rule. `grade` is None where the rule is no candidate."""

    rule: int
    grade: Grade | None
    elements: Mapping[str, Finding]
    defeaters: Mapping[str, Finding]
    because: str
    """Why the grade is what it is: "elements", "companion", "defeated", "yields to N" or ""."""

    @property
    def score(self) -> float:
        """Return 1 for primary, 0.5 for secondary, less for a rule with only some elements met, 0 for none."""
        if self.grade is not None:
            return SCORES[self.grade]
        if self.because == "defeated" or not self.elements:
            return 0.0
        return 0.3 * sum(f.met for f in self.elements.values()) / len(self.elements)

    def proofs(self) -> tuple[Proof, ...]:
        """Return the grounds of all met elements."""
        return tuple(p for f in self.elements.values() if f.met for p in f.proofs)

    @property
    def stance(self) -> Stance:
        """Return the weakest telling among the acts that prove the elements."""
        found = {p.stance for p in self.proofs()}
        return next((s for s in STANCE_ORDER if s in found), Stance.ASSERTED)


class Engine:
    """Evaluates every rule over a reading. Read-only after start; safe to share between threads."""

    def __init__(self, rulebook: Rulebook, lexicon: Lexicon) -> None:
        self._rules = rulebook.rules
        self._lexicon = lexicon
        self._silent = {number: _silent(rule) for number, rule in rulebook.rules.items()}

    def run(self, reading: Reading) -> dict[int, RuleTrace]:
        """Return the trace of every rule that has a file."""
        conditions = Conditions(reading, self._lexicon)
        traces = {
            number: self._silent[number]
            if rule.triggers.isdisjoint(conditions.present)
            else self._own(rule, conditions)
            for number, rule in self._rules.items()
        }
        traces = self._companions(traces, conditions)
        return self._yield(traces, conditions)

    def _own(self, rule: RuleFile, conditions: Conditions) -> RuleTrace:
        elements: dict[str, Finding] = {}

        def element(name: str, trail: tuple[str, ...] = ()) -> Finding:
            if name not in elements:
                if name in trail:
                    return OPEN
                elements[name] = conditions.evaluate(rule.elements[name], lambda n: element(n, (*trail, name)))
            return elements[name]

        for name in rule.elements:
            element(name)
        elements = {name: elements[name] for name in rule.elements}
        defeaters = {d.id: conditions.evaluate(d.when, element) for d in rule.defeated_by}
        grade: Grade | None = None
        if conditions.evaluate(rule.primary, element).met:
            grade = Grade.PRIMARY
        elif rule.secondary is not None and conditions.evaluate(rule.secondary, element).met:
            grade = Grade.SECONDARY
        because = "elements" if grade else ""
        if any(f.met for f in defeaters.values()):
            grade, because = None, "defeated"
        return RuleTrace(rule.rule, grade, elements, defeaters, because)

    def _companions(self, traces: dict[int, RuleTrace], conditions: Conditions) -> dict[int, RuleTrace]:
        """Give a rule the grade that another candidate brings with it."""
        own = {number for number, trace in traces.items() if trace.grade}
        result = dict(traces)
        for number, rule in self._rules.items():
            trace = traces[number]
            if trace.grade is Grade.PRIMARY or trace.because == "defeated":
                continue
            for companion in rule.companion_of:
                others = own - {number} if isinstance(companion.rules, str) else own & set(companion.rules)
                if not others:
                    continue
                if companion.when and not conditions.evaluate(companion.when, lambda n, t=trace: t.elements[n]).met:  # type: ignore[misc]
                    continue
                if trace.grade is None or companion.grade is Grade.PRIMARY:
                    result[number] = replace(trace, grade=companion.grade, because=f"beside {min(others)}")
                break
        return result

    def _yield(self, traces: dict[int, RuleTrace], conditions: Conditions) -> dict[int, RuleTrace]:
        """A general rule is at most secondary beside the specific one, unless it has facts of its own."""
        result = dict(traces)
        for number, rule in self._rules.items():
            trace = traces[number]
            stronger = [n for n in rule.yields_to if n in traces and traces[n].grade is Grade.PRIMARY]
            if trace.grade is not Grade.PRIMARY or not stronger:
                continue
            if rule.own_facts and conditions.evaluate(rule.own_facts, lambda n, t=trace: t.elements[n]).met:  # type: ignore[misc]
                continue
            result[number] = replace(trace, grade=Grade.SECONDARY, because=f"yields to {stronger[0]}")
        return result


def _silent(rule: RuleFile) -> RuleTrace:
    """Return the trace of a text that has no word for anything in the rule."""
    return RuleTrace(rule.rule, None, dict.fromkeys(rule.elements, OPEN), {d.id: OPEN for d in rule.defeated_by}, "")


def states(trace: RuleTrace) -> dict[str, State]:
    """Return the state of each element."""
    return {name: finding.state for name, finding in trace.elements.items()}
