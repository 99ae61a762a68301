"""The conflict table: which armed conflict two parties were in, there and then, and how it is classified by whom."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from ihl_classifier.knowledge.countries import Countries, CountryLike
from ihl_classifier.knowledge.parties import PartyRegistry, Slug
from ihl_classifier.knowledge.period import DateLike, PartialDate, Period, period, span
from ihl_classifier.knowledge.provenance import Inherited, Sourced, Sources
from ihl_classifier.knowledge.states import StateTable
from ihl_classifier.knowledge.yaml_files import Loaded, StrictModel, nearest, read_folder


class UnknownConflict(KeyError):
    """No conflict has this id; the message names the nearest."""


class Classification(StrEnum):
    """The type of a conflict; `unsettled` where sources do not say, or find none for a time. Never shown as "none"."""

    IAC = "IAC"
    NIAC = "NIAC"
    OCCUPATION = "IAC/occupation"
    UNSETTLED = "unsettled"

    @property
    def international(self) -> bool:
        """Return whether the law of international armed conflict governs."""
        return self in (Classification.IAC, Classification.OCCUPATION)


class _Dated(Inherited):
    from_: PartialDate | None = Field(default=None, alias="from")
    to: PartialDate | None = None

    @property
    def days(self) -> Period:
        """Return the days it held; an end not told is open."""
        return span(self.from_, self.to)


class SideParty(_Dated):
    """A party on a side: an id of the registry, or a name where it has none, and when."""

    party: Slug | None = None
    name: str = ""

    @model_validator(mode="before")
    @classmethod
    def _plain_id(cls, value: Any) -> Any:
        return {"party": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.party is None) == (not self.name):
            raise ValueError("a side's party has either `party` (an id) or `name`")
        return self


class Side(StrictModel):
    """One side: who it is in conflict as, and who supports it."""

    main: Annotated[tuple[SideParty, ...], Field(min_length=1)]
    support: tuple[SideParty, ...] = ()

    def ids(self, days: Period | None) -> frozenset[str]:
        """Return the ids on this side on these days (or ever)."""
        held = (p for p in (*self.main, *self.support) if days is None or p.days.overlaps(days))
        return frozenset(party.party for party in held if party.party)


class Lasted(_Dated):
    """When the conflict began and ended, as far as told."""


class TreatyOverlay(_Dated):
    """Whether a treaty applies to this conflict: for AP II, its threshold too."""

    treaty: str
    applies: Literal["yes", "no", "arguably"]


class RivalView(Sourced):
    """Another reading, and the type it would give the conflict."""

    text: str
    classification: Classification | None = None


class Conflict(Sourced):
    """A conflict between two sides. `reported_from` to `as_of` is the time its source speaks of."""

    id: Slug
    name: str
    countries: Annotated[tuple[str, ...], Field(min_length=1)]
    sides: tuple[Side, Side]
    classification: Classification
    period: Lasted
    reported_from: PartialDate | None = None
    as_of: PartialDate | None = None
    treaties: tuple[TreatyOverlay, ...] = ()
    rival_view: RivalView | None = None
    note: str = ""

    @property
    def reported(self) -> Period | None:
        """Return the days that the source speaks of, or None where that is not told."""
        if self.as_of is None:
            return None
        return span(self.reported_from or self.as_of, self.as_of)

    def party_ids(self, days: Period | None = None) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids on either side on these days (or ever)."""
        return self.sides[0].ids(days), self.sides[1].ids(days)


class _ConflictFile(StrictModel):
    conflicts: tuple[Conflict, ...]


class ConflictTable:
    """All conflicts, read-only and safe to share between threads. What is not in it is not "no armed conflict"."""

    def __init__(
        self, conflicts: tuple[Conflict, ...], registry: PartyRegistry, states: StateTable, sources: Sources
    ) -> None:
        self.conflicts = conflicts
        self.registry = registry
        self.states = states
        self.sources = sources
        self._by_id = {conflict.id: conflict for conflict in conflicts}

    @classmethod
    def load(cls, root: Path, registry: PartyRegistry | None = None) -> ConflictTable:
        """Return the table under the rules folder `root` (`conflicts/*.yaml`); the registry is loaded where not given.

        Raises:
            ConfigError: a fault in a file, an id that stands twice, or a party, country or source unknown.
        """
        folder = root / "conflicts"
        registry = registry or PartyRegistry.load(root)
        sources = Sources.load(folder)
        files = read_folder(folder, _ConflictFile)
        _check(files, registry, registry.countries)
        for loaded in files:
            sources.check(loaded)
        states = StateTable.load(root, sources)
        return cls(tuple(c for loaded in files for c in loaded.model.conflicts), registry, states, sources)

    def conflict(self, conflict_id: str) -> Conflict:
        """Return the conflict with this id; UnknownConflict, with the nearest id, where there is none."""
        try:
            return self._by_id[conflict_id]
        except KeyError:
            raise UnknownConflict(f"no conflict {conflict_id!r}; {nearest(conflict_id, self._by_id)}") from None

    def between(
        self, party_ids: Iterable[str], country: CountryLike | None = None, date: DateLike | None = None
    ) -> tuple[Conflict, ...]:
        """Return the conflicts that have some of these parties on one side and others of them on the other.

        A party counts as those it belongs under, too (`ml-fama` as `ml-state`). A country or a date that is not given,
        or a country that cannot be read, rules nothing out.
        """
        return self._matching(party_ids, country, date, both=True)

    def involving(
        self, party_ids: Iterable[str], country: CountryLike | None = None, date: DateLike | None = None
    ) -> tuple[Conflict, ...]:
        """Return the conflicts that have any of these parties on a side, there and then."""
        return self._matching(party_ids, country, date, both=False)

    def _matching(
        self, party_ids: Iterable[str], country: CountryLike | None, date: DateLike | None, *, both: bool
    ) -> tuple[Conflict, ...]:
        days = None if date is None else period(date)
        codes = self.registry.countries.codes(country)
        lines = {party: frozenset(self.registry.lineage(party, days)) for party in party_ids}
        found = []
        for conflict in self.conflicts:
            if codes and not codes & set(conflict.countries):
                continue
            if days is not None and not days.overlaps(conflict.period.days):
                continue
            first, second = ({p for p, line in lines.items() if line & ids} for ids in conflict.party_ids(days))
            if (first and second and len(first | second) > 1) if both else (first or second):
                found.append(conflict)
        return tuple(found)


def _check(files: tuple[Loaded[_ConflictFile], ...], registry: PartyRegistry, countries: Countries) -> None:
    seen: set[str] = set()
    for loaded in files:
        for index, conflict in enumerate(loaded.model.conflicts):
            at = ("conflicts", index)
            if conflict.id in seen:
                raise loaded.file.error((*at, "id"), f"the id {conflict.id!r} stands twice")
            seen.add(conflict.id)
            for code in conflict.countries:
                if not countries.known(code):
                    raise loaded.file.error((*at, "countries"), f"no country {code!r}", nearest(code, countries.names))
            for number, side in enumerate(conflict.sides):
                for part, parties in (("main", side.main), ("support", side.support)):
                    for position, party in enumerate(parties):
                        if party.party and party.party not in registry:
                            hint = nearest(party.party, (known.id for known in registry.parties))
                            key = (*at, "sides", number, part, position)
                            raise loaded.file.error(key, f"no party {party.party!r}", hint)
            if not conflict.verify and conflict.reported is None and conflict.reported_from is None:
                raise loaded.file.error(at, "a sourced classification needs `as_of` or `reported_from`")
