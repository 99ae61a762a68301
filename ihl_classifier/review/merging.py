"""One incident's labelling and its reviews, merged into a row of the corpus; reviewers who differ are never merged."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ihl_classifier.learning.codebook import CODEBOOK_VERSION, NEVER_LABELS
from ihl_classifier.review.quoting import quotes_of
from ihl_classifier.schema.act import Act
from ihl_classifier.schema.actors import Affected
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.candidate import Candidate
from ihl_classifier.schema.corpus_row import ActLabel, AffectedLabel, CorpusRow, PartyLabel, Quotes, RuleLabel
from ihl_classifier.schema.review import PartyReview, Review, RuleReview
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, ReviewGrade
from ihl_classifier.store.incidents import StoredIncident

BATCH = "reviews"
STYLE = "reviewed-incident"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Reviewers differ on these rules (or on the parties); the incident waits for an adjudicator."""

    incident_id: uuid.UUID
    rules: tuple[int, ...]
    parties: bool = False


def merge(
    incident: StoredIncident, answer: LabelledIncident, reviews: Sequence[Review]
) -> CorpusRow | Disagreement:  # fmt: skip
    """Return the corpus row of a reviewed incident, or what its reviewers disagree on.

    A reviewer's last word on a rule counts. Rules that nobody named stand as the answer proposed them, since a
    reviewer who leaves a candidate alone lets it stand. `reviews` are oldest first.
    """
    verdicts = _verdicts(reviews)
    disputed = tuple(sorted(rule for rule, said in verdicts.items() if len({item.grade for item in said}) > 1))
    said_parties = _party_reviews(reviews)
    differ = len({_identity(said) for said in said_parties}) > 1
    if disputed or differ:
        return Disagreement(incident.id, disputed, parties=differ)
    parties, incomplete = list(_own_parties(incident.text, answer)), list[str]()
    if said_parties:
        parties, incomplete = _parties(incident.text, parties, said_parties[0])
    labels = _labels(incident.text, answer, verdicts)
    return CorpusRow(
        id=f"review-{incident.id}",
        text=incident.text,
        language=answer.language,
        conflict=_conflict(incident, answer),
        country=incident.country or "",
        date=incident.date or "",
        style=STYLE,
        batch=BATCH,
        codebook=CODEBOOK_VERSION,
        invented=False,
        facts_from=incident.source or "an incident sent to the service and reviewed",
        primary=tuple(labels[Grade.PRIMARY]),
        secondary=tuple(labels[Grade.SECONDARY]),
        parties=tuple(parties),
        affected=tuple(_affected(incident.text, item) for item in answer.affected),
        acts=tuple(_act(item) for item in answer.acts),
        note=f"parties left out, their kind or stance was not given: {', '.join(incomplete)}" if incomplete else "",
    )


def _verdicts(reviews: Sequence[Review]) -> dict[int, list[RuleReview]]:
    last: dict[tuple[int, str], RuleReview] = {}
    for review in reviews:
        for judged in review.rules:
            last[judged.rule, review.reviewer] = judged
    found: dict[int, list[RuleReview]] = {}
    for (rule, _), judged in last.items():
        found.setdefault(rule, []).append(judged)
    return found


def _party_reviews(reviews: Sequence[Review]) -> list[tuple[PartyReview, ...]]:
    last = {review.reviewer: review.parties for review in reviews if review.parties}
    return list(last.values())


