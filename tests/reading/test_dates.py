from __future__ import annotations

import pytest

from ihl_classifier.reading.dates import date_in, date_line, run_in_date, shift


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("12 March 2031", "2031-03-12"),
        ("12 March 2031:", "2031-03-12"),
        ("Monday, 3 March 2031", "2031-03-03"),
        ("March 12, 2031", "2031-03-12"),
        ("1er mars 2031", "2031-03-01"),
        ("12 déc. 2031", "2031-12-12"),
        ("2031-03-12", "2031-03-12"),
        ("31/3/2031", "2031-03-31"),
        ("**March 2031**", "2031-03"),
        ("2031", "2031"),
        ("12-14 March 2031", "2031-03-12/2031-03-14"),
        ("March–April 2031", "2031-03-01/2031-04-30"),
        ("28 December 2031 to 2 January 2032", "2031-12-28/2032-01-02"),
        ("Reporting period: July 2031 - February 2032", "2031-07-01/2032-02-29"),
        ("3/31/2031", ""),
        ("30 February 2031", ""),
        ("4 June", ""),
        ("In March 2031", ""),
        ("12 marines 2031", ""),
        ("The market of Bera", ""),
    ],
)
def test_a_line_is_a_date_only_as_a_whole(line: str, iso: str) -> None:
    assert date_line(line) == iso


@pytest.mark.parametrize(
    ("paragraph", "iso"),
    [
        ("March 2031: Soldiers entered.", "2031-03"),
        ("12 May 2031 – A mine went off.", "2031-05-12"),
        ("BERA (12 May 2031) – A mine went off.", "2031-05-12"),
        ("Bera, 12 May 2031 - A mine went off.", "2031-05-12"),
        ("2031 Fighting went on.", "2031"),
        ("2031 was a hard year.", ""),
        ("On 4 June, the army came.", ""),
        ("12 May 2031 was a quiet day.", ""),
    ],
)
def test_a_paragraph_opens_with_a_date_as_a_label(paragraph: str, iso: str) -> None:
    assert run_in_date(paragraph) == iso


@pytest.mark.parametrize(
    ("heading", "iso"),
    [
        ("Raids on Bera in September 2031", "2031-09"),
        ("Key events since 1 July 2031", ""),
        ("Events of 3 May 2031, and of 6 June 2031", ""),
        ("The four Conventions of 1949 and their Protocols", ""),
        ("Events in 2031", "2031"),
        ("Bera", ""),
    ],
)
def test_a_heading_gives_one_date_of_events(heading: str, iso: str) -> None:
    assert date_in(heading) == iso


@pytest.mark.parametrize(
    ("iso", "days", "expected"),
    [("2031-02-27", 2, "2031-03-01"), ("2031-02-27/2031-02-28", 1, "2031-03-01"), ("2031-02", 2, ""), ("", 1, "")],
)
def test_shifts_from_the_last_day(iso: str, days: int, expected: str) -> None:
    assert shift(iso, days) == expected
