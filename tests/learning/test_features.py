from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.learning.example import Example
from ihl_classifier.learning.features import FeatureSpace
from ihl_classifier.learning.ngrams import MASK_TOKEN, tokens, word_chars

TEXTS = (
    "PARTY shelled the clinic in 2014",
    "PARTY burned the clinic and the école in 2023",
    "The party burned down; l'école was shelled",
    "Gunmen burned the market, the école, the clinic",
)


def seen(text: str, **marks: float) -> Example:
    return Example(text, "en", marks, {})


@pytest.fixture(scope="module")
def space() -> FeatureSpace:
    return FeatureSpace.fit(
        [
            seen(text, **{"always": 1.0, "rule:96=primary": 1.0, "a\nb": 1.0}, **({"rare": 1.0} if i == 0 else {}))
            for i, text in enumerate(TEXTS)
        ]
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("École brûlée", ["ecole", "brulee"]),
        ("on 12 May 2014, 7,000", ["on", "00", "may", "0000", "0", "000"]),
        ("PARTY took it", [MASK_TOKEN, "took", "it"]),
        ("the party; PARTYGOERS", ["the", "party", "partygoers"]),
        ("l\N{RIGHT SINGLE QUOTATION MARK}armée don't", ["l", "armee", "don", "t"]),
        ("snake_case — 🙂", ["snake", "case"]),
        ("", []),
        ("x" * 50, ["x" * 30]),
    ],
)
def test_tokens_are_folded(text: str, wanted: list[str]) -> None:
    assert tokens(text) == wanted


def test_characters_mark_the_ends_of_a_word() -> None:
    assert word_chars("ab") == [" ab", "ab ", " ab ", " ab "]
    assert word_chars(MASK_TOKEN) == []


def test_columns_need_terms_that_stand_in_enough_rows(space: FeatureSpace) -> None:
    words, _, marks = space.blocks
    assert {"clinic", "the clinic", "ecole", MASK_TOKEN} <= set(words.terms)  # type: ignore[attr-defined]
    assert not {"gunmen", "party", "the gunmen"} & set(words.terms)  # type: ignore[attr-defined]
    assert list(marks.terms) == ["always"]  # type: ignore[attr-defined]


def test_years_and_party_names_give_the_same_features(space: FeatureSpace) -> None:
    one, other = space.transform([seen("PARTY burned it in 2014"), seen("PARTY burned it in 2023")]).toarray()
    assert one.any()
    assert np.array_equal(one, other)


def test_a_mark_moves_only_its_own_column(space: FeatureSpace) -> None:
    plain, marked = space.transform([seen(TEXTS[0]), seen(TEXTS[0], always=1.0, unknown=1.0)]).toarray()
    assert list(np.flatnonzero(plain != marked)) == [space.width - 1]


def test_the_text_blocks_have_length_one_and_known_idf(space: FeatureSpace) -> None:
    row = space.transform([seen("clinic clinic market")]).toarray()[0]
    words = row[: space.blocks[0].width]
    assert np.linalg.norm(words) == pytest.approx(1.0)
    single = space.transform([seen("école shelled")]).toarray()[0][: space.blocks[0].width]
    columns = space.blocks[0].terms  # type: ignore[attr-defined]
    ratio = (1 + np.log(5 / 4)) / (1 + np.log(5 / 3))  # idf of a term in 3 of 4 rows over one in 2
    assert single[columns["ecole"]] / single[columns["shelled"]] == pytest.approx(ratio, rel=1e-6)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_a_text_has_the_same_features_alone_and_in_a_batch(texts: list[str]) -> None:
    space = FeatureSpace.fit([seen(text) for text in TEXTS])
    together = space.transform([seen(text) for text in texts]).toarray()
    assert np.isfinite(together).all()
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(space.transform([seen(text)]).toarray()[0], row)


def test_a_space_read_from_its_state_gives_the_same_features(space: FeatureSpace) -> None:
    again = FeatureSpace.from_state(space.to_state())
    examples = [seen(text, always=0.5) for text in TEXTS]
    assert np.array_equal(again.transform(examples).toarray(), space.transform(examples).toarray())
    assert again.transform([]).shape == (0, space.width)


def test_hostile_text_is_read_in_time(space: FeatureSpace) -> None:
    for text in (
        "e" + "\N{COMBINING ACUTE ACCENT}" * 10_000,
        "x" * 200_000,
        "clinic " * 30_000,
        "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 10_000,
    ):
        assert space.transform([seen(text)]).shape == (1, space.width)
