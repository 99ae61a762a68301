"""Finds the lexicon's concepts in a Doc: longest match, guarded against figurative use.

Patterns are indexed by their first word, so a text costs a few look-ups a token, however large the lexicon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from ihl_classifier.knowledge.lexicon import Lexicon, Part, Words
from ihl_classifier.language.tokens import fold

GAP_TOKENS = 7
PLAIN_WORD = re.compile(r"[^\W\d_]+")
CONTRACTED = frozenset({"cannot", "gonna", "gotta", "wanna"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept at tokens `start` to `end` (past last); `anchor` is the last token of its head words."""

    concept: str
    part: Part
    start: int
    end: int
    anchor: int


@dataclass(frozen=True, slots=True)
class _Place:
    """The alternatives of one place: single tokens, and those that the tokeniser splits ("self-defence")."""

    single: frozenset[str]
    split: tuple[tuple[str, ...], ...]
    firsts: frozenset[str]
    """The words that it may begin with."""

    def ends(self, words: list[str], at: int) -> list[int]:
        """Return where this place may end when it begins at `at`."""
        found = [at + 1] if at < len(words) and words[at] in self.single else []
        return found + [at + len(s) for s in self.split if tuple(words[at : at + len(s)]) == s]


@dataclass(frozen=True, slots=True)
class _Compiled:
    concept: str
    part: Part
    guard: bool
    head: tuple[_Place, ...]
    tails: tuple[tuple[_Place, ...], ...]
    plain: tuple[frozenset[str], ...] | None
    """The head's places after the first where each is one token: nearly all are, and are compared without a search."""

    def ends(self, words: list[str], start: int) -> Sequence[int]:
        """Return where the head may end when its first word stands at `start`."""
        if self.plain is None:
            return _ends(self.head, words, start)
        end = start + 1 + len(self.plain)
        if end > len(words):
            return ()
        for at, wanted in enumerate(self.plain, start + 1):
            if words[at] not in wanted:
                return ()
        return (end,)


class ConceptMatcher:
    """Matches every pattern of a language; compiled once, read-only."""

    def __init__(self, nlp: Language, lexicon: Lexicon, language: str) -> None:
        self._nlp = nlp
        self._seen: dict[str, tuple[str, ...]] = {}
        self._places: dict[frozenset[str], _Place] = {}
        self._by_first: dict[str, list[_Compiled]] = defaultdict(list)
        for item in lexicon.patterns(language):
            head, tails = self._compile(item.head), tuple(self._compile(tail) for tail in item.tails)
            plain = None if any(place.split for place in head) else tuple(place.single for place in head[1:])
            compiled = _Compiled(item.concept, item.part, item.guard, head, tails, plain)
            first = compiled.head[0]
            for word in first.firsts:
                self._by_first[word].append(compiled)
        self._by_first.default_factory = None
        self._seen.clear()

    def _compile(self, words: Words) -> tuple[_Place, ...]:
        return tuple(self._place(choice) for choice in words)

    def _place(self, choice: frozenset[str]) -> _Place:
        if choice not in self._places:
            tokens = [self._tokens(word) for word in choice]
            single = frozenset(t[0] for t in tokens if len(t) == 1)
            split = tuple(sorted({t for t in tokens if len(t) > 1}))
            self._places[choice] = _Place(single, split, single | {t[0] for t in split})
        return self._places[choice]

    def _tokens(self, word: str) -> tuple[str, ...]:
        if word not in self._seen:
            plain = PLAIN_WORD.fullmatch(word) and word not in CONTRACTED
            self._seen[word] = (fold(word),) if plain else tuple(fold(t.text) for t in self._nlp.make_doc(word))
        return self._seen[word]

    def find(self, doc: Doc, sentence_of: list[int]) -> list[Hit]:
        """Return the hits in text order; within one concept the longest of overlapping matches."""
        words = [token.norm_ for token in doc]
        found: set[Hit] = set()
        guarded: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for start, word in enumerate(words):
            for item in self._by_first.get(word, ()):
                for end in item.ends(words, start):
                    if sentence_of[end - 1] != sentence_of[start]:
                        continue
                    for stop in _tail_ends(item.tails, words, end, sentence_of):
                        if item.guard:
                            guarded[item.concept].append((start, stop))
                        else:
                            found.add(Hit(item.concept, item.part, start, stop, end - 1))
        return _longest([h for h in found if not any(s <= h.start and h.end <= e for s, e in guarded[h.concept])])


def _ends(places: tuple[_Place, ...], words: list[str], start: int) -> list[int]:
    """Return where the places may end when they begin at `start`."""
    ends = [start]
    for place in places:
        ends = [end for at in ends for end in place.ends(words, at)]
        if not ends:
            break
    return ends


def _tail_ends(
    tails: tuple[tuple[_Place, ...], ...], words: list[str], end: int, sentence_of: list[int]
) -> Sequence[int]:
    """Return the end of the last tail, each the nearest within its gap and the sentence: none or one."""
    for tail in tails:
        stop = _tail_end(tail, words, end, sentence_of)
        if stop is None:
            return ()
        end = stop
    return (end,)


def _tail_end(tail: tuple[_Place, ...], words: list[str], end: int, sentence_of: list[int]) -> int | None:
    for start in range(end, min(end + GAP_TOKENS + 1, len(words))):
        if sentence_of[start] != sentence_of[end - 1]:
            return None
        if words[start] not in tail[0].firsts:
            continue
        for stop in _ends(tail, words, start):
            if sentence_of[stop - 1] == sentence_of[end - 1]:
                return stop
    return None


def _longest(hits: list[Hit]) -> list[Hit]:
    """Return the hits without those that lie inside a longer hit of the same concept; as verb and as noun both stay."""
    hits.sort(key=lambda h: (h.start, -h.end, h.concept, h.part))
    reach: dict[str, Hit] = {}
    kept: list[Hit] = []
    for hit in hits:
        longest = reach.get(hit.concept)
        if longest is None or hit.end > longest.end or (hit.start, hit.end) == (longest.start, longest.end):
            kept.append(hit)
            reach[hit.concept] = hit
    return kept
