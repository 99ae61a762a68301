"""The language of a passage, by function words. No guess where they are too few."""

from __future__ import annotations

from spacy.tokens import Doc

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and in to a an was were by at for on with from that had has have been who their they them his her its "
        "after before during which when where while but not also into near two three four five six this these those "
        "between under over more than least is are it he she as".split()
    ),
    "fr": frozenset(
        "le la les l' des du de d' et un une dans par pour sur avec ont a ete qui que sont au aux leur leurs ils elles "
        "ce cette ces son sa ses plus est etait etaient apres avant lors pres deux trois quatre cinq six n' s' qu' ne "
        "pas selon entre sous chez".split()
    ),
    "es": frozenset(
        "el los las del y en una por para con que fue fueron han sido se su sus al lo tras entre desde hasta "
        "como segun dos tres cuatro sin pero".split()
    ),
    "pt": frozenset(
        "o os as do da dos das e em um uma por para com que foi foram ao na no nas nos seu sua apos entre desde "
        "ate como segundo dois tres sem mas nao".split()
    ),
    "de": frozenset(
        "der die das den dem des und in ein eine einer von mit auf wurde wurden nach bei fur durch aus sich nicht "
        "haben hat sind war waren zwei drei".split()
    ),
    "it": frozenset(
        "il lo gli della delle dei degli e un una per con che sono stati stato nel nella dopo tra da due tre non".split()
    ),
}
SUPPORTED = ("en", "fr")
UNKNOWN = "und"


def detect(doc: Doc) -> str:
    """Return `en`, `fr`, another language's code, or `und`; short texts without function words are `und`."""
    words = [token.norm_ for token in doc if token.is_alpha or "'" in token.text]
    if not words:
        return UNKNOWN
    counts = {code: sum(word in known for word in words) for code, known in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    if counts[best] == 0:
        return UNKNOWN
    rivals = [count for code, count in counts.items() if code != best]
    return best if counts[best] > max(rivals) or best == "en" else UNKNOWN
