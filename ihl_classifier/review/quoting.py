"""Spans as the quotes of a corpus row: the words, and which of their occurrences is meant."""

from __future__ import annotations

from collections.abc import Iterable

from ihl_classifier.schema.corpus_row import Quote, Quotes
from ihl_classifier.schema.span import Span


def quote_of(text: str, span: Span) -> str | Quote:
    """Return the quote whose place is the span's; occurrences are counted as `learning.quotes.locate` does.

    Where the span overlaps an earlier occurrence of its own words ("aa" in "aaa"), it is widened to the left.
    """
    start = span.start
    while True:
        words = text[start : span.end]
        number = _occurrence(text, words, start)
        if number is not None:
            return words if number == 1 else Quote(quote=words, n=number)
        start -= 1


def quotes_of(text: str, spans: Iterable[Span]) -> Quotes:
    """Return the quotes of spans, in order, each once."""
    return tuple(dict.fromkeys(quote_of(text, span) for span in spans))


def _occurrence(text: str, words: str, start: int) -> int | None:
    """Return the number of the occurrence that begins at `start`, None if none of those counted does."""
    number, at = 1, text.find(words)
    while at < start:
        number, at = number + 1, text.find(words, at + len(words))
        if at < 0:
            return None
    return number if at == start else None
