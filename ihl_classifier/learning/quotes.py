"""Quotes of a corpus row, made into spans: writers quote words, code makes the offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ihl_classifier.schema.corpus_row import CorpusRow, Quote, Quotes, RuleLabel
from ihl_classifier.schema.span import Span


class QuoteError(ValueError):
    """The quote does not occur in the text, or not that often."""


@dataclass(frozen=True, slots=True)
class QuotedField:
    """One quote of a row and the field it stands in, for example `primary[0].evidence.seizure[1]`."""

    field: str
    quote: Quote


def as_quote(words: str | Quote) -> Quote:
    """Return the words as a Quote; a bare string means its first occurrence."""
    return words if isinstance(words, Quote) else Quote(quote=words)


def locate(text: str, words: str | Quote) -> Span:
    """Return the span of the quote's n-th occurrence in the text (occurrences do not overlap).

    Raises:
        QuoteError: the words are empty, not in the text, or not there n times.
    """
    quote = as_quote(words)
    if not quote.quote:
        raise QuoteError("the quote is empty")
    start, found = -len(quote.quote), 0
    while found < quote.n:
        start = text.find(quote.quote, start + len(quote.quote)) if found else text.find(quote.quote)
        if start < 0:
            raise QuoteError(f"occurrence {quote.n} of the quote is not in the text (it occurs {found} times)")
        found += 1
    return Span.of(text, start, start + len(quote.quote))


def evidence_spans(text: str, label: RuleLabel) -> dict[str, tuple[Span, ...]]:
    """Return element -> spans of a label's evidence; the key is "" where the evidence is a plain list.

    Raises:
        QuoteError: a quote is not in the text.
    """
    evidence = label.evidence if isinstance(label.evidence, dict) else {"": label.evidence}
    return {element: tuple(locate(text, quote) for quote in quotes) for element, quotes in evidence.items()}


def quoted_fields(row: CorpusRow) -> Iterator[QuotedField]:
    """Yield every quote of the row with the field it stands in."""
    for grade, labels in (("primary", row.primary), ("secondary", row.secondary)):
        for i, label in enumerate(labels):
            if isinstance(label.evidence, dict):
                for element, quotes in label.evidence.items():
                    yield from _numbered(f"{grade}[{i}].evidence.{element}", quotes)
            else:
                yield from _numbered(f"{grade}[{i}].evidence", label.evidence)
    for i, party in enumerate(row.parties):
        yield from _numbered(f"parties[{i}].quotes", party.quotes)
    for i, affected in enumerate(row.affected):
        yield from _numbered(f"affected[{i}].quotes", affected.quotes)
    for i, act in enumerate(row.acts):
        yield QuotedField(f"acts[{i}].verb", as_quote(act.verb))
        yield from _numbered(f"acts[{i}].doer", act.doer)
        yield from _numbered(f"acts[{i}].harmed", act.harmed)


def _numbered(field: str, quotes: Quotes) -> Iterator[QuotedField]:
    for i, quote in enumerate(quotes):
        yield QuotedField(f"{field}[{i}]", as_quote(quote))
