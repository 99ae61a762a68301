"""The parts of the codebook that learning and scoring need: families, rules that are never labels, rule 12.

Source: CODEBOOK.md 1.2, "Rules that are never labels" and "Families for scoring".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

CODEBOOK_VERSION = "1.2"
LAST_CONDUCT_RULE = 138

NEVER_LABELS: frozenset[int] = frozenset(
    {3, 4, 5, 6, 8, 9, 10, 12, 49, 57, 66, 68, 69, 106, 107, 108, *range(139, 162)}
)
"""Definitions, permissions, status and enforcement: attached as *related*, never labelled."""

FAMILIES: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "distinction": (1, 2, 7, 11, 13),
        "proportionality-precautions": tuple(range(14, 25)),
        "medical-religious": tuple(range(25, 31)),
        "relief": (31, 32, 55, 56),
        "peacekeepers": (33,),
        "journalists": (34,),
        "zones": (35, 36, 37),
        "cultural": tuple(range(38, 42)),
        "dangerous-forces-environment": tuple(range(42, 46)),
        "quarter": (46, 47, 48),
        "property": (50, 51, 52, 122, 133),
        "starvation": (53, 54),
        "deception": tuple(range(58, 66)),
        "parlementaires": (67,),
        "weapons": (*range(70, 80), 84, 85, 86),
        "mines-traps": tuple(range(80, 84)),
        "killing-ill-treatment": tuple(range(87, 93)),
        "sexual": (93, 134),
        "slavery": (94, 95),
        "liberty": (96, 97, 98, 99, *(n for n in range(118, 129) if n != 122)),
        "fair-trial": (100, 101, 102),
        "punishment-belief": (103, 104),
        "dead-missing": (105, *range(112, 118)),
        "wounded": (109, 110, 111),
        "displacement": tuple(range(129, 133)),
        "children": tuple(range(135, 139)),
    }
)
"""Family name -> its rules."""

FAMILY_OF: Mapping[int, str] = MappingProxyType({rule: name for name, rules in FAMILIES.items() for rule in rules})
"""Rule -> the name of its family; rules that are never labels have none."""


def scored_rules(rules: Iterable[int]) -> frozenset[int]:
    """Return the rules as they are scored: 12 folded into 11 (it defines 11), never-labels dropped."""
    folded = {11 if rule == 12 else rule for rule in rules}
    return frozenset(folded - NEVER_LABELS)


def families(rules: Iterable[int]) -> frozenset[str]:
    """Return the families of the rules; rules without a family are left out."""
    return frozenset(FAMILY_OF[rule] for rule in rules if rule in FAMILY_OF)