def _identity(parties: tuple[PartyReview, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        (item.party_id or item.name.casefold(), item.kind or "", item.stance or "", *sorted(item.roles))
        for item in parties
    )


def _labels(
    text: str, answer: LabelledIncident, verdicts: dict[int, list[RuleReview]]
) -> dict[Grade, list[RuleLabel]]:  # fmt: skip
    candidates = {item.rule: item for item in answer.candidates}
    grades = {
        rule: item.grade
        for rule, item in candidates.items()
        if item.grade is not None and item.band in (Band.LIKELY, Band.POSSIBLE)
    }
    for rule, said in verdicts.items():
        grades.pop(rule, None)
        if said[0].grade is not ReviewGrade.REJECTED:
            grades[rule] = Grade(said[0].grade.value)
    labels: dict[Grade, list[RuleLabel]] = {Grade.PRIMARY: [], Grade.SECONDARY: []}
    for rule, grade in sorted(grades.items()):
        if rule not in NEVER_LABELS:
            evidence = _evidence(text, candidates.get(rule), verdicts.get(rule, []))
            labels[grade].append(RuleLabel(rule=rule, evidence=evidence))
    return labels


def _evidence(text: str, candidate: Candidate | None, said: Sequence[RuleReview]) -> dict[str, Quotes] | Quotes:
    """Return the reviewers' quotes, by element where each overlaps an element's words; else the candidate's own."""
    given = sorted({Span(span.start, span.end, span.text) for item in said for span in item.evidence})
    elements = {item.id: item.evidence for item in candidate.elements if item.evidence} if candidate else {}
    if not given:
        return {name: quotes_of(text, spans) for name, spans in elements.items()} if elements else ()
    keyed: dict[str, list[Span]] = {}
    for span in given:
        homes = [name for name, spans in elements.items() if any(_overlap(span, other) for other in spans)]
        if not homes:
            return quotes_of(text, given)
        for name in homes:
            keyed.setdefault(name, []).append(span)
    return {name: quotes_of(text, spans) for name, spans in keyed.items()}


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _conflict(incident: StoredIncident, answer: LabelledIncident) -> str:
    if answer.applicable_law.conflicts:
        return answer.applicable_law.conflicts[0].id
    return f"reviewed-{(incident.country or 'unknown').casefold()}"


def _own_parties(text: str, answer: LabelledIncident) -> tuple[PartyLabel, ...]:
    return tuple(
        PartyLabel(
            name=item.name, party_id=item.party_id, kind=item.kind, roles=item.roles, stance=item.stance,
            quotes=quotes_of(text, item.mentions),
        )
        for item in answer.parties
    )  # fmt: skip


def _parties(text: str, own: Sequence[PartyLabel], said: Sequence[PartyReview]) -> tuple[list[PartyLabel], list[str]]:
    """Return the parties as reviewed, and the names of those that a corpus row cannot carry.

    What a reviewer left open is taken from the party of the same id or name; where there is none, a party without
    kind or stance is no label.
    """
    labels: list[PartyLabel] = []
    incomplete: list[str] = []
    for item in said:
        known = next((other for other in own if _same_party(item, other)), None)
        kind = item.kind or (known.kind if known else None)
        stance = item.stance or (known.stance if known else None)
        if kind is None or stance is None:
            incomplete.append(item.name)
            continue
        labels.append(
            PartyLabel(
                name=item.name,
                party_id=item.party_id or (known.party_id if known else None),
                kind=kind,
                roles=item.roles or (known.roles if known else ()),
                stance=stance,
                quotes=known.quotes if known else _named(text, item.name),
            )
        )
    return labels, incomplete


def _same_party(said: PartyReview, item: PartyLabel) -> bool:
    if said.party_id and item.party_id:
        return said.party_id == item.party_id
    return said.name.casefold() == item.name.casefold()


def _named(text: str, name: str) -> Quotes:
    return (name,) if name in text else ()


def _affected(text: str, item: Affected) -> AffectedLabel:
    return AffectedLabel(
        kind=item.kind, role=item.role, status=item.status, attributes=item.attributes, count=item.count,
        quotes=quotes_of(text, item.mentions),
    )  # fmt: skip


def _act(item: Act) -> ActLabel:
    return ActLabel(
        verb=item.span.text,
        doer=tuple(one.span.text for one in item.agents),
        harmed=tuple(one.span.text for one in item.patients),
    )
