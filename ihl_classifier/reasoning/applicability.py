"""Which law governs: parties, date and place to a conflict, and from it custom, treaty and ICC as separate answers.

It marks candidates and never deletes one. Unknown means not in the table or not verified, never "no armed conflict".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from ihl_classifier.knowledge.catalogue import Catalogue, CatalogueRule, rome_regime
from ihl_classifier.knowledge.conflicts import Classification, Conflict, ConflictTable
from ihl_classifier.knowledge.countries import CountryLike
from ihl_classifier.knowledge.period import DateLike, Period, period
from ihl_classifier.schema import answer as contract
from ihl_classifier.schema.candidate import Law
from ihl_classifier.schema.terms import LawAnswer

YES, ARGUABLY, NO, UNKNOWN = LawAnswer.YES, LawAnswer.ARGUABLY, LawAnswer.NO, LawAnswer.UNKNOWN
FRESH = timedelta(days=730)
"""How long after a source's last day its classification is taken as it stands; later a "yes" becomes "arguably".
As long before its first day, where the conflict had begun, a "yes" is "arguably" too; earlier all is unknown."""


class Certainty(StrEnum):
    """How far a conflict's classification may be relied on for the incident's days."""

    FIRM = "firm"
    STALE = "stale"
    UNKNOWN = "unknown"


class Basis(StrEnum):
    """What the conflicts were found by."""

    PAIR = "pair"
    ONE_SIDE = "one_side"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ConflictAtDate:
    """A conflict as it stood on the incident's days, with the treaties that bind in it and the ICC's reach there."""

    conflict: Conflict
    certainty: Certainty
    treaties: Mapping[str, LawAnswer]
    """Every treaty the catalogue names, by name; whether it governs this type of conflict is asked elsewhere."""
    jurisdiction: LawAnswer
    catalogue: Catalogue = field(repr=False, compare=False)

    def binding(self) -> tuple[str, ...]:
        """Return the treaties that govern the conflict, those that only arguably do marked so; none where unknown."""
        if self.certainty is Certainty.UNKNOWN:
            return ()
        regime = "iac" if self.conflict.classification.international else "niac"
        governing = [
            (name, answer)
            for name, answer in self.treaties.items()
            if answer in (YES, ARGUABLY) and self.catalogue.study.treaties[name].regime in ("both", regime)
        ]
        return tuple(name if answer is YES else f"{name} (arguably)" for name, answer in governing)


@dataclass(frozen=True, slots=True)
class ApplicableLaw:
    """The conflicts that may govern an incident, how they were found, and what a reader should know of that."""

    conflicts: tuple[ConflictAtDate, ...]
    basis: Basis
    notes: tuple[str, ...]

    def as_answer(self, table: ConflictTable) -> contract.ApplicableLaw:
        """Return it in the Contract's form; `table` cites the sources."""
        return contract.ApplicableLaw(tuple(_applied(found, table) for found in self.conflicts), " ".join(self.notes))


def applicable_law(
    parties: Iterable[str],
    date: DateLike | None,
    country: CountryLike | None,
    catalogue: Catalogue,
    conflicts: ConflictTable,
) -> ApplicableLaw:
    """Return the conflicts that these parties (registry ids) were in, there and then.

    Conflicts with one of them on either side come first; where there is no such pair, those that any of them is in.
    An unsettled conflict is left out where another is found. `date` and `country` may be None: then they rule nothing
    out. ValueError where the date is no ISO date.
    """
    ids = tuple(dict.fromkeys(parties))
    days = None if date is None else period(date)
    found, basis = conflicts.between(ids, country, days), Basis.PAIR
    if not found:
        found, basis = conflicts.involving(ids, country, days), Basis.ONE_SIDE
    found = tuple(conflict for conflict in found if conflict.classification is not Classification.UNSETTLED) or found
    if not found:
        return ApplicableLaw((), Basis.NONE, ("No conflict of these parties, place and date is in the table.",))
    codes = conflicts.registry.countries.codes(country)
    resolved = tuple(_at_date(conflict, days, codes, catalogue, conflicts) for conflict in found)
    return ApplicableLaw(resolved, basis, tuple(_notes(resolved, basis, days)))


