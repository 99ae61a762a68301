"""Names brought to one form, so that case, accents and typography do not keep them apart."""

from __future__ import annotations

import re
import unicodedata

_TYPOGRAPHY = str.maketrans(
    {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u02bb": "'", "`": "'", "\u2010": "-", "\u2011": "-", "\u2012": "-",
     "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\u202f": " ", "\u0131": "i", "\u0142": "l", "\u00f8": "o"}
)  # fmt: skip
_ELISION = re.compile(r"\b([cdjlmns]|qu)'")
_SPELLINGS = ((re.compile(r"defens"), "defenc"), (re.compile(r"iz(?=ation|ed\b)"), "is"))
_ARTICLE = re.compile(r"^(?:the|le|la|les|l) ")


def fold(text: str) -> str:
    """Return the name casefolded, without accents, apostrophes and hyphens, in British spelling, with single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY).casefold())
    plain = "".join(mark for mark in plain if not unicodedata.combining(mark))
    plain = _ELISION.sub(r"\1 ", plain).replace("'", "").replace("-", " ")
    for pattern, spelling in _SPELLINGS:
        plain = pattern.sub(spelling, plain)
    return " ".join(plain.split())


def without_article(folded: str) -> str:
    """Return a folded name without a leading English or French article."""
    return _ARTICLE.sub("", folded)
