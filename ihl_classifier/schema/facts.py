"""Facts of an incident: when, where, with what, on what, how many."""

from __future__ import annotations

from dataclasses import dataclass

from ihl_classifier.schema.span import Span


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date or range told; ISO days, both ends inclusive."""

    start: str
    end: str
    span: Span


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the text; `country` where the small gazetteer knows it."""

    name: str
    span: Span
    country: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """A means (weapon, vehicle) or an object harmed, with the lexicon's concept."""

    concept: str
    span: Span


@dataclass(frozen=True, slots=True)
class Casualties:
    """A count of persons harmed; `max` is null where the text says "at least"."""

    kind: str
    min: int
    max: int | None
    who: str
    source: str
    span: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one incident."""

    dates: tuple[DateFact, ...] = ()
    places: tuple[Place, ...] = ()
    means: tuple[Thing, ...] = ()
    objects: tuple[Thing, ...] = ()
    casualties: tuple[Casualties, ...] = ()
