"""The acts of a text: each trigger with its agents and patients, and how it is told."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from spacy.tokens import Doc

from ihl_classifier.knowledge.lexicon import ConceptKind, Lexicon, Part
from ihl_classifier.language.actors import PLURAL_PRONOUNS, SINGLE_PRONOUNS, Cast, owner
from ihl_classifier.language.arguments import Arguments, arguments, is_passive, shared_object
from ihl_classifier.language.attribution import partners
from ihl_classifier.language.concepts import Hit
from ihl_classifier.language.context import CueHit, telling
from ihl_classifier.language.loose import loose_arguments
from ihl_classifier.language.numbers import count
from ihl_classifier.language.parse import Parse
from ihl_classifier.language.phrases import partitive, phrase
from ihl_classifier.language.reading import ActRead, Participant
from ihl_classifier.schema.span import Span

LIKE_ATTACK = frozenset({"attack", "threaten", "loot", "besiege", "punish"})
"""Acts whose noun has its doer as possessor: "the army's raid"."""
EVERYONE = frozenset({"everyone", "everybody", "people", "residents", "them", "all", "him", "her", "us"})


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything known of a text when acts are read."""

    text: str
    doc: Doc
    lexicon: Lexicon
    hits: tuple[Hit, ...]
    cues: list[CueHit]
    parse: Parse | None
    cast: Cast
    sentence_of: list[int]
    entities: dict[int, frozenset[str]]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the tokens `start` to `end` (past last)."""
        first, last = self.doc[start], self.doc[end - 1]
        return Span.of(self.text, first.idx, last.idx + len(last))

    def concepts_at(self, token: int) -> frozenset[str]:
        """Return the entity concepts, with ancestors, of the mentions that cover the token."""
        member = self.cast.at(token)
        return self.entities.get(token, frozenset()) | (member.concepts if member else frozenset())


def entities_by_token(hits: list[Hit], lexicon: Lexicon) -> dict[int, frozenset[str]]:
    """Return the entity concepts, with ancestors, that cover each token."""
    found: dict[int, frozenset[str]] = {}
    for hit in hits:
        if lexicon.concepts[hit.concept].kind is ConceptKind.ENTITY:
            for token in range(hit.start, hit.end):
                found[token] = found.get(token, frozenset()) | lexicon.up(hit.concept)
    return found


def read_acts(scene: Scene) -> tuple[ActRead, ...]:
    """Return the acts in text order; of several concepts on one trigger each gives an act."""
    found: list[ActRead] = []
    bounds = _bounds(scene.sentence_of)
    cache: dict[
        tuple[int, int, int, bool],
        tuple[tuple[Participant, ...], tuple[Participant, ...], tuple[Participant, ...], bool],
    ] = {}
    for hit in scene.hits:
        concept = scene.lexicon.concepts[hit.concept]
        if concept.kind is not ConceptKind.ACT:
            continue
        trigger = _trigger(scene, hit)
        place = (trigger, hit.start, hit.anchor, bool(concept.up & LIKE_ATTACK))
        if place not in cache:
            cache[place] = _participants(scene, hit, trigger, concept.up, bounds[scene.sentence_of[hit.start]])
        agents, patients, means, bound = cache[place]
        found.append(
            ActRead(
                ref=f"e{len(found) + 1}",
                concept=hit.concept,
                up=concept.up,
                span=scene.span(hit.start, _trigger_end(hit, trigger)),
                sentence=scene.sentence_of[hit.start],
                agents=agents,
                patients=patients,
                means=means,
                telling=telling(trigger, (hit.start, hit.end), scene.cues, scene.parse, scene.doc),
                confidence=0.9 if bound and patients else 0.7 if bound else 0.5,
                bound=bound,
            )
        )
    return tuple(found)


def _bounds(sentence_of: list[int]) -> dict[int, tuple[int, int]]:
    bounds: dict[int, tuple[int, int]] = {}
    for index, number in enumerate(sentence_of):
        bounds[number] = (bounds.get(number, (index, index))[0], index + 1)
    return bounds


def _trigger(scene: Scene, hit: Hit) -> int:
    """Return the token that carries the act's grammar: the first verb of the match, else its last word."""
    if scene.parse is not None and hit.part is not Part.NOUN:
        verbs = [i for i in range(hit.start, hit.anchor + 1) if scene.parse.tags[i].startswith("VB")]
        full = [i for i in verbs if not scene.parse.labels[i].startswith(("aux", "cop"))]
        return next(iter(full or verbs), hit.anchor)
    return hit.anchor if hit.part is Part.NOUN else hit.start


def _trigger_end(hit: Hit, trigger: int) -> int:
    return max(hit.anchor, trigger) + 1


