"""What a classifier may learn from a text: no names of parties, no lessons of law beside what happened."""

from __future__ import annotations

from spacy.tokens import Doc

from ihl_classifier.knowledge.context_cues import CueKind
from ihl_classifier.language.actors import Cast
from ihl_classifier.language.context import CueHit
from ihl_classifier.language.reading import ActRead
from ihl_classifier.schema.terms import Stance


def doctrine(doc: Doc, cues: list[CueHit], acts: tuple[ActRead, ...]) -> frozenset[int]:
    """Return the numbers of the sentences that only say what the law is, where others tell what happened.

    Left in, "which is prohibited under IHL" makes an abduction look like a lesson to the classifier.
    """
    teaching = [range(doc[h.start].idx, doc[h.end - 1].idx + 1) for h in cues if h.cue.kind is CueKind.DOCTRINAL]
    telling = {a.sentence for a in acts if a.telling.told and not any(a.span.start in place for place in teaching)}
    taught = {act.sentence for act in acts if act.telling.stance is Stance.DOCTRINAL} - telling
    return frozenset(taught if telling else ())


def mask(text: str, cast: Cast, left_out: list[tuple[int, int]]) -> str:
    """Return what is learnt from: names of parties replaced, so that acts are learnt and not who is usually blamed."""
    spans = {(s.start, s.end): "PARTY" for m in cast.members if not m.generic for s in m.mentions}
    spans = {at: word for at, word in spans.items() if not any(low <= at[0] < high for low, high in left_out)}
    spans |= dict.fromkeys(left_out, "")
    for (start, end), word in sorted(spans.items(), reverse=True):
        text = f"{text[:start]}{word}{text[end:]}"
    return text
