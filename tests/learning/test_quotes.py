from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ihl_classifier.learning.quotes import QuoteError, evidence_spans, locate, quoted_fields
from ihl_classifier.schema.corpus_row import CorpusRow, Quote, RuleLabel


@pytest.mark.parametrize(
    ("text", "quote", "start"),
    [
        ("they shot and shot", "shot", 5),
        ("they shot and shot", Quote(quote="shot", n=2), 14),
        ("aaaa", Quote(quote="aa", n=2), 2),
        ("🙂 é shot", "shot", 4),
        ("x", "x", 0),
    ],
)
def test_offsets_are_code_points_of_the_nth_occurrence(text: str, quote: str | Quote, start: int) -> None:
    assert locate(text, quote).start == start


@pytest.mark.parametrize(
    ("text", "quote", "times"),
    [("they shot", "fired", 0), ("they shot", Quote(quote="shot", n=2), 1), ("aaa", Quote(quote="aa", n=2), 1)],
)
def test_a_quote_that_is_not_there_is_an_error_that_does_not_echo_it(text: str, quote: str | Quote, times: int) -> None:
    with pytest.raises(QuoteError, match=rf"occurs {times} times") as caught:
        locate(text, quote)
    assert (quote.quote if isinstance(quote, Quote) else quote) not in str(caught.value)


def test_an_empty_quote_is_an_error() -> None:
    with pytest.raises(QuoteError, match="empty"):
        locate("text", "")


@given(st.text(min_size=1, max_size=40), st.data())
def test_every_slice_can_be_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    for n in range(1, text.count(words) + 1):
        span = locate(text, Quote(quote=words, n=n))
        assert text[span.start : span.end] == span.text == words
        assert text[: span.start].count(words) == n - 1
    with pytest.raises(QuoteError):
        locate(text, Quote(quote=words, n=text.count(words) + 1))


def test_evidence_is_keyed_by_element_or_by_nothing() -> None:
    text = "Gunmen seized two men for ransom"
    keyed = RuleLabel(rule=96, evidence={"seizure": ("seized",), "compulsion": ("for ransom",)})
    assert {key: [s.text for s in spans] for key, spans in evidence_spans(text, keyed).items()} == {
        "seizure": ["seized"],
        "compulsion": ["for ransom"],
    }
    assert evidence_spans(text, RuleLabel(rule=60, evidence=("Gunmen",)))[""][0].start == 0


def test_every_quote_of_a_row_is_named_by_its_field(row_json) -> None:  # type: ignore[no-untyped-def]
    row = CorpusRow.model_validate(
        row_json(
            affected=[
                {
                    "kind": "civilians",
                    "role": "victim",
                    "status": "civilian",
                    "attributes": [],
                    "count": 2,
                    "quotes": ["two traders"],
                }
            ]
        )
    )
    assert [quoted.field for quoted in quoted_fields(row)] == [
        "primary[0].evidence.seizure[0]",
        "primary[0].evidence.compulsion[0]",
        "secondary[0].evidence[0]",
        "parties[0].quotes[0]",
        "affected[0].quotes[0]",
        "acts[0].verb",
        "acts[0].doer[0]",
        "acts[0].harmed[0]",
    ]
