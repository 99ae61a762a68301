"""The lexicon's words: inflection, alternatives, gaps."""

from __future__ import annotations

import pytest

from ihl_classifier.knowledge.morphology import english_noun, english_verb


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("rifleman", "riflemen"), ("midwife", "midwives"), ("human", "humans"), ("box", "boxes"), ("city", "cities"),
        ("aid convoy", "aid convoys"), ("cattle", "cattle"), ("armed man", "armed men"),
    ],
)  # fmt: skip
def test_plurals(noun: str, plural: str) -> None:
    assert plural in english_noun(noun)


@pytest.mark.parametrize(
    ("verb", "form"), [("kidnap", "kidnapped"), ("shell", "shelled"), ("set fire", "setting fire")]
)
def test_verb_forms(verb: str, form: str) -> None:
    assert form in english_verb(verb)
