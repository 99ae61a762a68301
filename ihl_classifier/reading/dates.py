"""Dates as headings, date lines and sentence openings write them, in English and French; ISO text comes out."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

_NAMES = (
    ("january", "jan", "janvier", "janv"), ("february", "feb", "février", "fevrier", "févr"), ("march", "mar", "mars"),
    ("april", "apr", "avril", "avr"), ("may", "mai"), ("june", "jun", "juin"), ("july", "jul", "juillet", "juil"),
    ("august", "aug", "août", "aout"), ("september", "sep", "sept", "septembre"), ("october", "oct", "octobre"),
    ("november", "nov", "novembre"), ("december", "dec", "décembre", "decembre", "déc"),
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),?\s+(?:the\s+)?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er)?"
_YEAR = r"(?:19|20)\d\d"
_TO = r"\s*(?:[-–—]|to|and|until|à|au|et)\s*"

_SINGLE = (
    rf"(?:{_WEEKDAY})?(?P<d>{_DAY})\s+(?:of\s+)?(?P<m>{MONTH})(?:,?\s+(?P<y>{_YEAR}))?\b",
    rf"(?:{_WEEKDAY})?(?P<m>{MONTH})\s+(?P<d>{_DAY})(?:,?\s+(?P<y>{_YEAR}))?\b(?!\s*\d)",
    rf"(?P<y>{_YEAR})-(?P<n>0[1-9]|1[0-2])-(?P<d>0[1-9]|[12]\d|3[01])\b",
    rf"(?P<d>{_DAY})[./](?P<n>0?[1-9]|1[0-2])[./](?P<y>{_YEAR})\b",
    rf"(?P<m>{MONTH}),?\s+(?P<y>{_YEAR})\b",
    rf"(?P<y>{_YEAR})-(?P<n>0[1-9]|1[0-2])\b",
    rf"(?P<y>{_YEAR})\b",
)
_SINGLES = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _SINGLE)
_SHARED = re.compile(
    rf"(?P<d1>{_DAY}){_TO}(?P<d2>{_DAY})\s+(?P<m>{MONTH})(?:,?\s+(?P<y>{_YEAR}))?\b"
    rf"|(?P<m1>{MONTH}){_TO}(?P<m2>{MONTH}),?\s+(?P<y2>{_YEAR})\b"
    rf"|(?P<m3>{MONTH})\s+(?P<d3>{_DAY}){_TO}(?P<d4>{_DAY}),?\s+(?P<y3>{_YEAR})\b",
    re.IGNORECASE,
)
_RANGE = re.compile(_TO, re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between|from|entre|du|de)\s+(?:le\s+)?", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:dates?|(?:reporting )?period(?: under review| covered)?|période|week of|semaine du|month of)\s*:?\s+",
    re.IGNORECASE,
)
_NOT_OF_EVENTS = re.compile(
    r"\b(?:since|after|before|until|till|depuis|après|avant|jusqu\S+|no\.?|resolution)\s*\Z", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date as read: ISO text (a day, a month, a year, or two days with a slash) and where its words end."""

    iso: str
    end: int
    day: bool = False
    """Whether it names a day (with or without a year), and not only a month or year."""


def read_date(text: str, start: int = 0) -> DateRead | None:
    """Return the date or span of dates that `text` has right at `start`, or None; a day without a year has `iso` ""."""
    between = _BETWEEN.match(text, start)
    at = between.end() if between else start
    if shared := _SHARED.match(text, at):
        return _read_shared(shared)
    first = _read_single(text, at)
    if first is None:
        return None
    joint = _RANGE.match(text, first.end)
    second = _read_single(text, joint.end()) if joint else None
    if second is None:
        return None if between and not joint and between.group().strip().casefold() in ("de", "from", "du") else first
    if first.iso and second.iso:
        return DateRead(_span(first.iso, second.iso) or first.iso, second.end, first.day and second.day)
    return DateRead("", second.end, first.day and second.day)


