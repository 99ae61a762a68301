"""Free-text dates of an input row as ISO text."""

from __future__ import annotations

import re
import warnings

from ihl_classifier.knowledge.period import period
from ihl_classifier.reading.dates import read_date

ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?(/\d{4}(-\d{2}(-\d{2})?)?)?")
DECADE = re.compile(r"(?:the\s+)?(?:(early|mid|late)[\s-]+)?((?:19|20)\d)0s", re.IGNORECASE)
PARTS = {"early": (0, 3), "mid": (4, 6), "late": (7, 9), None: (0, 9)}
SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)")


def read_when(text: str) -> str | None:
    """Return ISO text (a day, month, year, or two of these with a slash) for a free-text date, or None.

    "1/31/2024" is read by the part that can only be a day; where both could be, the first is the day.
    """
    bare = text.strip()
    if ISO.fullmatch(bare):
        return _checked(bare)
    if match := DECADE.fullmatch(bare):
        first, last = PARTS[match[1].lower() if match[1] else None]
        return f"{match[2]}{first}/{match[2]}{last}"
    if match := SLASHED.fullmatch(bare):
        first, second, year = int(match[1]), int(match[2]), match[3]
        day, month = (second, first) if second > 12 else (first, second)
        return _checked(f"{year}-{month:02}-{day:02}")
    read = read_date(bare)
    if read and read.iso and read.end == len(bare):
        return _checked(read.iso)
    return _by_library(bare)


def _checked(iso: str) -> str | None:
    try:
        period(iso)
    except ValueError:
        return None
    return iso


def _by_library(text: str) -> str | None:
    """Return the day that dateparser reads; only absolute dates, so "yesterday" stays unread."""
    if not re.search(r"(19|20)\d\d", text) or len(text) > 60:
        return None
    import dateparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = dateparser.parse(text, languages=["en", "fr"], settings={"STRICT_PARSING": True})
    return found.date().isoformat() if found else None
