"""Evaluates the conditions of rule files over a reading."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from ihl_classifier.knowledge.lexicon import ConceptKind, Lexicon
from ihl_classifier.knowledge.rulebook import Expression, Wanted
from ihl_classifier.language.reading import ActRead, Mention, Participant, Reading
from ihl_classifier.reasoning.logic import OPEN, Finding, Proof, all_of, any_of, negation
from ihl_classifier.schema.terms import State

NEAR = 1
"""Sentences that `together` may lie apart."""
PERSONAL = frozenset({"abduct_strict", "detain", "execute", "hand_kill", "kill", "sexual_violence", "torture"})
"""Acts that are done to persons only: a name that is no party's is a person's there."""
UNKNOWN_CLASS = frozenset({"person", "proper_name"})


class Conditions:
    """Evaluates conditions over one reading; act and concept lookups are indexed once."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self._reading = reading
        self._acts: dict[str, list[ActRead]] = {}
        self._mentions: dict[str, list[Mention]] = {}
        for act in reading.acts:
            for concept in act.up:
                self._acts.setdefault(concept, []).append(act)
        for mention in reading.mentions:
            for concept in mention.up:
                self._mentions.setdefault(concept, []).append(mention)
        self._known: dict[str, Finding] = {}
        self.present = frozenset((*self._acts, *self._mentions))
        """The concepts that the text has words for."""
        self._entities: dict[int, list[Mention]] = {}
        for mention in reading.mentions:
            if lexicon.concepts[mention.concept].kind is ConceptKind.ENTITY:
                self._entities.setdefault(mention.sentence, []).append(mention)

    def evaluate(self, condition: Expression, element: Callable[[str], Finding]) -> Finding:
        """Return the finding for a condition; `element` gives the findings of the rule's elements."""
        return self._value(condition, element) if condition.spoken(self.present) else OPEN

    def _value(self, condition: Expression, element: Callable[[str], Finding]) -> Finding:
        """Return the finding for a condition that the text has words for, worked out once a text."""
        if not condition.key:
            return self._evaluate(condition, element)
        if condition.key not in self._known:
            self._known[condition.key] = self._evaluate(condition, element)
        return self._known[condition.key]

    def _evaluate(self, condition: Expression, element: Callable[[str], Finding]) -> Finding:
        if condition.act:
            return self._act(condition)
        if condition.concept:
            return any_of([f for name in condition.concept for f in self._concept(name)] or [OPEN])
        if condition.element:
            return element(condition.element)
        if condition.any:
            return any_of(self._parts(condition.any, element))
        if condition.all:
            return all_of(self._parts(condition.all, element))
        if condition.together:
            return _together([self.evaluate(part, element) for part in condition.together])
        assert condition.not_ is not None
        return negation(self.evaluate(condition.not_, element))

    def _parts(self, parts: tuple[Expression, ...], element: Callable[[str], Finding]) -> list[Finding]:
        """Return the findings of the parts; of those that the text has no word for, one open finding for all."""
        spoken = [part for part in parts if part.spoken(self.present)]
        found = [self._value(part, element) for part in spoken]
        return found if len(spoken) == len(parts) else [*found, OPEN]

    def _concept(self, name: str) -> list[Finding]:
        return [
            _told(m.telling.told, Proof(m.span, m.sentence, None, m.telling.stance))
            for m in self._mentions.get(name, ())
        ]

    def _act(self, condition: Expression) -> Finding:
        seen: dict[str, ActRead] = {act.ref: act for name in condition.act for act in self._acts.get(name, ())}
        return any_of([self._one_act(act, condition) for act in seen.values()] or [OPEN])

    def _one_act(self, act: ActRead, condition: Expression) -> Finding:
        own = Proof(act.span, act.sentence, act.ref, act.telling.stance)
        findings = [_told(act.telling.told, own)]
        if condition.patient:
            findings.append(self._participants(act, act.patients, condition.patient, True))
        if condition.agent:
            findings.append(self._participants(act, act.agents, condition.agent, False))
        if condition.means:
            findings.append(self._participants(act, act.means, condition.means, True))
        return all_of(findings)

    def _participants(self, act: ActRead, given: tuple[Participant, ...], wanted: Wanted, borrow: bool) -> Finding:
        """A participant of the wanted class meets; where none is told, a mention in the same sentence may stand in."""
        if given:
            return any_of(self._match(act, p, wanted) for p in given)
        if not borrow:
            return OPEN
        taken = {p.span for p in (*act.agents, *act.patients)}
        for mention in self._entities.get(act.sentence, ()):
            if mention.span in taken or _overlaps(mention, act.agents):
                continue
            if mention.up & set(wanted.any or mention.up) and not mention.up & set(wanted.none):
                return Finding(State.MET, (Proof(mention.span, mention.sentence, act.ref, act.telling.stance),))
        return OPEN

    @staticmethod
    def _match(act: ActRead, participant: Participant, wanted: Wanted) -> Finding:
        proof = Proof(participant.span, act.sentence, act.ref, act.telling.stance)
        if participant.concepts & set(wanted.none):
            return Finding(State.DEFEATED, (proof,))
        if not wanted.any or participant.concepts & set(wanted.any):
            return Finding(State.MET, (proof,))
        if participant.concepts == {"proper_name"} and "person" in wanted.any and act.up & PERSONAL:
            return Finding(State.MET, (proof,))
        if not participant.concepts or participant.concepts <= UNKNOWN_CLASS:
            return OPEN
        return Finding(State.DEFEATED, (proof,))


def _overlaps(mention: Mention, participants: tuple[Participant, ...]) -> bool:
    return any(p.span.start <= mention.span.start < p.span.end for p in participants)


def _told(told: bool, proof: Proof) -> Finding:
    """Told mentions are met; negated, denied, hypothetical and doctrinal ones are defeated."""
    return Finding(State.MET if told else State.DEFEATED, (proof,))


def _together(findings: list[Finding]) -> Finding:
    """Return met where every part is met in one place: one act, one sentence, or sentences next to each other."""
    whole = all_of(findings)
    if not whole.met:
        return whole
    choices = [f.proofs for f in findings]
    best: tuple[Proof, ...] | None = None
    for pick in product(*(c[:12] for c in choices)):
        sentences = [p.sentence for p in pick]
        if max(sentences) - min(sentences) <= NEAR:
            best = tuple(dict.fromkeys((*(best or ()), *pick)))
    return Finding(State.MET, best) if best else OPEN
