from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.reading.sentences import sentence_ends, sentences


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They left. She stayed.", ["They left.", "She stayed."]),
        ("Dr. Amani of the U.N. Mission left. So did B.", ["Dr. Amani of the U.N. Mission left.", "So did B."]),
        ("It fell in the U.S. The army said so.", ["It fell in the U.S.", "The army said so."]),
        ("P. Amani and J.-H. Roe wrote it. Nobody read it.", ["P. Amani and J.-H. Roe wrote it.", "Nobody read it."]),
        ("They waited 3.5 hours. Then they went.", ["They waited 3.5 hours.", "Then they went."]),
        ("He asked: ‘Why us?’ No one knew.", ["He asked: ‘Why us?’", "No one knew."]),
        ("It burned in 2031.There was no warning.", ["It burned in 2031.", "There was no warning."]),
        ("See https://a.example/470WpdF.Index here.", ["See https://a.example/470WpdF.Index here."]),
        ("They fired… and left.", ["They fired… and left."]),
        ("No. 5 was hit.", ["No. 5 was hit."]),
        ("", []),
    ],
)  # fmt: skip
def test_splits_where_sentences_end(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


def test_lower_case_ends_only_where_asked_for() -> None:
    text = "Reuters, 2 May 2031. an old militia"
    assert list(sentence_ends(text, 0, len(text))) == []
    assert list(sentence_ends(text, 0, len(text), lower=True)) == [20]


@given(st.text(alphabet=" .!?’”“‘abAB1\n,", max_size=200))
def test_loses_nothing_but_space(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(parts(text)).split()) == "".join(text.split())
    assert found == sorted(found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
