from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.learning.duplicates import near_duplicates, overlapping, shingles

ONE = "Armed men entered the village of Sora at night and burned nine houses near the old mill"


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (ONE, True),
        (ONE.upper() + "!!", True),
        (ONE.replace("nine", "ten"), True),
        (ONE.replace("Sora", "Tega"), True),
        ("A convoy of trucks was stopped by soldiers who took the flour and left the drivers on foot", False),
        ("Armed men entered the village and left", False),
    ],
)
def test_near_duplicates_share_shingles(other: str, alike: bool) -> None:
    assert [(p.first, p.second) for p in near_duplicates([ONE, other])] == ([(0, 1)] if alike else [])


def test_similarity_is_the_jaccard_index_of_five_word_shingles() -> None:
    pair = next(near_duplicates(["a b c d e f g", "a b c d e f h"]))
    assert pair.similarity == pytest.approx(2 / 4)


def test_accents_case_and_punctuation_do_not_hide_a_copy() -> None:
    assert shingles("L'armée a brûlé le marché") == shingles("l armee a BRULE, le marche")


@given(st.lists(st.text(alphabet="ab ", max_size=30), max_size=8))
def test_pairs_agree_with_comparing_all(texts: list[str]) -> None:
    sets = [shingles(text) for text in texts]
    wanted = {
        (i, j)
        for i in range(len(texts))
        for j in range(i + 1, len(texts))
        if sets[i] & sets[j] and len(sets[i] & sets[j]) / len(sets[i] | sets[j]) >= 0.3
    }
    assert {(p.first, p.second) for p in near_duplicates(texts)} == wanted


def test_overlap_needs_eight_words_in_a_row() -> None:
    outside = ["one two three four five six seven eight nine"]
    texts = ["x two three four five six seven eight nine y", "x two three four five six seven eight y", "one two three"]
    assert overlapping(texts, outside) == [0]