def _participants(
    scene: Scene, hit: Hit, trigger: int, up: frozenset[str], bounds: tuple[int, int]
) -> tuple[tuple[Participant, ...], tuple[Participant, ...], tuple[Participant, ...], bool]:
    parse, doc = scene.parse, scene.doc
    if parse is not None and parse.tags[trigger]:
        args = arguments(doc, parse, trigger, bool(up & LIKE_ATTACK))
        if not args.patients and parse.tags[trigger].startswith("VB"):
            args.patients = shared_object(parse, trigger)
        _drop_overlap(scene, args, hit)
        if (
            not args.agents
            and parse.tags[trigger] in ("VBD", "VBZ", "VBP", "VBG", "VBN")
            and not is_passive(parse, trigger)
        ):
            args.agents = _nearest_party(scene, trigger, bounds[0])
        agents = tuple(_participant(scene, t, True) for t in args.agents)
        if not any(a.ref for a in agents):
            likely = (_participant(scene, t, True) for t in args.likely)
            agents += tuple(a for a in likely if a.ref and a.span not in {p.span for p in agents})
        agents += tuple(_ranged(scene, r) for a in agents for r in partners(doc, scene.cast, a.tokens[1]))
        patients = tuple(_participant(scene, t, False) for t in args.patients)
        means = tuple(p for t in args.means if (p := _participant(scene, t, False)).concepts & {"weapon"})
        return agents, patients, means, True
    here = scene.hits[bisect_left(scene.hits, bounds[0], key=_start) : bisect_left(scene.hits, bounds[1], key=_start)]
    entities = [
        (h.start, h.end)
        for h in here
        if scene.lexicon.concepts[h.concept].kind is ConceptKind.ENTITY and "weapon" not in scene.lexicon.up(h.concept)
    ]
    named = scene.cast.ranges(*bounds)
    actors = _outer(named)
    loose_agents, loose_patients = loose_arguments(doc, hit, actors, _outer(entities + named), bounds)
    return (
        tuple(_ranged(scene, r) for r in loose_agents),
        tuple(_ranged(scene, r) for r in loose_patients),
        (),
        False,
    )


def _start(hit: Hit) -> int:
    return hit.start


def _nearest_party(scene: Scene, trigger: int, low: int) -> list[int]:
    """Return the party named last before an active verb that the grammar left without a subject."""
    before = [end - 1 for _, end in scene.cast.ranges(low, trigger) if end <= trigger]
    cues = [
        h for h in scene.cues if low <= h.start < trigger and scene.doc[h.start].norm_ in ("according", "selon", "by")
    ]
    return [max(before)] if before and not cues else []


def _outer(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the ranges that lie in no longer one, in text order."""
    kept = [r for r in set(ranges) if not any(o != r and o[0] <= r[0] and r[1] <= o[1] for o in ranges)]
    return sorted(kept)


def _drop_overlap(scene: Scene, args: Arguments, hit: Hit) -> None:
    """The words of a multi-word trigger are not its participants ("set fire to"), but persons between them are."""
    inside = range(hit.start, hit.anchor + 1)
    args.agents = [t for t in args.agents if t not in inside]
    args.patients = [t for t in args.patients if t not in inside or _a_person(scene, t)]


def _a_person(scene: Scene, token: int) -> bool:
    return scene.doc[token].norm_ in EVERYONE or bool(scene.concepts_at(token) & {"person", "civilian"})


def _participant(scene: Scene, head: int, agent: bool) -> Participant:
    assert scene.parse is not None
    doc, parse = scene.doc, scene.parse
    start, end = phrase(doc, parse, head)
    if (name := scene.cast.covering(head)) is not None:
        start, end = min(start, name[0]), max(end, name[1])  # of a name the parser saw one word
    concepts: set[str] = set()
    for token in partitive(doc, parse, head):
        concepts |= scene.concepts_at(token)
    if not concepts:
        concepts |= _by_form(doc, parse, head)
    member = next((m for t in range(start, end) if (m := scene.cast.at(t))), None)
    word = doc[head].norm_
    if member is None and agent:
        member = owner(scene.cast, doc, end)
    if member is None and word in PLURAL_PRONOUNS | SINGLE_PRONOUNS:
        concepts |= {"person"} if word not in ("it", "its") else set()
        if agent:
            member = scene.cast.antecedent(head)
        else:
            concepts |= _person_before(scene, head)
    return Participant(scene.span(start, end), (start, end), frozenset(concepts), member.ref if member else None)


def _person_before(scene: Scene, token: int) -> frozenset[str]:
    """Return what is known of the unarmed person named last before a pronoun, in its sentence or the one before."""
    for index in range(token - 1, -1, -1):
        if scene.sentence_of[token] - scene.sentence_of[index] > 1:
            break
        known = scene.entities.get(index, frozenset())
        if "person" in known and "armed_actor" not in known:
            return known
    return frozenset()


def _by_form(doc: Doc, parse: Parse, head: int) -> set[str]:
    """Return what a head without a concept shows by its form: a bare count of persons, a name."""
    word = doc[head].norm_
    if parse.tags[head] == "CD" or count(word) is not None:
        return {"person"}
    if parse.tags[head].startswith("NNP"):
        return {"proper_name"}
    if word in PLURAL_PRONOUNS or word in (
        "he",
        "she",
        "him",
        "her",
        "others",
        "many",
        "all",
        "i",
        "me",
        "we",
        "us",
        "my",
        "our",
    ):
        return {"person"}
    return set()


def _ranged(scene: Scene, tokens: tuple[int, int]) -> Participant:
    concepts = frozenset().union(*(scene.concepts_at(t) for t in range(*tokens)))
    member = next((m for t in range(*tokens) if (m := scene.cast.at(t))), None)
    return Participant(scene.span(*tokens), tokens, concepts, member.ref if member else None)