def law_answers(rule: CatalogueRule, conflicts: Sequence[ConflictAtDate]) -> Law:
    """Return custom, treaty and ICC for the rule, each yes, arguably, no or unknown; all unknown without a conflict.

    Where several conflicts may govern, the answer is theirs if they agree, unknown if one of them is unknown, else
    "arguably". A conflict to be verified counts as not in the table: it is heard only where there is no other. A
    sourced rival view of a conflict's type turns an answer that hangs on the type into "arguably".
    """
    heard = [found for found in conflicts if found.certainty is not Certainty.UNKNOWN] or conflicts
    return Law(
        custom=_agreed([_by_every_view(found, rule, _custom) for found in heard]),
        treaty=_agreed([_by_every_view(found, rule, _treaty) for found in heard]),
        icc=_agreed([_by_every_view(found, rule, _icc) for found in heard]),
    )


def _custom(rule: CatalogueRule, _: ConflictAtDate, seen_as: Classification) -> LawAnswer:
    if not rule.applies.known():
        return UNKNOWN
    if rule.applies.occupation and seen_as is Classification.IAC:
        return UNKNOWN  # whether the place was occupied is not in the table
    return LawAnswer(rule.applies.iac if seen_as.international else rule.applies.niac)


def _treaty(rule: CatalogueRule, found: ConflictAtDate, seen_as: Classification) -> LawAnswer:
    """Return the best answer of the rule's refs; "no" only where every ref is known not to govern."""
    regime = "iac" if seen_as.international else "niac"
    answers: set[LawAnswer] = set()
    for group in rule.treaties:
        for ref in group.refs:
            name = found.catalogue.treaty(ref)
            treaty = found.catalogue.study.treaties[name]
            if treaty.regime not in ("both", regime):
                answers.add(NO)
            elif not group.known():
                answers.add(UNKNOWN)
            else:
                answer = found.treaties[name]
                answers.add(ARGUABLY if answer is YES and treaty.states_only and regime == "niac" else answer)
    return next((answer for answer in (YES, ARGUABLY, UNKNOWN, NO) if answer in answers), UNKNOWN)


def _icc(rule: CatalogueRule, found: ConflictAtDate, seen_as: Classification) -> LawAnswer:
    """Return whether the Statute has the crime and the Court reaches the place and time, the weaker of the two."""
    crime = _crime(rule, "iac" if seen_as.international else "niac")
    return crime if crime is NO else _weaker(crime, found.jurisdiction)


def _crime(rule: CatalogueRule, regime: str) -> LawAnswer:
    rome = rule.rome_statute
    if not rome.known():
        return UNKNOWN
    if any(rome_regime(ref) == regime for ref in rome.refs):
        return ARGUABLY if rome.partial else YES
    if any(rome_regime(added.ref) == regime for added in rome.amended):
        return UNKNOWN  # binds only States that accepted the amendment, and later acts: not in the table
    return ARGUABLY if rome.partial and not rome.refs else NO


def _by_every_view(
    found: ConflictAtDate,
    rule: CatalogueRule,
    answer: Callable[[CatalogueRule, ConflictAtDate, Classification], LawAnswer],
) -> LawAnswer:
    conflict = found.conflict
    if found.certainty is Certainty.UNKNOWN or conflict.classification is Classification.UNSETTLED:
        return UNKNOWN
    result = answer(rule, found, conflict.classification)
    rival = conflict.rival_view
    if rival and rival.classification and rival.known() and result is not UNKNOWN:
        unsettled = rival.classification is Classification.UNSETTLED
        other = UNKNOWN if unsettled else answer(rule, found, rival.classification)
        if other is not result:
            result = UNKNOWN if result is NO and other is UNKNOWN else ARGUABLY
    return ARGUABLY if result is YES and found.certainty is Certainty.STALE else result


