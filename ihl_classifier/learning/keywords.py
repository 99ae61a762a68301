"""The plain keyword list: a few stems a rule. A baseline to measure against, and nothing else.

Written from the titles of the rules in the codebook's neighbour table, before looking at any result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from ihl_classifier.learning.ngrams import without_accents

STEMS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: ("civilian", "villagers", "residents were killed", "passengers", "worshippers"),
        2: ("terroris", "spread terror", "spread fear", "sow fear", "terrify"),
        7: ("house", "homes", "market", "bridge", "power station", "apartment"),
        11: ("indiscriminat", "cluster munition", "cluster bomb", "grad rocket", "barrel bomb"),
        14: ("disproportionate", "collateral"),
        20: ("without warning", "no warning"),
        22: ("among civilians", "inside the school", "from the hospital", "residential"),
        25: ("doctor", "nurse", "medic", "health worker", "paramedic"),
        28: ("hospital", "clinic", "health cent", "dispensary"),
        29: ("ambulance",),
        31: ("aid worker", "relief worker", "humanitarian worker", "ngo staff"),
        32: ("relief goods", "aid convoy", "food aid", "humanitarian convoy"),
        33: ("peacekeep", "blue helmet", "un convoy"),
        34: ("journalist", "reporter", "cameraman"),
        38: ("school", "mosque", "church", "university", "shrine", "temple", "museum"),
        40: ("looted the museum", "burned the school", "destroyed the shrine", "statue"),
        42: ("dam ", "dyke", "nuclear"),
        47: ("surrender", "wounded fighter", "hors de combat"),
        50: ("burned down", "set fire", "torched", "burnt", "demolish"),
        52: ("loot", "pillag", "plunder", "stole", "rustl", "livestock"),
        53: ("siege", "blockade", "starv", "hunger"),
        54: ("crops", "granar", "harvest", "well ", "wells", "water tank"),
        55: ("aid was blocked", "denied access", "refused passage", "turned back"),
        74: ("chlorine", "sarin", "chemical", "mustard gas"),
        80: ("booby", "trap"),
        81: ("landmine", "land mine", "mine ", "ied", "improvised explosive"),
        84: ("incendiary", "phosphorus", "napalm"),
        89: ("execut", "killed", "murder", "shot dead", "slit", "behead"),
        90: ("tortur", "beat", "electric shock", "humiliat"),
        91: ("flog", "lash", "caning", "whipp"),
        92: ("mutilat", "amputat", "cut off"),
        93: ("rape", "sexual", "gang-rape", "forced marriage"),
        94: ("slave", "slavery"),
        95: ("forced labour", "forced to work", "made to work", "forced to dig"),
        96: ("hostage", "ransom", "in exchange for"),
        97: ("human shield", "as shields"),
        98: ("disappear", "whereabouts", "never seen again"),
        99: ("abduct", "kidnap", "detain", "arrest", "seized"),
        100: ("without trial", "sharia court", "sentenced"),
        103: ("collective punish", "retaliat", "reprisal", "in revenge"),
        113: ("bodies were mutilated", "dragged the bod", "corpse"),
        115: ("mass grave", "dumped", "buried in a pit", "thrown into"),
        129: ("ordered to leave", "ultimatum", "expelled", "evict", "forced to leave"),
        135: ("children", "schoolgirl", "schoolboy", "infant"),
        136: ("child soldier", "recruited children", "conscript"),
        137: ("boys were sent to fight", "children fighting", "child fighter"),
    }
)
"""Rule -> stems, English, lower case without accents."""


def keyword_rules(text: str) -> frozenset[int]:
    """Return the rules one of whose stems stands in the text at the start of a word."""
    folded = without_accents(text).lower()
    return frozenset(rule for rule in STEMS if _pattern(rule).search(folded))


@cache
def _pattern(rule: int) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(stem) for stem in STEMS[rule]) + ")")
