"""Counts in words and figures, English and French, with their bounds."""

from __future__ import annotations

import re

UNITS = {
    w: n
    for n, ws in enumerate(
        "zero|zero one|un|une two|deux three|trois four|quatre five|cinq six seven|sept eight|huit nine|neuf ten|dix eleven|onze "
        "twelve|douze thirteen|treize fourteen|quatorze fifteen|quinze sixteen|seize seventeen|dix-sept eighteen|dix-huit "
        "nineteen|dix-neuf".split()
    )
    for w in ws.split("|")
}
TENS = {
    w: n * 10
    for n, ws in enumerate(
        "twenty|vingt thirty|trente forty|quarante fifty|cinquante sixty|soixante seventy|soixante-dix eighty|quatre-vingts "
        "ninety|quatre-vingt-dix".split(),
        2,
    )
    for w in ws.split("|")
}
VAGUE = {
    "dozens": 24, "dozen": 12, "hundreds": 200, "thousands": 2000, "scores": 40, "several": 3, "dizaines": 20, "centaines": 200,
    "milliers": 2000, "plusieurs": 3, "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "cinquantaine": 50,
    "centaine": 100, "douzaine": 12, "many": 3,
}  # fmt: skip
OPEN_ENDED = frozenset(
    {"dozens", "hundreds", "thousands", "scores", "several", "dizaines", "centaines", "milliers", "plusieurs", "many"}
)
FIGURE = re.compile(r"\d{1,3}(?:[,\u202f]\d{3})+|\d+")


def count(word: str) -> tuple[int, int | None] | None:
    """Return the least and greatest number that one folded word stands for (None: no upper bound), or None."""
    if FIGURE.fullmatch(word):
        number = int(re.sub(r"\D", "", word))
        return number, number
    if word in UNITS:
        return UNITS[word], UNITS[word]
    if word in TENS:
        return TENS[word], TENS[word]
    if word in VAGUE:
        return VAGUE[word], None if word in OPEN_ENDED else VAGUE[word]
    tens, dash, unit = word.partition("-")
    if dash and tens in TENS and unit in UNITS:
        return TENS[tens] + UNITS[unit], TENS[tens] + UNITS[unit]
    return None


AT_LEAST = frozenset(
    {"at least", "more than", "over", "no fewer than", "no less than", "au moins", "plus de", "upwards of"}
)
AT_MOST = frozenset({"up to", "as many as", "at most", "jusqu'a", "less than", "fewer than", "moins de"})


JOINTS = frozenset({"and", "to", "-", "et", "a", "or", "ou"})
RANGES = frozenset({"to", "-", "or", "a", "ou"})
OPENERS = frozenset({"between", "from", "entre"})


def bounded(words: list[str], index: int) -> tuple[int, int | None] | None:
    """Return the bounds of the count at `words[index]`, read with "at least", "between ... and ..." before it."""
    here = count(words[index])
    if here is None:
        return None
    low, high = here
    ahead = index + 2 < len(words) and words[index + 1] in JOINTS and (index > 0 and words[index - 1] in OPENERS)
    if ahead and (upper := count(words[index + 2])):
        return low, upper[1]
    if index + 1 < len(words) and words[index + 1] in ("hundred", "thousand", "dozen", "cents", "mille") and low:
        factor = {"hundred": 100, "thousand": 1000, "dozen": 12, "cents": 100, "mille": 1000}[words[index + 1]]
        low, high = low * factor, high * factor if high else None
    before2, before1 = " ".join(words[max(0, index - 2) : index]), words[index - 1] if index else ""
    joined = index >= 2 and words[index - 1] in JOINTS
    if (
        joined
        and (other := count(words[index - 2]))
        and (words[index - 1] in RANGES or words[max(0, index - 3)] in OPENERS)
    ):
        return other[0], high
    if before2 in AT_LEAST or before1 in AT_LEAST or " ".join(words[max(0, index - 3) : index]) in AT_LEAST:
        return low, None
    if before2 in AT_MOST or before1 in AT_MOST or " ".join(words[max(0, index - 3) : index]) in AT_MOST:
        return 0, high
    return low, high