def _agreed(answers: Sequence[LawAnswer]) -> LawAnswer:
    given = set(answers)
    if not given or UNKNOWN in given:
        return UNKNOWN
    return given.pop() if len(given) == 1 else ARGUABLY


def _weaker(first: LawAnswer, second: LawAnswer) -> LawAnswer:
    return next(answer for answer in (NO, UNKNOWN, ARGUABLY, YES) if answer in (first, second))


def _at_date(
    conflict: Conflict, days: Period | None, codes: frozenset[str], catalogue: Catalogue, table: ConflictTable
) -> ConflictAtDate:
    places = codes & set(conflict.countries) or set(conflict.countries)
    treaties = {name: _binds(name, conflict, days, places, table) for name in catalogue.study.treaties}
    jurisdiction = table.states.jurisdiction(sorted(places), days)
    return ConflictAtDate(conflict, _certainty(conflict, days), treaties, jurisdiction, catalogue)


def _certainty(conflict: Conflict, days: Period | None) -> Certainty:
    if not conflict.known() or conflict.classification is Classification.UNSETTLED:
        return Certainty.UNKNOWN
    if days is None:
        return Certainty.FIRM
    reported = conflict.reported
    if reported is None:  # the source is not dated: what it says may be out of date
        begun = period(conflict.reported_from).first if conflict.reported_from else None
        return Certainty.STALE if begun and days.first >= begun else Certainty.UNKNOWN
    if days.last < reported.first:
        if conflict.period.known():
            return Certainty.FIRM
        return Certainty.STALE if reported.first - days.first <= FRESH else Certainty.UNKNOWN
    return Certainty.FIRM if days.last - reported.last <= FRESH else Certainty.STALE


def _binds(
    treaty: str, conflict: Conflict, days: Period | None, places: Iterable[str], table: ConflictTable
) -> LawAnswer:
    """Return whether the treaty binds in the conflict: what its entry says, else what the States' memberships give."""
    overlays = [overlay for overlay in conflict.treaties if overlay.treaty == treaty]
    for overlay in overlays:
        if overlay.days.open_both or (days is not None and days.within(overlay.days)):
            return LawAnswer(overlay.applies) if overlay.known(conflict.known()) else UNKNOWN
    international = conflict.classification.international
    mains = [party.party for side in conflict.sides for party in side.main if party.party]
    states = {party.split("-")[0] for party in mains if party.endswith("-state")} if international else set(places)
    memberships = {table.states.party(state, treaty, days) for state in states}
    if NO in memberships:
        return NO
    if overlays or (treaty == "AP II" and not international):
        return UNKNOWN  # the State may be a party, but whether the Protocol's threshold is met is not in the table
    return YES if memberships == {YES} and (not international or len(states) > 1) else UNKNOWN


def _applied(found: ConflictAtDate, table: ConflictTable) -> contract.AppliedConflict:
    conflict, rival = found.conflict, found.conflict.rival_view
    return contract.AppliedConflict(
        id=conflict.id,
        classification=conflict.classification.value if conflict.known() else UNKNOWN.value,
        as_of=conflict.as_of or "",
        treaties=found.binding(),
        source=table.sources.cite(conflict.source) if conflict.known() else "to be verified",
        rival_view=f"{rival.text}{'' if rival.known() else ' (to be verified)'}" if rival else "",
    )


def _notes(found: Sequence[ConflictAtDate], basis: Basis, days: Period | None) -> Iterable[str]:
    if basis is Basis.ONE_SIDE:
        yield "Only one side of a conflict is named; these are the conflicts that it is in."
    if days is None:
        yield "No date is given; the type of a conflict may have changed."
    if unverified := [one.conflict.id for one in found if not one.conflict.known()]:
        yield f"To be verified, so treated as unknown: {', '.join(unverified)}."
    if stale := [one.conflict.id for one in found if one.certainty is Certainty.STALE]:
        yield f"The source speaks of another time, or is not dated: {', '.join(stale)}."
    if early := [one.conflict.id for one in found if one.conflict.known() and one.certainty is Certainty.UNKNOWN]:
        yield f"The source does not speak of that time, or leaves the question open: {', '.join(early)}."
