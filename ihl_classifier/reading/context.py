"""What stands above a passage: its headings, the date that holds there, and the country the text is about."""

from __future__ import annotations

from dataclasses import dataclass

from ihl_classifier.reading.countries import country_of
from ihl_classifier.reading.dates import date_in, run_in_date

_UNRANKED = 2
"""Headings of unknown depth that are kept where they follow one another."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A heading or a date line. `level` is 0 where the document does not rank its headings."""

    level: float
    heading: str
    date: str
    country: str


class Context:
    """The context at one place of a document; it takes headings, date lines and paragraphs in their order.

    A heading's date and country hold for its section. Where headings are not ranked, a date line holds until the next
    date line, a heading's date until the next heading, and a country until a heading names another.
    """

    def __init__(self, title: str = "", prevailing_country: str = "") -> None:
        self._prevailing = prevailing_country
        self._title_country = country_of(title)
        self._title_date = date_in(title)
        self._stack: list[_Entry] = []
        self._section_country = ""
        self._run_in = ""
        self._after_heading = False
        self._first = True

    @property
    def heading(self) -> str:
        """Return the headings that hold, outermost first."""
        return " > ".join(entry.heading for entry in self._stack if entry.heading)

    @property
    def date(self) -> str:
        """Return the ISO date that holds, "" where none was given."""
        told = [entry.date for entry in self._stack if entry.date]
        return self._run_in or (told[-1] if told else self._title_date)

    @property
    def country(self) -> str:
        """Return the country of the section, of the title, or the one that the whole text is about; else ""."""
        told = [entry.country for entry in self._stack if entry.country]
        return told[-1] if told else self._section_country or self._title_country or self._prevailing

    def take_heading(self, heading: str, level: int) -> None:
        """Take a heading; `level` is 0 where it is not told."""
        date, country = date_in(heading), self._country(heading)
        if level:
            self._stack = [entry for entry in self._stack if 0 < entry.level < level]
        else:
            unranked = [entry for entry in self._stack if entry.level == 0 and entry.heading]
            kept = unranked[1 - _UNRANKED :] if self._after_heading else []
            self._stack = [entry for entry in self._stack if entry not in unranked or entry in kept]
            self._section_country = country or self._section_country
        self._stack.append(_Entry(level, heading, date, country if level else ""))
        if self._first:
            self._title_date = self._title_date or date
        self._run_in, self._after_heading, self._first = "", True, False

    def take_date(self, iso: str) -> None:
        """Take a date line, which holds below the headings it stands under."""
        depth = max((entry.level for entry in self._stack if entry.heading), default=0.0)
        self._stack = [entry for entry in self._stack if entry.heading or 0 < entry.level < depth]
        self._stack.append(_Entry(depth + 0.5 if depth else 0.0, "", iso, ""))
        self._run_in, self._after_heading = "", False

    def take_paragraph(self, paragraph: str) -> None:
        """Take a paragraph, which may open with a date as a label."""
        self._after_heading = False
        self._run_in = run_in_date(paragraph) or self._run_in

    def _country(self, heading: str) -> str:
        """Return the country that the heading makes its section about, else ""."""
        named = country_of(heading)
        if not named:
            return ""
        if self._first and not self._title_country:
            self._title_country = named
            return ""
        return named if len(heading.split()) <= 4 or heading.startswith(named) or not self._title_country else ""
