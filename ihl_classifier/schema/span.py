"""A span: words of a text where they stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Words of a text: Unicode code points, 0-based, end-exclusive; `text` quotes them."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """Return the span of `text` from `start` to `end`.

        Raises:
            ValueError: the offsets are not inside the text, or the span would be empty.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"span {start}-{end} is not inside a text of {len(text)} characters")
        return cls(start, end, text[start:end])
