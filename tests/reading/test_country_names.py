from __future__ import annotations

import pytest

from ihl_classifier.reading.countries import countries_in, country_of, prevailing_country


@pytest.mark.parametrize(
    ("heading", "country"),
    [
        ("South Sudan: monthly review", "South Sudan"),
        ("Crise au Tchad", "Chad"),
        ("Republic of Guinea-Bissau", "Guinea-Bissau"),
        ("NIGERIA", "Nigeria"),
        ("Côte d’Ivoire", "Côte d'Ivoire"),
        ("Floods along the Niger River", ""),
        ("Israel/Palestine", "Israel/Palestine"),
        ("Chad and Niger", ""),
        ("Gaza Strip", "Palestine"),
        ("Conclusions", ""),
    ],
)
def test_one_country_of_a_heading(heading: str, country: str) -> None:
    assert country_of(heading) == country


def test_names_in_order_and_once() -> None:
    assert countries_in("Yemen, le Yémen et la Somalie") == ("Yemen", "Somalia")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("In Yemen. Yemen again. Yemen.", "Yemen"),
        ("Yemen and Yemen.", ""),
        ("Yemen Yemen Yemen Oman Oman", ""),
        ("nothing", ""),
    ],
)
def test_a_text_is_about_the_country_that_prevails(text: str, country: str) -> None:
    assert prevailing_country(text) == country
