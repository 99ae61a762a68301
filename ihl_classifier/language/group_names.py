"""Names of armed groups and forces that the registry lacks, by their form: "Free River Front", "Army of the Delta"."""

from __future__ import annotations

from spacy.tokens import Doc

from ihl_classifier.schema.terms import PartyKind

CORE: dict[str, PartyKind] = {
    **dict.fromkeys(
        "front movement brigade brigades liberation resistance battalion faction column guerrillas fighters rebels mouvement "
        "insurgents mujahideen warriors".split(),
        PartyKind.ARMED_GROUP,
    ),
    **dict.fromkeys(("militia", "militias", "milice", "vigilantes"), PartyKind.MILITIA),
    **dict.fromkeys(
        ("army", "forces", "corps", "guard", "regiment", "division", "armee", "garde"), PartyKind.ARMED_GROUP
    ),
    **dict.fromkeys(("coalition", "alliance"), PartyKind.COALITION),
    "police": PartyKind.POLICE,
}
STATE_WORDS = frozenset(
    "national royal republican presidential government federal armed state nationale republicaine".split()
)
JOINTS = frozenset("of the for and de du des la le pour et -".split())
NOT_ARMED = frozenset(
    "united nations cross crescent human rights court council committee ministry humanitarian salvation food health union "
    "relief children workers women youth party civil society national-assembly".split()
)
LONGEST = 9


def group_names(doc: Doc, taken: set[int]) -> list[tuple[int, int, PartyKind]]:
    """Return the token ranges of names that look like an armed group's or a force's, outside the tokens `taken`."""
    found: list[tuple[int, int, PartyKind]] = []
    index = 0
    while index < len(doc):
        if index in taken or not doc[index].text[:1].isupper():
            index += 1
            continue
        end = _end(doc, index, taken)
        words = [doc[i].norm_ for i in range(index, end)]
        start = index + (words[0] in JOINTS)
        kind = next((CORE[w] for w in words if w in CORE), None)
        proper = [i for i in range(start, end) if doc[i].text[:1].isupper()]
        if kind and len(proper) >= 2 and not NOT_ARMED & set(words):
            state = (
                kind is PartyKind.ARMED_GROUP
                and bool(STATE_WORDS & set(words))
                and bool({"army", "forces", "guard"} & set(words))
            )
            liberation = bool({"liberation", "resistance", "front", "movement"} & set(words))
            found.append((start, end, PartyKind.STATE_FORCES if state and not liberation else kind))
        index = max(end, index + 1)
    return found


def _end(doc: Doc, start: int, taken: set[int]) -> int:
    """Return the end of a run of capitalised words, joined by "of", "the" and the like."""
    end = last = start
    while end < min(len(doc), start + LONGEST) and end not in taken:
        if doc[end].text[:1].isupper() or (doc[end].norm_ in CORE and end > start):
            last = end + 1
        elif doc[end].norm_ not in JOINTS or doc[end].is_sent_start:
            break
        end += 1
    return last
