"""Tokens of a text, folded for matching: no case, no accents, plain apostrophes and hyphens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import compile_prefix_regex

RUN = 200
"""Characters without a blank that go to the tokeniser together."""
LONGEST = 400
"""Tokens of the longest sentence; what goes on beyond that (lists, tables, broken text) is cut there."""
LONG_RUN = re.compile(rf"\S{{{RUN + 1},}}")
ELISION = r"(?i:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’]"
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "“": '"', "”": '"', "ß": "ss"})


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Return the word without case and accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.translate(PLAIN)).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or word


def blank(language: str) -> Language:
    """Return a blank pipeline that splits sentences; French is the neutral tokeniser with elisions split off.

    spaCy's own French class compiles its exceptions for seconds at import, which a laptop should not wait for.
    """
    nlp = spacy.blank("en" if language == "en" else "xx")
    if language == "fr":
        prefixes = (*nlp.Defaults.prefixes, ELISION)  # type: ignore[misc]
        nlp.tokenizer.prefix_search = compile_prefix_regex(prefixes).search  # type: ignore[union-attr]
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…", "。", "؟"]})
    nlp.max_length = 2_000_000
    return nlp


def tokenised(nlp: Language, text: str) -> Doc:
    """Return the Doc of a text; spaCy's tokeniser is quadratic in a run without blanks, so long runs go in pieces."""
    cuts = [at for run in LONG_RUN.finditer(text) for at in range(run.start() + RUN, run.end(), RUN)]
    if not cuts:
        return nlp.make_doc(text)
    pieces = [text[start:end] for start, end in pairwise([0, *cuts, len(text)])]
    return Doc.from_docs([nlp.make_doc(piece) for piece in pieces], ensure_whitespace=False)


def folded(nlp: Language, text: str) -> Doc:
    """Return the Doc of a text with `norm_` folded."""
    doc = nlp(tokenised(nlp, text))
    for token in doc:
        token.norm_ = fold(token.text)
    return doc


PLAIN_WORDS = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
CONTRACTED = frozenset({"cannot", "gonna", "gotta", "wanna"})


def pattern(nlp: Language, words: str) -> Doc:
    """Return the Doc of a pattern, tokenised and folded as texts are; plain words need no tokeniser."""
    if PLAIN_WORDS.fullmatch(words) and not CONTRACTED & set(words.split()):
        doc = Doc(nlp.vocab, words=words.split())
    else:
        doc = nlp.make_doc(words)
    for token in doc:
        token.norm_ = fold(token.text)
    return doc
