"""Words broken over two lines by a hyphen."""

from __future__ import annotations

import re

from ihl_classifier.reading.mapped_text import Cut, Why

_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n[ \t]*(?=[^\W\d_])")
_HEAD = re.compile(r"[^\W\d_]+\Z")
_TAIL = re.compile(r"[^\W\d_]+")


def hyphen_cuts(text: str) -> list[Cut]:
    """Return what to cut so that words broken at a line end are whole again, in order.

    The hyphen stays where the document writes the word with it elsewhere, or where the second half has a capital.
    """
    broken = list(_BROKEN.finditer(text))
    if not broken:
        return []
    folded = text.casefold()
    cuts: list[Cut] = []
    for match in broken:
        head = _HEAD.search(text, max(0, match.start() - 40), match.start())
        tail = _TAIL.match(text, match.end())
        if head is None or tail is None:
            continue
        kept = f"{head.group()}-{tail.group()}".casefold()
        keeps = tail.group()[0].isupper() or re.search(rf"\b{re.escape(kept)}\b", folded) is not None
        cuts.append(Cut(match.start() + keeps, match.end(), Why.HYPHEN))
    return cuts
