"""Who does an act and to whom, from a dependency parse (Universal Dependencies labels)."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from ihl_classifier.language.parse import Parse
from ihl_classifier.language.phrases import TIMES, conjuncts, preposition

CLAUSES = ("advcl", "xcomp", "conj", "ccomp", "acl", "acl:relcl", "parataxis", "advcl:relcl", "csubj")
RELATIVE = frozenset({"who", "which", "that", "whom"})
ACCUSERS = frozenset("accused blamed suspected charged convicted condemned indicted".split())
NOT_DOING = frozenset(
    "said say says saying reported report reports told tell tells documented document recorded verified confirmed confirm counted "
    "condemned condemn condemns denounced denounces deplored described described cited cites listed noted notes warned warns feared fear "
    "fears fled flee flees fleeing escaped survived witnessed saw see seen heard hear denied denies deny rejected prevented prevent stopped "
    "stop halted halt averted foiled repelled repulsed thwarted suffered suffer faced face received mourned protested investigated "
    "investigating investigate probed blamed accused alleged called urged demanded asked monitored responded respond reacted knew know "
    "known learned believed believe thought lost visited rescued freed evacuated treated buried helped".split()
)
"""Verbs whose subject reports, suffers, fears or hinders the act that stands below them."""
CLIMB = frozenset({"conj", "nmod", "appos", "compound", "list", "nmod:poss"})
THROUGH = frozenset({"", "with", "by", "through", "in", "via", "using", "during", "including", "like"})
"""Prepositions between a verb and a nominal act that its subject does: "pursued its campaign through abductions"."""
LIGHT = frozenset(
    "carry carried carries carrying launch launched launches launching conduct conducted conducts conducting commit committed "
    "commits committing perpetrate perpetrated mount mounted stage staged execute executed perform performed perpetrating "
    "make made making undertake undertook undertaken order ordered lead led began begin begun started start resume resumed "
    "claimed claim".split()
)
SUFFER = frozenset(
    "suffered suffer come came comes coming suffering sustained receive received face faced facing".split()
)
WAYS = frozenset({"then", "road", "boat", "am", "pm", "car", "air", "land"})
PATIENT_OF = ("of",)
PATIENT_ON = ("on", "against", "at", "upon", "into")
ATTRIBUTED = frozenset("attributed blamed claimed linked ascribed pinned".split())


@dataclass(slots=True)
class Arguments:
    """Tokens that head the agents, patients and means of an act."""

    agents: list[int] = field(default_factory=list)
    patients: list[int] = field(default_factory=list)
    means: list[int] = field(default_factory=list)
    likely: list[int] = field(default_factory=list)
    """Doers by the clause around a nominal act; they count where they are parties and nobody nearer is told."""


def arguments(doc: Doc, parse: Parse, trigger: int, attack_like: bool) -> Arguments:
    """Return the arguments of the act triggered at `trigger`; `attack_like` acts take "on" and a possessor as doer."""
    tag = parse.tags[trigger]
    if (noun := _joined_modifier(doc, parse, trigger)) is not None:
        found = _of_joined(doc, parse, noun)
    elif tag.startswith("VB") or (tag == "JJ" and parse.child(trigger, "nsubj:pass", "aux:pass") is not None):
        found = _verbal(doc, parse, trigger, 0)
    else:
        found = _nominal(doc, parse, trigger, attack_like)
    found.agents = list(dict.fromkeys(t for t in found.agents if t != trigger))
    found.patients = list(dict.fromkeys(t for t in found.patients if t != trigger and t not in found.agents))
    return found


def _joined_modifier(doc: Doc, parse: Parse, token: int) -> int | None:
    """Return the noun that "destroyed" has as its object in "began enforcing the law and destroyed shrines", or None.

    A small parser takes such a verb for a modifier of the noun after it.
    """
    noun = parse.heads[token]
    if parse.labels[token] != "amod" or parse.tags[token] not in ("VBN", "VBD") or parse.labels[noun] != "conj":
        return None
    joined = token > 1 and doc[token - 1].norm_ in ("and", "then", ",") and not parse.tags[token - 2].startswith("VB")
    return noun if joined and noun > token else None


def _of_joined(doc: Doc, parse: Parse, noun: int) -> Arguments:
    above, steps = noun, 0
    while not parse.tags[above].startswith("VB") and parse.heads[above] not in (above, -1) and steps < 8:
        above, steps = parse.heads[above], steps + 1
    agents = _verbal(doc, parse, above, 1).agents if parse.tags[above].startswith("VB") else []
    return Arguments(agents, [noun])


def is_passive(parse: Parse, verb: int) -> bool:
    """Return whether the verb form is passive: an auxiliary, a passive subject, or a bare participle."""
    if parse.child(verb, "nsubj:pass", "aux:pass", "csubj:pass") is not None:
        return True
    if parse.tags[verb] == "VBN":
        if parse.labels[verb] == "conj" and parse.child(verb, "obj") is not None and parse.child(verb, "aux") is None:
            return False
        if parse.labels[verb] in ("acl", "amod", "advcl"):
            return True
        if parse.child(verb, "cop") is not None:
            return True
        return _elliptical(parse, verb) or (
            parse.child(verb, "nsubj") is None
            and not any(parse.labels[c].startswith("aux") for c in parse.children[verb])
        )
    return _elliptical(parse, verb)


def _elliptical(parse: Parse, verb: int) -> bool:
    """Return whether a joined verb leaves out the auxiliary: "four were killed and ten injured"."""
    bare = (
        parse.tags[verb] in ("VBD", "VBN") and parse.labels[verb] == "conj" and parse.child(verb, "obj", "aux") is None
    )
    head = parse.heads[verb]
    return bare and head != verb and parse.tags[head].startswith("VB") and is_passive(parse, head)


def _verbal(doc: Doc, parse: Parse, verb: int, depth: int) -> Arguments:
    found = Arguments()
    passive = is_passive(parse, verb)
    subject = parse.child(verb, "nsubj:pass", "nsubj", "nsubj:outer")
    objects = [t for o in parse.all(verb, "obj") or _bare_objects(doc, parse, verb) for t in conjuncts(parse, o)]
    by = [
        t
        for o in parse.all(verb, "obl", "obl:agent", "nmod")
        if preposition(doc, parse, o) == "by" and not _time(doc, o)
        for t in conjuncts(parse, o)
    ]
    subjects = _subjects(doc, parse, verb, subject) if subject is not None else []
    if passive:
        found.agents = by or _by_of_joined(doc, parse, verb)
        found.patients = subjects or objects
        if not found.patients and parse.labels[verb] in ("acl", "amod", "acl:relcl") and parse.heads[verb] >= 0:
            found.patients = [parse.heads[verb]]
    else:
        found.agents = subjects or (by if parse.tags[verb] == "VBG" else [])
        found.patients = objects
        if not objects:
            found.patients = _oblique(doc, parse, verb)
        if not subjects and parse.labels[verb] == "acl" and parse.tags[verb] == "VBG" and parse.heads[verb] >= 0:
            found.agents = [parse.heads[verb]]
    found.means = [
        t for o in parse.all(verb, "obl") if preposition(doc, parse, o) in ("with", "using", "in", "by") for t in [o]
    ]
    if depth < 4 and (not found.agents or not found.patients):
        _inherit(doc, parse, verb, passive, found, depth)
    return found


def _by_of_joined(doc: Doc, parse: Parse, verb: int) -> list[int]:
    """Return the by-phrase that a later joined passive carries for all: "were beaten and robbed by gunmen"."""
    chain = [verb] if parse.labels[verb] != "conj" else [parse.heads[verb]]
    for other in parse.all(chain[0], "conj"):
        if other > verb and is_passive(parse, other):
            for noun in parse.all(other, "obl", "obl:agent"):
                if preposition(doc, parse, noun) == "by" and not _time(doc, noun):
                    return conjuncts(parse, noun)
    return []


def _bare_objects(doc: Doc, parse: Parse, verb: int) -> list[int]:
    """Return what the parser took for an unmarked adverbial though it follows the verb as an object does."""
    found = [t for t in parse.all(verb, "obl:unmarked", "obl:npmod") if t > verb and not _time(doc, t)]
    active = parse.child(verb, "nsubj") is not None or (parse.labels[verb] == "conj" and not is_passive(parse, verb))
    return found if active else []


def _time(doc: Doc, token: int) -> bool:
    """Return whether a noun tells when or by which way, and so is no participant."""
    return doc[token].norm_ in TIMES | WAYS


def _subjects(doc: Doc, parse: Parse, verb: int, subject: int) -> list[int]:
    if doc[subject].norm_ in RELATIVE and parse.heads[verb] >= 0 and parse.labels[verb].endswith("relcl"):
        return conjuncts(parse, parse.heads[verb])[:1]
    return conjuncts(parse, subject)


def _oblique(doc: Doc, parse: Parse, verb: int) -> list[int]:
    """Return the nouns after "on", "at", "into" of a verb without an object: "fired on the crowd"."""
    found = []
    for noun in parse.all(verb, "obl"):
        if preposition(doc, parse, noun) in ("on", "at", "into", "upon", "against") and not _time(doc, noun):
            found += conjuncts(parse, noun)
    return found


def _inherit(doc: Doc, parse: Parse, verb: int, passive: bool, found: Arguments, depth: int) -> None:
    """Fill in what a clause shares with the one it hangs on: subjects, objects, the accused."""
    head, label = parse.heads[verb], parse.labels[verb]
    if head < 0 or head == verb or label not in CLAUSES:
        return
    if not parse.tags[head].startswith("VB"):
        _from_noun(parse, verb, head, passive, found)
        return
    if label in ("ccomp", "parataxis", "csubj"):
        return
    above = _verbal(doc, parse, head, depth + 1)
    head_passive = is_passive(parse, head)
    if doc[head].norm_ in ACCUSERS:
        if not passive:
            found.agents = found.agents or (above.patients if head_passive or above.patients else above.agents)
        return
    if label == "conj":
        if passive == head_passive:
            found.agents = found.agents or above.agents
            if passive:
                found.patients = found.patients or above.patients
            elif not found.patients and parse.child(verb, "obj") is None:
                found.patients = above.patients if not _oblique(doc, parse, verb) else found.patients
        elif passive:
            found.patients = found.patients or above.agents
        return
    if label == "xcomp":
        controller = above.patients if parse.child(head, "obj") is not None or head_passive else above.agents
        if passive:
            found.patients = found.patients or controller
        else:
            found.agents = found.agents or controller
        return
    if not passive:
        found.agents = found.agents or above.agents
    elif not found.patients:
        found.patients = above.patients if head_passive else above.agents


def _from_noun(parse: Parse, verb: int, noun: int, passive: bool, found: Arguments) -> None:
    if passive:
        found.patients = found.patients or [noun]
    elif parse.labels[verb] in ("acl", "acl:relcl"):
        found.agents = found.agents or [noun]


def shared_object(parse: Parse, verb: int) -> list[int]:
    """Return the object that a later joined verb carries for both: "captured and killed the leader"."""
    for other in parse.all(verb, "conj"):
        if parse.tags[other].startswith("VB") and not is_passive(parse, other) and (found := parse.all(other, "obj")):
            return [t for o in found for t in conjuncts(parse, o)]
    return []


def _nominal(doc: Doc, parse: Parse, noun: int, attack_like: bool) -> Arguments:
    found = Arguments()
    for child in parse.children[noun]:
        label, word = parse.labels[child], preposition(doc, parse, child)
        if label in ("nmod", "obl") and word:
            if word == "by":
                found.agents += conjuncts(parse, child)
            elif word in PATIENT_OF or (
                word in PATIENT_ON and not _time(doc, child) and (word != "into" or attack_like)
            ):
                found.patients += conjuncts(parse, child)
                doers = [o for o in parse.all(child, "nmod") if preposition(doc, parse, o) == "by"]
                found.agents += [t for o in doers for t in conjuncts(parse, o)]
        elif label == "nmod:poss":
            (found.agents if attack_like else found.patients).append(child)
        elif label in ("acl", "acl:relcl") and doc[child].norm_ in ATTRIBUTED:
            found.agents += [t for o in parse.all(child, "obl", "obl:agent") for t in conjuncts(parse, o)]
        elif label == "acl" and doc[child].norm_ in ("targeting", "hitting", "striking"):
            found.patients += [t for o in parse.all(child, "obj") for t in conjuncts(parse, o)]
    head, label = parse.heads[noun], parse.labels[noun]
    if head >= 0 and head != noun and parse.tags[head].startswith("VB"):
        word = doc[head].norm_
        above = _verbal(doc, parse, head, 2)
        if word in LIGHT and label in ("obj", "nsubj:pass", "conj", "nsubj"):
            found.agents = found.agents or above.agents
        elif word in SUFFER and label in ("obj", "obl"):
            found.patients = found.patients or above.agents
        elif word in ACCUSERS and label in ("obl", "obj"):
            found.agents = found.agents or above.patients
        elif word in ATTRIBUTED and label in ("nsubj:pass", "nsubj", "obj"):
            found.agents = found.agents or [
                t
                for o in parse.all(head, "obl", "obl:agent")
                if preposition(doc, parse, o) in ("to", "on", "by", "against")
                for t in conjuncts(parse, o)
            ]
    found.agents = [a for a in found.agents if a not in (noun, head)]
    found.likely = _likely(doc, parse, noun)
    return found


def _likely(doc: Doc, parse: Parse, noun: int) -> list[int]:
    """Return who may do a nominal act: its modifiers ("army shelling"), then the subject of the clause it stands in."""
    found = parse.all(noun, "compound", "amod", "nmod:poss", "nmod")
    token, steps = noun, 0
    while parse.labels[token] in CLIMB and parse.heads[token] not in (token, -1) and steps < 8:
        token, steps = parse.heads[token], steps + 1
        found += parse.all(token, "nmod:poss")
    verb, label = parse.heads[token], parse.labels[token]
    if verb in (token, -1) or not parse.tags[verb].startswith("VB") or doc[verb].norm_ in NOT_DOING:
        return found
    above = _verbal(doc, parse, verb, 2)
    if label in ("obj", "xcomp", "nsubj:pass") or (
        label.startswith("obl") and preposition(doc, parse, token) in THROUGH and not is_passive(parse, verb)
    ):
        found += above.agents
    elif label.startswith("obl") and doc[verb].norm_ in ACCUSERS:
        found += above.patients
    return found
