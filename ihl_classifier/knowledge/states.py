"""What binds States by treaty, and where the International Criminal Court has jurisdiction, each by date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field

from ihl_classifier.knowledge.period import PartialDate, Period, span
from ihl_classifier.knowledge.provenance import Sourced, Sources
from ihl_classifier.knowledge.yaml_files import StrictModel, read_model
from ihl_classifier.schema.terms import LawAnswer


class _Dated(Sourced):
    from_: PartialDate | None = Field(default=None, alias="from")
    to: PartialDate | None = None

    def held(self, days: Period | None) -> bool:
        """Return whether it held on all of these days, or at any time where they are not known."""
        own = span(self.from_, self.to)
        return own.open_both if days is None else days.within(own)


class Membership(_Dated):
    """Whether the State is a party to a treaty."""

    treaty: str
    party: Literal["yes", "no"]


class Jurisdiction(_Dated):
    """Whether the Court has jurisdiction over acts on the State's territory, and on what basis."""

    jurisdiction: Literal["yes", "no", "arguably"]
    basis: str


class State(StrictModel):
    """One State's entry."""

    treaties: tuple[Membership, ...] = ()
    icc: tuple[Jurisdiction, ...] = ()


class _Universal(Sourced):
    treaties: tuple[str, ...]


class _StateFile(StrictModel):
    universal: _Universal
    states: dict[str, State]


@dataclass(frozen=True, slots=True)
class StateTable:
    """The table, by country code. What is not in it, or not verified, is unknown."""

    states: dict[str, State]
    universal: frozenset[str]

    @classmethod
    def load(cls, root: Path, sources: Sources) -> StateTable:
        """Return the table in `conflicts/_states.yaml` under the rules folder `root`; ConfigError where faulty."""
        loaded = read_model(root / "conflicts" / "_states.yaml", _StateFile)
        sources.check(loaded)
        return cls(loaded.model.states, frozenset(loaded.model.universal.treaties))

    def party(self, country: str, treaty: str, days: Period | None) -> LawAnswer:
        """Return whether the State was a party to the treaty on these days: yes, no or unknown."""
        if treaty in self.universal:
            return LawAnswer.YES
        entries = self.states[country].treaties if country in self.states else ()
        for entry in entries:
            if entry.treaty == treaty and entry.known():
                if entry.party == "no" and span(entry.from_, entry.to).open_both:
                    return LawAnswer.NO
                if entry.held(days):
                    return LawAnswer(entry.party)
        return LawAnswer.UNKNOWN

    def jurisdiction(self, countries: Iterable[str], days: Period | None) -> LawAnswer:
        """Return whether the Court has jurisdiction over acts there on these days; unknown unless all agree."""
        found = {self._jurisdiction(country, days) for country in countries}
        return found.pop() if len(found) == 1 else LawAnswer.UNKNOWN

    def _jurisdiction(self, country: str, days: Period | None) -> LawAnswer:
        for entry in self.states[country].icc if country in self.states else ():
            if entry.held(days):
                return LawAnswer(entry.jurisdiction) if entry.known() else LawAnswer.UNKNOWN
        return LawAnswer.UNKNOWN
