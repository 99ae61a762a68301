"""Names of armed groups and forces that the registry lacks, by their form: "Free River Front", "Army of the Delta"."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

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
    **dict.fromkeys(("force", "command", "network", "cartel", "legion", "squad", "commando"), PartyKind.ARMED_GROUP),
    **dict.fromkeys(("coalition", "alliance"), PartyKind.COALITION),
    "police": PartyKind.POLICE,
}
STATE_NOUNS: dict[str, PartyKind] = {
    **dict.fromkeys(
        "jets jet warplanes warplane aircraft helicopters helicopter gunships gunship drones drone tanks tank artillery "
        "guns gunners gunboat gunboats batteries battery shells shelling missiles missile rockets airstrike airstrikes strikes "
        "navy army forces troops soldiers officers commandos company regiment battalion brigade unit units patrol positions "
        "checkpoint lines uniform uniforms bombers pilots sappers infantry".split(),
        PartyKind.STATE_FORCES,
    ),
    **dict.fromkeys(
        "government authorities ministry officials regime administration governor".split(), PartyKind.STATE
    ),
    **dict.fromkeys(("police", "policemen", "gendarmerie", "gendarmes"), PartyKind.POLICE),
}
"""What a people's or a side's adjective makes a party of: "Tulmenian interior ministry", "Southern jets"."""
ADJECTIVE = re.compile(
    r"(?:[A-Z]\w+(?:an|ian|ese|ish|ani|aqi|emeni|aeli|eli|ali|ic|ois|ch)|Northern|Southern|Eastern|Western|Allied|Coalition)s?$"
)
SECOND = frozenset({"Serb", "Serbs", "Croat", "Croats", "Muslim", "Arab", "Tutsi", "Hutu"})
"""Peoples as the second word of a side: "Bosnian Serb positions"."""
BETWEEN = frozenset(
    "air interior defence defense military occupation security border special naval fighter government state army armoured "
    "armored prison intelligence marine coast".split()
)
MEN = frozenset(
    "men fighters elements elms element troops rebels gunmen forces soldiers militants insurgents infiltrators cadres cadre "
    "commanders commander unit units patrol column bomb drone drones positions base checkpoint militiamen militia guerrillas "
    "members raiders squad combatants gunner gunners".split()
)
SHORT = re.compile(r"[A-Z][A-Z-]{1,6}$")
NOT_PARTIES = frozenset(
    "UN ICRC MSF NGO NGOS WHO UNICEF WFP UNHCR OCHA HRW IED IEDS VBIED GPS UK US USA EU AU DRC CAR IDP IDPS WIA KIA CIV TV".split()
)
"""Acronyms that are no armed group by themselves."""
STATE_WORDS = frozenset(
    "national royal republican presidential government federal armed state nationale republicaine".split()
)
JOINTS = frozenset("of the for and de du des la le pour et -".split())
NOT_ARMED = frozenset(
    "united nations cross crescent human rights court council committee ministry humanitarian salvation food health union "
    "relief children workers women youth party civil society national-assembly amnesty watch tribunal commission agency "
    "observatory observers office monitors media radio television news agence reuters afp ap videos video footage reports "
    "report mission chamber ngo unicef unhcr ocha msf icrc world bank parliament university hospital school church".split()
)
LONGEST = 9


def group_names(doc: Doc, taken: set[int]) -> list[tuple[int, int, PartyKind]]:
    """Return the token ranges of names that look like an armed group's or a force's, outside the tokens `taken`."""
    found = [*_of_a_side(doc, taken), *_by_acronym(doc, taken)]
    taken = taken | {i for start, end, _ in found for i in range(start, end)}
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


def is_acronym(token: Token) -> bool:
    """Return whether a token looks like the acronym of a party ("UNITA"), in a sentence that is not all capitals."""
    if not SHORT.match(token.text) or token.text in NOT_PARTIES or token.norm_ in NOT_ARMED:
        return False
    near = token.doc[max(0, token.i - 1) : token.i + 2]
    return any(other.text.islower() for other in near)


def _of_a_side(doc: Doc, taken: set[int]) -> list[tuple[int, int, PartyKind]]:
    """Return "Tulmenian interior ministry" and the like: an adjective of a people or side, and what is theirs."""
    found = []
    for index in range(len(doc) - 1):
        if index in taken or not ADJECTIVE.match(doc[index].text):
            continue
        end = index + 1
        end += end not in taken and bool(ADJECTIVE.match(doc[end].text) or doc[end].text in SECOND)
        while end < min(len(doc), index + 4) and doc[end].norm_ in BETWEEN:
            end += 1
        kind = STATE_NOUNS.get(doc[end].norm_) if end < len(doc) else None
        if (
            kind is None
            and end > index + 1
            and (doc[end - 1].norm_ == "military" or doc[end - 2 : end].text == "air force")
        ):
            kind, end = PartyKind.STATE_FORCES, end - 1
        if kind is not None and end not in taken and not any(i in taken for i in range(index, end)):
            found.append((index, end + 1, kind))
    return found


def _by_acronym(doc: Doc, taken: set[int]) -> list[tuple[int, int, PartyKind]]:
    """Return "CUL men" and the like: an acronym that fighters, or what only fighters have, belong to."""
    return [
        (index, index + 1, PartyKind.ARMED_GROUP)
        for index in range(len(doc) - 1)
        if index not in taken
        and SHORT.match(doc[index].text)
        and doc[index].text not in NOT_PARTIES
        and doc[index + 1].norm_ in MEN
        and index + 1 not in taken
    ]


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
