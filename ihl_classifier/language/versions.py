"""Rival versions: what a party says of an act that others tell differently makes the act disputed."""

from __future__ import annotations

from dataclasses import replace

from ihl_classifier.knowledge.context_cues import CueKind
from ihl_classifier.language.context import CueHit
from ihl_classifier.language.reading import ActRead, Telling
from ihl_classifier.schema.terms import Stance

NEAR = 3
"""Sentences that a denial or a party's own version may stand away from what it disputes."""
MILITARY = frozenset({"fighter", "armed_actor", "military_objective"})
HEDGED = frozenset({Stance.ASSERTED, Stance.ALLEGED, Stance.CLAIMED})


def with_disputes(acts: tuple[ActRead, ...], cues: list[CueHit], sentence_of: list[int]) -> tuple[ActRead, ...]:
    """Return the acts, those that a denial or a party's military version stands against marked as disputed."""
    denials = {sentence_of[hit.start] for hit in cues if hit.cue.kind is CueKind.DENIED}
    versions = {
        act.sentence
        for act in acts
        if act.telling.stance is Stance.CLAIMED
        and any(p.concepts & MILITARY for p in act.patients)
        and "harm" in act.up
    }
    if not denials and not versions:
        return acts
    return tuple(_disputed(act, denials, versions) for act in acts)


def _disputed(act: ActRead, denials: set[int], versions: set[int]) -> ActRead:
    if "harm" not in act.up or not act.telling.told or act.telling.stance not in HEDGED:
        return act
    spared = not any(p.concepts & MILITARY for p in act.patients)
    denied = any(abs(act.sentence - n) <= NEAR for n in denials)
    retold = spared and any(abs(act.sentence - n) <= NEAR for n in versions)
    if not denied and not retold:
        return act
    return replace(act, telling=Telling(Stance.DISPUTED, act.telling.source, False, act.telling.likely))
