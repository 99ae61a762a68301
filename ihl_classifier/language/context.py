"""How the text tells what it tells: cues near a mention give its stance (the idea of medspaCy's ConText)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from ihl_classifier.knowledge.context_cues import Cue, CueKind, Scope
from ihl_classifier.knowledge.lexicon import expand
from ihl_classifier.language.parse import Parse
from ihl_classifier.language.reading import Telling
from ihl_classifier.language.tokens import LONGEST
from ihl_classifier.language.tokens import pattern as pattern_doc
from ihl_classifier.schema.terms import Stance

PAST_AUXILIARIES = frozenset("a ont avait avaient ete fut furent est sont ayant was were had has have been".split())
PAST_ENDINGS = ("erent", "irent", "urent", "ed")
UNREAL = frozenset({CueKind.NEGATED, CueKind.HYPOTHETICAL})
ARGUMENTS = ("nsubj", "nsubj:pass", "obj", "obl:agent")


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue at tokens `start` to `end`, reaching from `low` to `high` (past last)."""

    cue: Cue
    start: int
    end: int
    low: int
    high: int


class ContextFinder:
    """Finds cues and gives each mention its telling."""

    def __init__(self, nlp: Language, cues: tuple[Cue, ...], language: str) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._cues = cues
        for number, cue in enumerate(cues):
            docs = [pattern_doc(nlp, phrase) for entry in getattr(cue, language) for phrase in expand(entry)]
            if docs:
                self._matcher.add(str(number), docs)
        self._strings = nlp.vocab.strings

    def find(self, doc: Doc, sentence_of: list[int]) -> list[CueHit]:
        """Return the cues of a Doc with their reach; a longer cue hides a shorter one inside it."""
        raw = [(s, e, self._cues[int(self._strings[k])]) for k, s, e in self._matcher(doc)]
        raw = [
            r for r in raw if doc[r[0]].text != "May"
        ]  # the month; as a modal it is never written so inside a sentence
        raw = _outermost(raw)
        stops: dict[int, list[int]] = defaultdict(list)
        for start, _, cue in raw:
            if cue.kind is CueKind.TERMINATE:
                stops[sentence_of[start]].append(start)
        bounds: dict[int, tuple[int, int]] = {}
        for i, number in enumerate(sentence_of):
            low, _ = bounds.get(number, (i, i))
            bounds[number] = (low, i + 1)
        hits = []
        for start, end, cue in raw:
            if cue.kind is CueKind.TERMINATE:
                continue
            low, high = bounds[sentence_of[start]]
            if cue.scope is Scope.FORWARD:
                high = min([high, end + cue.reach, *(s for s in stops[sentence_of[start]] if s >= end)])
                low = start
            elif cue.scope is Scope.BACKWARD:
                low = max([low, start - cue.reach])
                high = end
            hits.append(CueHit(cue, start, end, low, high))
        return hits


def _outermost(found: list[tuple[int, int, Cue]]) -> list[tuple[int, int, Cue]]:
    """Return the cues by their start, without those inside a longer one."""
    kept: list[tuple[int, int, Cue]] = []
    outer = (0, 0)
    for start, end, cue in sorted(found, key=lambda item: (item[0], -item[1])):
        if end > outer[1] or (start, end) == outer:
            outer = (start, end)
            kept.append((start, end, cue))
    return kept


def _start(hit: CueHit) -> int:
    return hit.start


def telling(
    anchor: int, own: tuple[int, int], hits: list[CueHit], parse: Parse | None, doc: Doc, *, thing: bool = False
) -> Telling:
    """Return how the mention anchored at token `anchor` is told; cues among its `own` tokens are part of what it says.

    A `thing` (a person, an object, a place) is there whatever is said of what happens to it: "nobody fetched the
    wounded" has wounded. Only "no", "without" right before it take it away.
    """
    first, last = (bisect_left(hits, anchor + reach, key=_start) for reach in (-LONGEST, LONGEST))
    here = [h for h in hits[first:last] if h.low <= anchor < h.high and not (h.start < own[1] and own[0] < h.end)]
    if thing:
        here = [h for h in here if h.cue.kind not in UNREAL or (h.cue.kind is CueKind.NEGATED and h.end == own[0])]
    kinds = {h.cue.kind for h in here}
    past = _is_past(anchor, parse, doc)
    negated = _is_negated(anchor, here, parse) if not thing else CueKind.NEGATED in kinds
    if CueKind.DENIED in kinds:
        stance = Stance.DENIED
    elif CueKind.HYPOTHETICAL in kinds and not (past and _past_beats(anchor, here)):
        stance = Stance.HYPOTHETICAL
    elif CueKind.DOCTRINAL in kinds and not past:
        stance = Stance.DOCTRINAL
    elif CueKind.DISPUTED in kinds:
        stance = Stance.DISPUTED
    elif CueKind.CLAIMED in kinds:
        stance = Stance.CLAIMED
    elif kinds & {CueKind.ALLEGED, CueKind.LIKELY}:
        stance = Stance.ALLEGED
    else:
        stance = Stance.ASSERTED
    return Telling(stance, "", negated, CueKind.LIKELY in kinds)


def _is_negated(anchor: int, here: list[CueHit], parse: Parse | None) -> bool:
    """With a parse the negation must hang on the mention's own verb or noun, or on what governs it."""
    cues = [h for h in here if h.cue.kind is CueKind.NEGATED]
    if not cues or parse is None or not parse.tags[anchor]:
        return bool(cues)
    near = {anchor, *parse.children[anchor]}
    near |= {d for c in parse.children[anchor] if parse.labels[c] in ARGUMENTS for d in parse.all(c, "det", "advmod")}
    head = parse.heads[anchor]
    if head >= 0 and parse.labels[anchor] in (
        "xcomp",
        "obj",
        "conj",
        "nmod",
        "ccomp",
        "obl",
        "amod",
        "compound",
        "nsubj:pass",
    ):
        near |= {head, *(c for c in parse.children[head] if c < anchor)}
    return any(any(h.start <= t < h.end for t in near) or anchor - h.end <= 1 for h in cues)


def _is_past(anchor: int, parse: Parse | None, doc: Doc) -> bool:
    if parse is None or not parse.tags[anchor]:
        before = {doc[i].norm_ for i in range(max(0, anchor - 3), anchor)}
        return bool(before & PAST_AUXILIARIES) or doc[anchor].norm_.endswith(PAST_ENDINGS)
    if parse.tags[anchor] == "VBD":
        return True
    if parse.tags[anchor] == "VBN":
        auxiliaries = {doc[c].norm_ for c in parse.children[anchor] if parse.labels[c].startswith("aux")}
        return not auxiliaries or (
            bool(auxiliaries & {"was", "were", "had", "has", "have"}) and "be" not in auxiliaries
        )
    if parse.tags[anchor] == "VBG":
        head = parse.heads[anchor]
        return head >= 0 and head != anchor and parse.tags[head] == "VBD"
    head = parse.heads[anchor]
    return parse.tags[anchor].startswith("NN") and head >= 0 and parse.tags[head] in ("VBD",)


def _past_beats(anchor: int, here: list[CueHit]) -> bool:
    """A past-tense verb is not made hypothetical by a cue that does not stand right before it."""
    return all(anchor - h.end > 3 for h in here if h.cue.kind is CueKind.HYPOTHETICAL)
