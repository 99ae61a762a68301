"""Parts of speech: a word that is verb and noun counts as what grammar and lexicon agree on."""

from __future__ import annotations

from spacy.tokens import Doc

from ihl_classifier.knowledge.lexicon import Part
from ihl_classifier.language.concepts import Hit
from ihl_classifier.language.parse import Parse

ARTICLES = frozenset("the a an le la les l' un une des du de d' leur leurs son sa ses cet cette ces".split())


def one_part(hits: list[Hit], parse: Parse | None, doc: Doc) -> list[Hit]:
    """Return the hits with one part of speech a concept and place: a verb, unless the tag or an article says a noun."""
    places = [(h.concept, h.start, h.end) for h in hits]
    chosen: dict[tuple[str, int, int], Hit] = {}
    for place, hit in zip(places, hits, strict=True):
        first = chosen.setdefault(place, hit)
        if first.part is Part.NOUN and hit.part is not Part.NOUN and not _is_noun(hit.start, parse, doc):
            chosen[place] = hit
    return [hit for place, hit in zip(places, hits, strict=True) if chosen[place] is hit]


def _is_noun(token: int, parse: Parse | None, doc: Doc) -> bool:
    if parse is not None and parse.tags[token]:
        return not parse.tags[token].startswith("VB")
    return token > 0 and doc[token - 1].norm_ in ARTICLES


def fits(hit: Hit, parse: Parse | None, doc: Doc) -> bool:
    """Return whether the tag of a single word that may be verb or noun ("shell", "mine") is what the lexicon says."""
    if parse is None or hit.end - hit.start != 1 or not parse.tags[hit.start]:
        return True
    tag = parse.tags[hit.start]
    if doc[hit.start].is_sent_start:
        return True
    if hit.part is Part.VERB and parse.labels[hit.start].startswith(("aux", "cop")):
        return False
    if hit.part is Part.VERB:
        return (
            not tag.startswith(("NN", "IN", "RB", "CC"))
            or (tag == "NN" and doc[hit.start].norm_.endswith("ing"))
            or doc[hit.start].norm_.endswith("ed")
        )
    if hit.part is Part.NOUN:
        return not tag.startswith(("VBD", "VBZ", "VBP", "MD", "PRP"))
    return True
