"""Finds the lexicon's concepts in a Doc: longest match, guarded against figurative use."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from ihl_classifier.knowledge.lexicon import Lexicon, Part, Pattern
from ihl_classifier.language.tokens import pattern as pattern_doc

GAP_TOKENS = 7


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept at tokens `start` to `end` (past last); `anchor` is the last token of its head words."""

    concept: str
    part: Part
    start: int
    end: int
    anchor: int


class ConceptMatcher:
    """Matches every pattern of a language in one pass; patterns are compiled once."""

    def __init__(self, nlp: Language, lexicon: Lexicon, language: str) -> None:
        self._heads = PhraseMatcher(nlp.vocab, attr="NORM")
        self._tails = PhraseMatcher(nlp.vocab, attr="NORM")
        self._by_head: dict[str, list[Pattern]] = defaultdict(list)
        tails: set[str] = set()
        docs: dict[str, Doc] = {}
        for item in lexicon.patterns(language):
            key = item.head
            if key not in docs:
                docs[key] = pattern_doc(nlp, key)
            self._by_head[key].append(item)
            if item.tail:
                tails.add(item.tail)
        for key, doc in docs.items():
            self._heads.add(key, [doc])
        for tail in tails:
            self._tails.add(tail, [pattern_doc(nlp, tail)])
        self._strings = nlp.vocab.strings

    def find(self, doc: Doc) -> list[Hit]:
        """Return the hits in text order; within one concept the longest of overlapping matches."""
        tails: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for key, start, end in self._tails(doc):
            tails[self._strings[key]].append((start, end))
        found: set[Hit] = set()
        guarded: list[tuple[str, int, int]] = []
        for key, start, end in self._heads(doc):
            for item in self._by_head[self._strings[key]]:
                stop = self._tail_end(doc, item, end, tails) if item.tail else end
                if stop is None:
                    continue
                if item.guard:
                    guarded.append((item.concept, start, stop))
                else:
                    found.add(Hit(item.concept, item.part, start, stop, end - 1))
        hits = [h for h in found if not any(c == h.concept and s <= h.start and h.end <= e for c, s, e in guarded)]
        return _longest(hits)

    @staticmethod
    def _tail_end(doc: Doc, item: Pattern, end: int, tails: dict[str, list[tuple[int, int]]]) -> int | None:
        for start, stop in tails.get(item.tail, ()):
            if end <= start <= end + GAP_TOKENS and not any(doc[i].is_sent_start for i in range(end, stop)):
                return stop
        return None


def _longest(hits: list[Hit]) -> list[Hit]:
    """Return the hits without those that lie inside a longer hit of the same concept."""
    hits.sort(key=lambda h: (h.start, -h.end, h.concept, h.part))
    kept: list[Hit] = []
    for hit in hits:
        if not any(k.concept == hit.concept and k.start <= hit.start and hit.end <= k.end for k in kept):
            kept.append(hit)
    return kept
