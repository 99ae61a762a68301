"""Dates that may be partial ("2012", "2012-04") and the spans of days they stand for."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

_PARTIAL = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends inclusive; `date.min` and `date.max` stand for open ends."""

    first: date = date.min
    last: date = date.max

    def overlaps(self, other: Period) -> bool:
        """Return whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Period) -> bool:
        """Return whether every day of this one is a day of `other`."""
        return other.first <= self.first and self.last <= other.last

    @property
    def open_both(self) -> bool:
        """Return whether neither end is known, so that the span says nothing."""
        return self.first == date.min and self.last == date.max


ALWAYS = Period()
DateLike = str | date | tuple[date | None, date | None] | Period


def period(value: DateLike) -> Period:
    """Return the days that `value` stands for.

    Takes a date, a pair of dates (None is an open end), a Period, or ISO text: a year, a month, a day, or two of these
    with a slash ("2012-04-02/2013-01-29"; an end may be left out or be "..").

    Raises:
        ValueError: the text is no ISO date, or the end is before the start.
    """
    if isinstance(value, Period):
        return value
    if isinstance(value, datetime):
        return Period(value.date(), value.date())
    if isinstance(value, date):
        return Period(value, value)
    if isinstance(value, tuple):
        found = Period(value[0] or date.min, value[1] or date.max)
    else:
        start, slash, end = value.strip().partition("/")
        if not slash and not start:
            raise ValueError("an empty text is no date")
        found = span(start.strip(), end.strip() if slash else start.strip())
    if found.last < found.first:
        raise ValueError(f"the span {value!r} ends before it begins")
    return found


def span(start: str | None, end: str | None) -> Period:
    """Return the days from the first day of `start` to the last of `end`; None, "" or ".." is an open end."""
    first = date.min if start in (None, "", "..") else _days(str(start)).first
    last = date.max if end in (None, "", "..") else _days(str(end)).last
    return Period(first, last)


def _days(text: str) -> Period:
    match = _PARTIAL.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if day:
        exact = date(year, month, day)
        return Period(exact, exact)
    if month:
        return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Period(date(year, 1, 1), date(year, 12, 31))


def _partial(value: Any) -> Any:
    """Return a year written as a number as text; other values as they are, checked as dates where they are text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        _days(value)
    return value


PartialDate = Annotated[str, BeforeValidator(_partial), Field(pattern=_PARTIAL.pattern)]
"""A field for YYYY, YYYY-MM or YYYY-MM-DD, kept as text."""
