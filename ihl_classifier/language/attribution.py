"""Who else stands behind an act: partners, the group that unnamed men are said to belong to, and claimants."""

from __future__ import annotations

from spacy.tokens import Doc

from ihl_classifier.knowledge.context_cues import CueKind
from ihl_classifier.language.actors import Cast, CastMember
from ihl_classifier.language.arguments import arguments
from ihl_classifier.language.context import CueHit
from ihl_classifier.language.parse import Parse
from ihl_classifier.language.phrases import phrase

PARTNER = (("accompanied", "by"), ("together", "with"), ("along", "with"), ("jointly", "with"), ("alongside",), ("assisted", "by"),
           ("supported", "by"), ("backed", "by"), ("aided", "by"), ("joined", "by"), ("reinforced", "by"), ("allied", "with"),
           ("appuyes", "par"), ("soutenus", "par"),
           ("accompagnes", "de"), ("accompagnes", "par"), ("aux", "cotes"), ("avec", "l'appui"))  # fmt: skip
TIES = frozenset(
    {
        "belonging",
        "members",
        "member",
        "affiliated",
        "believed",
        "thought",
        "suspected",
        "linked",
        "loyal",
        "identified",
        "appartenant",
        "membres",
        "affilies",
        "lies",
    }
)
CLAIM_WORDS = ("claim", "responsib", "admit", "revendiq", "acknowledg", "boast", "reconnu")
REACH = 11
SUBJECT_REACH = 14


def partners(doc: Doc, cast: Cast, end: int) -> list[tuple[int, int]]:
    """Return the mentions of parties named right after an agent as acting with it ("accompanied by ...")."""
    words = [doc[i].norm_ for i in range(end, min(len(doc), end + 4))]
    for cue in PARTNER:
        for offset in range(2):
            if tuple(words[offset : offset + len(cue)]) == cue:
                start = end + offset + len(cue)
                return cast.ranges(start, start + 5)[:1]
    return []


def memberships(doc: Doc, cast: Cast) -> dict[str, tuple[str, ...]]:
    """Return, for unnamed actors, the parties that they are said to belong to, by ref."""
    found: dict[str, tuple[str, ...]] = {}
    for member in cast.members:
        if not member.generic:
            continue
        for _, end in member.tokens:
            for start, other in cast.mentioned(end, end + REACH + 1):
                if other.generic or other is member:
                    continue
                between = {doc[i].norm_ for i in range(end, start)}
                if between & TIES and not any(doc[i].is_sent_start for i in range(end + 1, start + 1)):
                    found[member.ref] = tuple(dict.fromkeys((*found.get(member.ref, ()), other.ref)))
    return found


def claimants(doc: Doc, cast: Cast, cues: list[CueHit], sentence_of: list[int]) -> dict[str, int]:
    """Return the parties that claim or admit an act as their own, by ref, with the sentence where they do."""
    found: dict[str, int] = {}
    for hit in cues:
        words = [doc[i].norm_ for i in range(hit.start, hit.end)]
        if hit.cue.kind is not CueKind.CLAIMED or not any(w.startswith(CLAIM_WORDS) for w in words):
            continue
        sentence = sentence_of[hit.start]
        by = words[-1] in ("by", "par")
        if by:
            near = cast.ranges(hit.end, hit.end + 4)[:1]
        else:
            before = [t for t in cast.ranges(hit.start - SUBJECT_REACH, hit.start) if sentence_of[t[0]] == sentence]
            near = before[-1:]
            while near and len(before) > len(near) and _joined(doc, before[-len(near) - 1], near[0]):
                near = [before[-len(near) - 1], *near]
        for start, _ in near:
            if member := cast.at(start):
                found.setdefault(member.ref, sentence)
    return found


SAYING = frozenset(
    "said say says saying told tells reported reports announced announces claimed claims denied denies alleged warned stated "
    "confirmed insisted added condemned urged called accused blamed acknowledged admitted maintained attributed".split()
)
NOT_HARMING = frozenset(
    "controls controlled control rescued rescue freed released evacuated treated protected protects signed agreed met withdrew "
    "withdrawn deployed escorted arrived active operates operate operating present based responded".split()
)


def movers(doc: Doc, parse: Parse | None, cast: Cast, sentence_of: list[int]) -> dict[int, tuple[str, ...]]:
    """Return the parties that do something in each sentence, by its number: subjects, by-phrases, the accused.

    Who only speaks, controls an area, helps or is acted on is not among them.
    """
    found: dict[int, list[str]] = {}
    if parse is None:
        return {}
    for verb, tag in enumerate(parse.tags):
        if not tag.startswith("VB") or doc[verb].norm_ in SAYING | NOT_HARMING:
            continue
        args = arguments(doc, parse, verb, False)
        for token in args.agents:
            if (member := _party_at(cast, doc, parse, token)) is not None:
                found.setdefault(sentence_of[verb], []).append(member.ref)
    return {number: tuple(dict.fromkeys(refs)) for number, refs in found.items()}


def _party_at(cast: Cast, doc: Doc, parse: Parse, token: int) -> CastMember | None:
    start, end = phrase(doc, parse, token)
    return next((m for t in range(start, end) if (m := cast.at(t))), None)


def speakers(doc: Doc, cast: Cast) -> frozenset[str]:
    """Return the parties that only speak, help or are where the text happens: never doers for want of another."""
    found = set()
    for member in cast.members:
        for start, end in member.tokens:
            before = {doc[i].norm_ for i in range(max(0, start - 3), start)}
            after = [doc[i].norm_ for i in range(end, min(len(doc), end + 3))]
            if (
                before & {"to", "selon", "against", "contre", "told", "controlled", "held"}
                or set(after) & (SAYING | NOT_HARMING)
                or after[:2] in (["-", "held"], ["-", "controlled"])
                or after[:1] in (["spokesman"], ["spokesperson"], ["official"], ["statement"])
            ):
                found.add(member.ref)
    return frozenset(found)


def _joined(doc: Doc, first: tuple[int, int], second: tuple[int, int]) -> bool:
    between = [doc[i].norm_ for i in range(first[1], second[0])]
    return len(between) <= 2 and any(w in ("and", "et", ",", "&") for w in between)
