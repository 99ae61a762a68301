"""Features of a text: words, characters and the engine's marks, as sparse columns. One code path for all uses.

A block turns an example into columns and values; the space lays blocks side by side. A later block (a sentence
encoder) is one more class here with `name`, `width`, `columns`, `to_state` and a reader in `_BLOCKS`.
TF-IDF is the textbook form: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), each block scaled to length 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ihl_classifier.learning.example import Example
from ihl_classifier.learning.ngrams import bigrams, tokens, word_chars

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
State = dict[str, Any]

MIN_ROWS = {"words": 2, "chars": 4, "marks": 3}
"""A term must stand in so many rows of the corpus to get a column."""
MAX_TERMS = {"words": 50_000, "chars": 60_000, "marks": 20_000}
MARK_WEIGHT = 0.2
"""Scale of a mark beside the unit length of the text blocks."""
VERDICT = "rule:"
"""Marks that begin so are the engine's verdicts. They are no features: engine and classifier stay two voices, which
the judgement joins, and an edited rule file does not shift the classifier (leaving them out cost 0.003 of F1)."""
CACHED_WORDS = 100_000


class Block(Protocol):
    """One kind of feature."""

    name: str
    width: int

    def columns(self, example: Example, words: list[str]) -> tuple[Ints, Floats]:
        """Return ascending columns from 0 to width - 1 and their values."""

    def to_state(self) -> State:
        """Return plain arrays and strings that hold the block."""


class _Tfidf:
    """The shared half of the word and character blocks: a vocabulary with idf."""

    name = ""

    def __init__(self, terms: Sequence[str], idf: Floats) -> None:
        self.terms = dict(zip(terms, range(len(terms)), strict=True))
        self.idf = idf
        self.width = len(terms)

    def to_state(self) -> State:
        """Return the terms, one a line, and their idf."""
        return {"name": self.name, "terms": "\n".join(self.terms), "idf": self.idf.astype(np.float32)}

    def _weigh(self, found: Ints) -> tuple[Ints, Floats]:
        columns, counts = np.unique(found, return_counts=True)
        values: Floats = (1.0 + np.log(counts)) * self.idf[columns]
        length = float(np.sqrt(values @ values))
        return columns, values / length if length else values


class WordBlock(_Tfidf):
    """Words and pairs of words."""

    name = "words"

    def columns(self, example: Example, words: list[str]) -> tuple[Ints, Floats]:
        """Return the columns of the words and word pairs that the vocabulary has."""
        del example
        find = self.terms.get
        return self._weigh(_known([find(term, -1) for term in (*words, *bigrams(words))]))


class CharBlock(_Tfidf):
    """Character 3- to 5-grams inside words: transliterations, typos, inflections."""

    name = "chars"

    def __init__(self, terms: Sequence[str], idf: Floats) -> None:
        super().__init__(terms, idf)
        self._seen: dict[str, Ints] = {}

    def columns(self, example: Example, words: list[str]) -> tuple[Ints, Floats]:
        """Return the columns of the character n-grams that the vocabulary has."""
        del example
        return self._weigh(np.concatenate([self._word(word) for word in words]) if words else _known([]))

    def _word(self, word: str) -> Ints:
        found = self._seen.get(word)
        if found is None:
            find = self.terms.get
            found = _known([find(term, -1) for term in word_chars(word)])
            if len(self._seen) < CACHED_WORDS:
                self._seen[word] = found
        return found


class MarkBlock:
    """The engine's evidence: elements met, concepts found, grades given."""

    name = "marks"

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = dict(zip(terms, range(len(terms)), strict=True))
        self.width = len(terms)

    def columns(self, example: Example, words: list[str]) -> tuple[Ints, Floats]:
        """Return the columns of the marks that training knew, with their values."""
        del words
        known = sorted((self.terms[name], value) for name, value in example.marks.items() if name in self.terms)
        columns = np.array([column for column, _ in known], dtype=np.int32)
        return columns, MARK_WEIGHT * np.array([value for _, value in known], dtype=np.float64)

    def to_state(self) -> State:
        """Return the names of the marks, one a line."""
        return {"name": self.name, "terms": "\n".join(self.terms)}


class FeatureSpace:
    """Blocks side by side: turns examples into one sparse matrix."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = tuple(blocks)
        self.width = sum(block.width for block in self.blocks)

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> FeatureSpace:
        """Return the space whose columns the examples fill; labels play no part."""
        texts = [tokens(example.text) for example in examples]
        rows = len(examples)
        words, words_idf = _vocabulary("words", ((*text, *bigrams(text)) for text in texts), rows)
        chars, chars_idf = _vocabulary("chars", (_chars(text) for text in texts), rows)
        marks, _ = _vocabulary("marks", map(_evidence, examples), rows)
        return cls([WordBlock(words, words_idf), CharBlock(chars, chars_idf), MarkBlock(marks)])

    def transform(self, examples: Sequence[Example]) -> csr_matrix:
        """Return the features, one row an example, shape (examples, width)."""
        columns: list[Ints] = []
        values: list[Floats] = []
        ends = [0]
        for example in examples:
            words, offset, count = tokens(example.text), 0, ends[-1]
            for block in self.blocks:
                where, what = block.columns(example, words)
                columns.append(where + offset)
                values.append(what)
                offset, count = offset + block.width, count + len(where)
            ends.append(count)
        shape = (len(examples), self.width)
        if not examples:
            return csr_matrix(shape, dtype=np.float64)
        data = (np.concatenate(values), np.concatenate(columns), np.array(ends, dtype=np.int32))
        return csr_matrix(data, shape=shape)

    def to_state(self) -> State:
        """Return plain arrays and strings that hold the space."""
        return {"blocks": [block.to_state() for block in self.blocks]}

    @classmethod
    def from_state(cls, state: State) -> FeatureSpace:
        """Return the space that `to_state` wrote; raises KeyError for a block that this version does not know."""
        return cls([_BLOCKS[str(block["name"])](block) for block in state["blocks"]])


def _terms(state: State) -> list[str]:
    return str(state["terms"]).split("\n") if state["terms"] else []


_BLOCKS: dict[str, Any] = {
    "words": lambda state: WordBlock(_terms(state), state["idf"].astype(np.float64)),
    "chars": lambda state: CharBlock(_terms(state), state["idf"].astype(np.float64)),
    "marks": lambda state: MarkBlock(_terms(state)),
}


def _known(columns: list[int]) -> Ints:
    found: Ints = np.array([column for column in columns if column >= 0], dtype=np.int32)
    return found


def _evidence(example: Example) -> list[str]:
    return [name for name in example.marks if not name.startswith(VERDICT) and "\n" not in name]


def _chars(words: list[str]) -> set[str]:
    return {term for word in set(words) for term in word_chars(word)}


def _vocabulary(name: str, texts: Iterable[Iterable[str]], rows: int) -> tuple[list[str], Floats]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(text))
    kept = sorted(term for term, count in counts.items() if count >= MIN_ROWS[name])
    if len(kept) > MAX_TERMS[name]:
        kept = sorted(sorted(kept, key=lambda term: (-counts[term], term))[: MAX_TERMS[name]])
    # Rounded as it is stored, so that a model gives the same answer before and after it is saved.
    idf = np.array([1.0 + np.log((1 + rows) / (1 + counts[term])) for term in kept], dtype=np.float32)
    return kept, idf.astype(np.float64)
