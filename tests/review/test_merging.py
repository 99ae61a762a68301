"""A labelling and its reviews as one corpus row, and reviewers who differ."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_corpus import answer, candidate, review, stored

from ihl_classifier.learning.codebook import CODEBOOK_VERSION
from ihl_classifier.learning.corpus import Corpus, SourceRow
from ihl_classifier.learning.corpus_check import check_corpus
from ihl_classifier.learning.quotes import locate
from ihl_classifier.review.merging import Disagreement, merge
from ihl_classifier.review.quoting import quote_of
from ihl_classifier.schema.act import Act, Participant
from ihl_classifier.schema.actors import Affected, Party
from ihl_classifier.schema.answer import ApplicableLaw, AppliedConflict
from ihl_classifier.schema.corpus_row import CorpusRow, Quote
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, PartyKind, Role, Stance, VictimStatus

TEXT = "Gunmen abducted six traders, and later the gunmen abducted a nurse and demanded a ransom."
SEIZED = Span.of(TEXT, 7, 15)
SEIZED_AGAIN = Span.of(TEXT, TEXT.rindex("abducted"), TEXT.rindex("abducted") + 8)
RANSOM = Span.of(TEXT, TEXT.index("demanded"), len(TEXT) - 1)
PRIMARY, SECONDARY = Grade.PRIMARY, Grade.SECONDARY


def labels(*reviews: Any, candidates: tuple[Any, ...] = ()) -> dict[int, str] | tuple[int, ...]:
    """Return rule -> grade of the merged row, or the rules on which reviewers differ."""
    merged = merge(stored(TEXT), answer(TEXT, *candidates), reviews)
    if isinstance(merged, Disagreement):
        return merged.rules
    return {label.rule: grade for grade in ("primary", "secondary") for label in getattr(merged, grade)}


def row_of(*reviews: Any, **changes: Any) -> CorpusRow:
    """Return the merged row."""
    candidates = changes.pop("candidates", ())
    merged = merge(stored(TEXT, country="Mali", date="2024"), answer(TEXT, *candidates, **changes), reviews)
    assert isinstance(merged, CorpusRow)
    return merged


PROPOSED = (candidate(96, SECONDARY), candidate(99, PRIMARY), candidate(90, None, Band.UNLIKELY))


@pytest.mark.parametrize(
    ("reviews", "wanted"),
    [
        ([review("a")], {96: "secondary", 99: "primary"}),
        ([review("a", (96, "primary"))], {96: "primary", 99: "primary"}),
        ([review("a", (99, "rejected"))], {96: "secondary"}),
        ([review("a", (98, "secondary"))], {96: "secondary", 99: "primary", 98: "secondary"}),
        ([review("a", (90, "rejected"))], {96: "secondary", 99: "primary"}),
        # A second thought replaces the first, rule by rule.
        ([review("a", (96, "primary"), (99, "rejected")), review("a", (96, "rejected"))], {}),
        # Two reviewers who agree, and two who speak of different rules.
        ([review("a", (96, "primary")), review("b", (96, "primary"))], {96: "primary", 99: "primary"}),
        ([review("a", (96, "primary")), review("b", (99, "rejected"))], {96: "primary"}),
        # Reviewers who differ are never merged, nor is the newer one taken.
        ([review("a", (96, "primary")), review("b", (96, "rejected"))], (96,)),
        ([review("a", (96, "primary"), (99, "rejected")), review("b", (96, "secondary"), (99, "primary"))], (96, 99)),
        # ... until one of them changes their mind.
        (
            [review("a", (96, "primary")), review("b", (96, "rejected")), review("b", (96, "primary"))],
            {96: "primary", 99: "primary"},
        ),
        # Rules that are never labels stay out of the corpus.
        ([review("a", (156, "rejected"))], {96: "secondary", 99: "primary"}),
    ],
)
def test_grades(reviews: list[Any], wanted: Any) -> None:
    assert labels(*reviews, candidates=PROPOSED) == wanted


def test_evidence_is_keyed_by_the_elements_whose_words_it_meets() -> None:
    proposed = (candidate(96, SECONDARY, seizure=SEIZED, compulsion=RANSOM),)
    inside = Span.of(TEXT, RANSOM.start, RANSOM.start + 8)
    (label,) = row_of(review("a", (96, "primary", [SEIZED, inside])), candidates=proposed).primary
    assert label.evidence == {"seizure": ("abducted",), "compulsion": ("demanded",)}
    (label,) = row_of(review("a", (96, "primary", [SEIZED, SEIZED_AGAIN])), candidates=proposed).primary
    assert label.evidence == ("abducted", Quote(quote="abducted", n=2))
    (label,) = row_of(review("a", (96, "primary")), candidates=proposed).primary
    assert label.evidence == {"seizure": ("abducted",), "compulsion": (RANSOM.text,)}
    (label,) = row_of(review("a", (98, "primary", [SEIZED_AGAIN]))).primary
    assert label.evidence == (Quote(quote="abducted", n=2),)


def test_reviewers_who_agree_give_their_evidence_together() -> None:
    said = [review("a", (98, "primary", [SEIZED])), review("b", (98, "primary", [RANSOM, SEIZED]))]
    (label,) = row_of(*said).primary
    assert label.evidence == ("abducted", RANSOM.text)


def test_the_row_carries_the_facts_and_is_fit_for_the_corpus() -> None:
    party = Party(
        "p1", None, "gunmen", PartyKind.UNIDENTIFIED_ARMED, (Role.PERPETRATOR,), Stance.ALLEGED, 0.9, None,
        (Span.of(TEXT, 43, 49),),
    )  # fmt: skip
    nurse = Span.of(TEXT, TEXT.index("a nurse"), TEXT.index("a nurse") + 7)
    harmed = Affected("a1", "civilians", Role.VICTIM, VictimStatus.CIVILIAN, (), 1, (nurse,))
    act = Act(
        "e1", "abduct", SEIZED_AGAIN, (Participant("p1", Span.of(TEXT, 43, 49)),), (Participant("a1", nurse),), (),
        Stance.ALLEGED, "", False, 0.9,
    )  # fmt: skip
    law = ApplicableLaw((AppliedConflict("ml-state-v-jnim", "NIAC", "2025", (), "", ""),))
    row = row_of(
        review("a", (96, "primary", [SEIZED, RANSOM])),
        parties=(party,), affected=(harmed,), acts=(act,), applicable_law=law,
    )  # fmt: skip
    assert (row.conflict, row.country, row.date, row.codebook) == ("ml-state-v-jnim", "Mali", "2024", CODEBOOK_VERSION)
    assert (row.parties[0].name, row.parties[0].quotes) == ("gunmen", ("gunmen",))
    assert (row.acts[0].verb, row.acts[0].doer, row.acts[0].harmed) == ("abducted", ("gunmen",), ("a nurse",))
    assert row.affected[0].quotes == ("a nurse",)
    assert CorpusRow.model_validate_json(row.model_dump_json(), strict=True) == row
    assert check_corpus(Corpus((SourceRow(row, "train", "reviews.jsonl", 1),), ())).errors == ()


def test_parties_as_reviewed() -> None:
    found = Party(
        "p1", "ml-jnim", "JNIM", PartyKind.ARMED_GROUP, (Role.PERPETRATOR,), Stance.CLAIMED, 0.9, None, (SEIZED,)
    )  # fmt: skip
    said = [
        {"name": "JNIM", "roles": ["agent"]},
        {"name": "traders", "kind": "person", "roles": ["source"], "stance": "asserted"},
        {"name": "somebody"},
    ]
    row = row_of(review("a", parties=said), parties=(found,))
    assert [(item.name, item.party_id, item.kind, item.roles, item.stance) for item in row.parties] == [
        ("JNIM", "ml-jnim", "armed_group", ("agent",), "claimed"),
        ("traders", None, "person", ("source",), "asserted"),
    ]
    assert [item.quotes for item in row.parties] == [("abducted",), ("traders",)]
    assert "somebody" in row.note


def test_reviewers_who_differ_on_parties() -> None:
    one, other = ({"name": "X", "kind": kind, "stance": "alleged"} for kind in ("militia", "police"))
    merged = merge(stored(TEXT), answer(TEXT), [review("a", parties=[one]), review("b", parties=[other])])
    assert isinstance(merged, Disagreement)
    assert merged.parties
    assert merged.rules == ()
    agreed = merge(stored(TEXT), answer(TEXT), [review("a", parties=[one]), review("b", parties=[one])])
    assert isinstance(agreed, CorpusRow)


@given(st.text("ab ", min_size=1, max_size=30), st.data())
def test_a_quote_leads_back_to_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span.of(text, start, data.draw(st.integers(start + 1, len(text))))
    found = locate(text, quote_of(text, span))
    assert found.end == span.end
    assert found.start <= span.start
    if text.find(span.text) == span.start:
        assert found == span


@pytest.mark.parametrize(
    ("text", "start", "end", "quote"),
    [
        ("abducted", 0, 8, "abducted"),
        ("a b a", 4, 5, Quote(quote="a", n=2)),
        ("aaa", 1, 3, "aaa"),  # "aa" is counted at 0 only, so the quote is widened
        ("aaaa", 2, 4, Quote(quote="aa", n=2)),
    ],
)
def test_which_occurrence(text: str, start: int, end: int, quote: str | Quote) -> None:
    assert quote_of(text, Span.of(text, start, end)) == quote
