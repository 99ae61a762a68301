"""Partial dates and names of countries."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ihl_classifier import paths
from ihl_classifier.knowledge.countries import Countries
from ihl_classifier.knowledge.folding import fold, without_article
from ihl_classifier.knowledge.period import DateLike, Period, period, span


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-03-17", date(2025, 3, 17), date(2025, 3, 17)),
        ("2012-04-02/2013-01-29", date(2012, 4, 2), date(2013, 1, 29)),
        ("2012-04/..", date(2012, 4, 1), date.max),
        (date(2020, 5, 1), date(2020, 5, 1), date(2020, 5, 1)),
        (datetime(2020, 5, 1, 12), date(2020, 5, 1), date(2020, 5, 1)),
        ((None, date(2020, 5, 1)), date.min, date(2020, 5, 1)),
    ],
)
def test_dates_are_read(value: DateLike, first: date, last: date) -> None:
    assert period(value) == Period(first, last)


@pytest.mark.parametrize("value", ["1/31/2024", "late 1990s", "2012-13", "2012-02-30", "2013/2012", ""])
def test_what_is_no_iso_date_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"date|month|day|ends"):
        period(value)


def test_spans_overlap_and_lie_within() -> None:
    war = span("2013-01-11", "2014-07")
    assert period("2014").overlaps(war)
    assert not period("2014").within(war)
    assert period("2013-06").within(war)
    assert not period("2014-08-01").overlaps(war)


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries.load(paths.data("rules"))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Mali", {"ml"}),
        ("MALI", {"ml"}),
        ("ml", {"ml"}),
        ("Niger", {"ne"}),
        ("Nigeria", {"ng"}),
        ("the Central African Republic", {"cf"}),
        ("RDC", {"cd"}),
        ("DRC", {"cd"}),
        ("Congo", {"cd", "cg"}),
        ("Israel/Palestine", {"il", "ps"}),
        ("OPT", {"ps"}),
        ("Côte d’Ivoire", {"ci"}),
        ("Bosnia and Herzegovina", {"ba"}),
        ("Mali, Burkina Faso and Niger", {"ml", "bf", "ne"}),
        ("Sudan", {"sd"}),
        ("South Sudan", {"ss"}),
        ("Guinea-Bissau", {"gw"}),
        ("Norway", {"no"}),
        ("Atlantis", set()),
        (("Mali", "ne"), {"ml", "ne"}),
        (None, set()),
    ],
)
def test_countries_are_read(countries: Countries, name: str | tuple[str, ...] | None, codes: set[str]) -> None:
    assert countries.codes(name) == codes


def test_every_country_is_found_by_each_of_its_names(countries: Countries) -> None:
    for code, names in countries.names.items():
        for name in names:
            assert code in countries.codes(name), name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jama’at Nusrat al-Islam", "jamaat nusrat al islam"),
        ("Forces armées maliennes", "FORCES ARMEES MALIENNES"),
        ("Volunteers for the Defense of the Homeland", "Volunteers for the Defence of the Homeland"),
        ("Al‑Shabaab", "al shabaab"),
        ("Saudi-led  organization", "Saudi led organisation"),
    ],
)
def test_typography_and_spelling_do_not_keep_names_apart(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["the Malian army", "l'armée malienne", "L’armée malienne", "les forces maliennes"])
def test_a_leading_article_is_left_out(text: str) -> None:
    assert without_article(fold(text)) in {"malian army", "armee malienne", "forces maliennes"}


def test_names_that_differ_stay_apart() -> None:
    assert len({fold(name) for name in ("Nigerien", "Nigerian", "nigérien", "nigériane")}) == 3
