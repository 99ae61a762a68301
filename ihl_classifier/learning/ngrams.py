"""Words and characters of a text as countable terms: the one analyser of training and serving."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from ihl_classifier.learning.example import PARTY_MASK

MASK_TOKEN = "<party>"
CHAR_SIZES = (3, 4, 5)
LONGEST_WORD = 30
"""Characters of a word that are looked at; words beyond it are codes, links or noise."""

_TOKEN = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans("123456789", "0" * 9)


def without_accents(text: str) -> str:
    """Return the text without combining marks (NFKD), so that é and e are one letter."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """Return the words of the text in order: lower case, no accents, every digit 0 (years must not be learnt).

    An apostrophe parts words, so that "l'armee" and "armee" share one.

    A masked party (`PARTY`) is one token of its own, unlike the word "party".
    """
    found = _TOKEN.findall(without_accents(text).translate(_PLAIN))
    return [MASK_TOKEN if word == PARTY_MASK else word.lower()[:LONGEST_WORD] for word in found]


def bigrams(words: list[str]) -> list[str]:
    """Return the pairs of neighbouring words, joined by a blank."""
    return [f"{first} {second}" for first, second in pairwise(words)]


def word_chars(word: str) -> list[str]:
    """Return the 3- to 5-grams of characters inside a word, its two ends marked by a blank; none for the mask."""
    if word == MASK_TOKEN:
        return []
    padded = f" {word} "
    return [padded[i : i + n] for n in CHAR_SIZES for i in range(max(1, len(padded) - n + 1))]