def date_line(line: str) -> str:
    """Return the ISO date that the whole line stands for ("12 March 2025:", "Reporting period: ..."), else ""."""
    bare = line.strip().strip("*#_–—-:.()[] ")
    label = _LABEL.match(bare)
    read = read_date(bare, label.end() if label else 0)
    return read.iso if read and read.end == len(bare) else ""


def run_in_date(text: str) -> str:
    """Return the ISO date that opens a paragraph as a label ("March 2025: ...", "GAO, 3 May 2025 – ..."), else ""."""
    place = re.match(r"[A-ZÀ-Þ][\w’' -]{1,40}(?:, [A-ZÀ-Þ][\w’' -]{1,30})?[,(] ?", text)
    for at in (0, place.end() if place else 0):
        read = read_date(text, at)
        if read is None or not read.iso:
            continue
        if re.match(r"\)?\s*(?::|[–—-])\s", text[read.end :]):
            return read.iso
        if at == 0 and len(read.iso) == 4 and re.match(r"\s+[A-ZÀ-Þ]", text[read.end :]):
            return read.iso
    return ""


def date_in(heading: str) -> str:
    """Return the one ISO date told within a heading, else "".

    Nothing comes of "since ...", of several dates, or of a bare year in a long heading ("Conventions of 1949 ...").
    """
    found: list[str] = []
    position = 0
    while position < len(heading):
        read = read_date(heading, position) if position == 0 or not heading[position - 1].isalnum() else None
        if read is None:
            position += 1
            continue
        if _NOT_OF_EVENTS.search(heading, 0, position):
            return ""
        if read.iso and (len(read.iso) > 4 or len(heading.split()) <= 4):
            found.append(read.iso)
        position = read.end
    return found[0] if len(found) == 1 else ""


def shift(iso: str, days: int) -> str:
    """Return the ISO day `days` after `iso` (after its last day where it is a span), or "" where it names no day."""
    last = iso.rpartition("/")[2]
    if len(last) != 10:
        return ""
    return (date.fromisoformat(last) + timedelta(days=days)).isoformat()


def _read_single(text: str, at: int) -> DateRead | None:
    for pattern in _SINGLES:
        match = pattern.match(text, at)
        if match is None:
            continue
        parts = match.groupdict()
        month = MONTHS[parts["m"].rstrip(".").casefold()] if parts.get("m") else int(parts.get("n") or 0)
        day = _number(parts.get("d"))
        return DateRead(_iso(parts.get("y"), month, day), match.end(), day > 0)
    return None


def _read_shared(match: re.Match[str]) -> DateRead:
    """Return the span of "12-14 March 2025", "March-April 2025" or "March 12-14, 2025"."""
    part = match.groupdict()
    year = part["y"] or part["y2"] or part["y3"]
    first_month = MONTHS[(part["m"] or part["m1"] or part["m3"]).rstrip(".").casefold()]
    last_month = MONTHS[part["m2"].rstrip(".").casefold()] if part["m2"] else first_month
    first_day, last_day = _number(part["d1"] or part["d3"]), _number(part["d2"] or part["d4"])
    first, last = _iso(year, first_month, first_day), _iso(year, last_month, last_day)
    return DateRead(_span(first, last) if first and last else "", match.end(), first_day > 0)


def _number(words: str | None) -> int:
    """Return the number in "12th" or "1er", 0 where there is none."""
    return int(re.sub(r"\D", "", words or "") or 0)


def _iso(year: str | None, month: int, day: int) -> str:
    if year is None:
        return ""
    if day and month:
        return f"{year}-{month:02}-{day:02}" if day <= calendar.monthrange(int(year), month)[1] else ""
    return f"{year}-{month:02}" if month else year


def _span(first: str, last: str) -> str:
    """Return the two partial dates as full days with a slash, or "" where the end is before the start."""
    start = first + "-01-01"[len(first) - 4 : 6] if len(first) < 10 else first
    end = last
    if len(last) == 4:
        end = f"{last}-12-31"
    elif len(last) == 7:
        end = f"{last}-{calendar.monthrange(int(last[:4]), int(last[5:]))[1]:02}"
    return f"{start}/{end}" if start <= end else ""
