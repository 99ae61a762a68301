"""Noun phrases on a parse: the short head phrase of a participant, and what it is part of."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from ihl_classifier.language.parse import Parse

LEFT = (
    "det",
    "amod",
    "compound",
    "nummod",
    "nmod:poss",
    "flat",
    "nmod:npmod",
    "advmod",
    "punct",
    "nmod:unmarked",
    "case",
)
RIGHT = ("flat", "compound", "fixed", "nummod", "goeswith")
GROUPS = frozenset(
    "group groups member members dozen dozens hundred hundreds thousand thousands scores number numbers majority head "
    "heads most some all half part many several number few couple handful team teams band bands crowd unit units "
    "elements element contingent fighters series wave cluster one two three four five six seven eight nine ten "
    "rest remainder total population leader leaders staff personnel home homes".split()
)
LIMIT = 9
WORDLIKE = re.compile(r"[^\W_]|[$€£]")
TIMES = frozenset({"morning", "evening", "night", "afternoon", "dawn", "dusk", "noon", "day", "week", "month"})
"""Nouns of time, which a small parser joins to the noun after them: "the same evening soldiers came"."""
NOT_FIRST = frozenset({",", "-", "'", '"', "(", "dead", "alive", "down", "off", "away", "out", "up"})


def phrase(doc: Doc, parse: Parse, head: int) -> tuple[int, int]:
    """Return the tokens (first, past last) of the short noun phrase of `head`, at most LIMIT long."""
    first, last = head, head
    for child in sorted((c for c in parse.children[head] if c < head), reverse=True):
        if child == first - 1 or _joined(parse, child, first):
            if parse.labels[child] not in LEFT or parse.labels[child] == "case" or doc[child].norm_ in TIMES:
                break
            first = min(first, _leftmost(parse, child))
    for child in sorted(c for c in parse.children[head] if c > head):
        if child == last + 1 and parse.labels[child] in RIGHT:
            last = child
            continue
        if (
            child > last
            and doc[head].norm_ in GROUPS
            and parse.labels[child] == "nmod"
            and _case(doc, parse, child) == "of"
        ):
            last = phrase(doc, parse, child)[1] - 1
        break
    first = max(first, last + 1 - LIMIT)
    while first < head and (doc[first].norm_ in NOT_FIRST or not WORDLIKE.search(doc[first].text)):
        first += 1
    return first, last + 1


def _leftmost(parse: Parse, token: int) -> int:
    return min([token, *(_leftmost(parse, c) for c in parse.children[token] if c < token)])


def _joined(parse: Parse, child: int, first: int) -> bool:
    """Return whether only left-out tokens or the child's own subtree stand between child and `first`."""
    return all(not parse.tags[i] or _under(parse, i, child) for i in range(child + 1, first))


def _under(parse: Parse, token: int, top: int) -> bool:
    seen = 0
    while token != top and parse.heads[token] not in (token, -1) and seen < 30:
        token, seen = parse.heads[token], seen + 1
    return token == top


def _case(doc: Doc, parse: Parse, token: int) -> str:
    case = parse.child(token, "case")
    return doc[case].norm_ if case is not None else ""


def preposition(doc: Doc, parse: Parse, token: int) -> str:
    """Return the folded preposition that introduces a noun ("by", "of"), or ""."""
    return _case(doc, parse, token)


def conjuncts(parse: Parse, token: int) -> list[int]:
    """Return the token and what is joined to it by "and"."""
    found = [token]
    for child in parse.all(token, "conj"):
        found += conjuncts(parse, child)
    return found


def partitive(doc: Doc, parse: Parse, head: int) -> list[int]:
    """Return the head and, for "hundreds of animals" or "members of the group", the nouns after "of"."""
    found = [head]
    if doc[head].norm_ in GROUPS or parse.tags[head] == "CD":
        for child in parse.all(head, "nmod"):
            if _case(doc, parse, child) == "of":
                found += partitive(doc, parse, child)
    return found
