"""Candidates of one text: the engine's trace and the model's judgement joined into the Contract's form."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from ihl_classifier.language.reading import ActRead, Participant, Reading
from ihl_classifier.learning.prediction import Prediction
from ihl_classifier.learning.thresholds import LIKELY
from ihl_classifier.reasoning.applicability import ApplicableLaw, law_answers
from ihl_classifier.reasoning.engine import RuleTrace
from ihl_classifier.reasoning.explanation import explain
from ihl_classifier.rules_folder import RulesFolder
from ihl_classifier.schema.candidate import Candidate, Contested, Defeater, Element, Neighbour, Scores
from ihl_classifier.schema.terms import Band, Grade, PartyKind, Stance

NEAR = 2
"""Sentences between an act and the claim of responsibility for it."""
BYSTANDERS = frozenset({PartyKind.PERSON, PartyKind.PEACE_OPERATION})
STANCE_ORDER = (Stance.DISPUTED, Stance.CLAIMED, Stance.ALLEGED, Stance.ASSERTED)


class CandidateMaker:
    """Makes candidates; shares the rules folder read-only."""

    def __init__(self, rules: RulesFolder) -> None:
        self._rules = rules

    def make(
        self,
        reading: Reading,
        traces: Mapping[int, RuleTrace],
        prediction: Prediction,
        law: ApplicableLaw,
        asked: tuple[int, ...] = (),
        everything: bool = False,
    ) -> list[Candidate]:
        """Return the candidates by falling confidence: proposed ones, those asked for, and unlikely ones if `everything`."""
        numbers = set(asked) | (prediction.proposed & self._rules.catalogue.incident_bearing)
        if everything:
            known = (*prediction.confidence, *(n for n, trace in traces.items() if trace.grade))
            numbers |= set(known) & self._rules.catalogue.incident_bearing
        acts = {act.ref: act for act in reading.acts}
        made = [self._one(number, reading, traces.get(number), prediction, law, acts) for number in numbers]
        return sorted(made, key=lambda c: (-c.confidence, c.rule))

    def _one(
        self,
        number: int,
        reading: Reading,
        trace: RuleTrace | None,
        prediction: Prediction,
        law: ApplicableLaw,
        acts: dict[str, ActRead],
    ) -> Candidate:
        catalogue, file = self._rules.catalogue, self._rules.rulebook.rules.get(number)
        entry = catalogue.rule(number)
        trace = trace or RuleTrace(number, None, {}, {}, "")
        confidence = round(prediction.confidence_of(number), 4)
        band = self._band(number, confidence, prediction) if entry.incident_bearing else Band.UNLIKELY
        proposed = band is not Band.UNLIKELY
        grade = (
            (Grade.PRIMARY if prediction.primary_share(number) >= 0.5 else Grade.SECONDARY) if proposed else trace.grade
        )
        doing = self._acts_of(trace, reading, acts)
        return Candidate(
            rule=number,
            title=entry.title,
            grade=grade,
            confidence=confidence,
            band=band,
            scores=Scores(round(trace.score, 4) if file else None, _rounded(prediction.classifier.get(number))),
            ledger=prediction.ledger(number) if proposed else (),
            elements=tuple(Element(name, f.state, f.spans()) for name, f in trace.elements.items()),
            defeaters=tuple(
                Defeater(d.id, trace.defeaters[d.id].state, trace.defeaters[d.id].spans(), d.source)
                for d in (file.defeated_by if file else ())
                if d.id in trace.defeaters
            ),
            perpetrators=_perpetrators(doing, reading),
            stance=_stance(trace, doing),
            contested=tuple(Contested(k, v) for k, v in file.contested.items()) if file else (),
            ask=file.ask if file else (),
            law=law_answers(entry, law.conflicts),
            neighbours=tuple(Neighbour(n, text) for n, text in file.neighbours.items()) if file else (),
            related=catalogue.related(number),
            explanation=explain(
                entry.title, trace, file, band.value, lambda ref: _who(acts.get(ref)), proposed and trace.grade is None
            ),
        )

    @staticmethod
    def _band(number: int, confidence: float, prediction: Prediction) -> Band:
        if confidence >= LIKELY:
            return Band.LIKELY
        return Band.POSSIBLE if confidence >= prediction.threshold_of(number) else Band.UNLIKELY

    @staticmethod
    def _acts_of(trace: RuleTrace, reading: Reading, acts: dict[str, ActRead]) -> list[ActRead]:
        """Return the acts that prove the rule; where only likeness speaks for it, all told harmful acts."""
        proving = [acts[p.act] for p in trace.proofs() if p.act in acts]
        if proving:
            return list({act.ref: act for act in proving}.values())
        return [act for act in reading.acts if "harm" in act.up and act.telling.told]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _perpetrators(doing: list[ActRead], reading: Reading) -> tuple[str, ...]:
    """Return the refs of who is said to do these acts, most direct first.

    The agents of the acts; the doers of an event that does them ("the attack killed"); whom unnamed men are said to
    belong to; then, where none of these is told, who claims the act and who does what the same sentence tells.
    """
    refs: list[str] = []
    for act in doing:
        for agent in act.agents:
            refs += [agent.ref] if agent.ref else _doers_of_event(agent, act, reading)
    refs += [group for ref in list(refs) for group in reading.memberships.get(ref, ())]
    known = {party.ref: party for party in reading.parties}
    if not any(known[ref].party_id for ref in refs if ref in known):
        refs += [ref for ref, at in reading.claimants.items() if any(abs(act.sentence - at) <= NEAR for act in doing)]
    if not refs:
        refs = _doers_near({act.sentence for act in doing}, reading)
    refs = refs or _movers_near({act.sentence for act in doing}, reading) or _only_party(reading)
    return tuple(ref for ref in dict.fromkeys(refs) if ref in known)


def _doers_near(sentences: set[int], reading: Reading) -> list[str]:
    """Return who does what the same sentences tell, or, where nobody does anything there, the neighbouring ones."""
    for reach in (0, 1):
        around = {n + step for n in sentences for step in range(-reach, reach + 1)}
        near = [a for a in reading.acts if a.telling.told and a.sentence in around]
        if refs := [p.ref for act in near for p in act.agents if p.ref]:
            return refs
    return []


def _movers_near(sentences: set[int], reading: Reading) -> list[str]:
    """Return the parties that do anything in the sentences of the acts, but for those that only suffer there."""
    suffering = {p.ref for act in reading.acts for p in act.patients}
    for reach in (0, 1):
        around = sorted({n + step for n in sentences for step in range(-reach, reach + 1)})
        found = [ref for number in around for ref in reading.movers.get(number, ())]
        if left := [ref for ref in found if ref not in suffering | reading.speakers]:
            return left
    return []


def _only_party(reading: Reading) -> list[str]:
    """Return the one party that the passage leaves as a doer: neither harmed nor speaking, and no other beside it."""
    suffering = {p.ref for act in reading.acts for p in act.patients}
    left = [p for p in reading.parties if p.ref not in suffering | reading.speakers and p.kind not in BYSTANDERS]
    return [left[0].ref] if len(left) == 1 else []


def _doers_of_event(agent: Participant, act: ActRead, reading: Reading) -> list[str]:
    first, past = (bisect_left(reading.acts, at, key=_start) for at in (agent.span.start, agent.span.end))
    return [p.ref for event in reading.acts[first:past] if event.ref != act.ref for p in event.agents if p.ref]


def _start(act: ActRead) -> int:
    return act.span.start


def _stance(trace: RuleTrace, doing: list[ActRead]) -> Stance:
    if trace.proofs():
        return trace.stance
    found = {act.telling.stance for act in doing}
    return next((s for s in STANCE_ORDER if s in found), Stance.ASSERTED)


def _who(act: ActRead | None) -> str:
    if act is None:
        return ""
    doers = ", ".join(p.span.text for p in act.agents)
    harmed = ", ".join(p.span.text for p in act.patients)
    return f"{doers} → {harmed}" if doers and harmed else doers or (f"→ {harmed}" if harmed else "")
