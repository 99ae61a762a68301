from __future__ import annotations

import pytest
from keyword_labeller import KeywordLabeller

from ihl_classifier.batch.same_as import propose, signature
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.passage import BatchRow, PassageRef

ONE = "On 2031-03-04 gunmen abducted six traders near Gao on the road to the market and asked for money"


def same(*texts: str, dates: tuple[str, ...] = ()) -> dict[int, tuple[str, ...]]:
    labeller, place = KeywordLabeller(), PassageRef("d", None, 1, "", 0, 1, ((0, 0, 1),))
    rows = [BatchRow(labeller.label(Incident(text=text, id=f"r{number}")), place) for number, text in enumerate(texts)]
    told = dates or ("",) * len(rows)
    return propose(signature(row, date) for row, date in zip(rows, told, strict=True))


def test_the_same_day_place_and_words_are_proposed_both_ways() -> None:
    other = "Near Gao, on 2031-03-04, gunmen abducted six traders who were on the road to market"
    assert same(ONE, "A mill burned at Bera", other) == {0: ("r2",), 2: ("r0",)}


@pytest.mark.parametrize(
    "other",
    [
        ONE.replace("2031-03-04", "2031-03-05"),
        "On 2031-03-04 gunmen near Gao burned the mill of two old women and fled over the river by boat",
        ONE.replace("Gao", "Bera").replace("gunmen", "men"),
    ],
)
def test_another_day_other_words_or_another_place_are_not(other: str) -> None:
    assert same(ONE, other) == {}


def test_the_day_given_with_a_text_counts_where_it_tells_none() -> None:
    bare = ONE.replace("On 2031-03-04 ", "Then ")
    other = bare.replace("money", "a ransom")
    assert same(bare, other, dates=("2031-03-04", "2031-03-04")) == {0: ("r1",), 1: ("r0",)}
    assert same(bare, other, dates=("2031-03", "2031-03")) == {}


def test_the_same_words_are_proposed_without_a_day() -> None:
    assert same("A mill burned.", "a mill  burned") == {0: ("r1",), 1: ("r0",)}
