"""How the text tells what it tells."""

from __future__ import annotations

import pytest

from ihl_classifier.language.reader import Reader
from ihl_classifier.schema.terms import Stance

CASES = [
    ("Soldiers burned the granaries.", "burned", Stance.ASSERTED, False),
    ("Soldiers allegedly burned the granaries.", "burned", Stance.ALLEGED, False),
    ("According to survivors, soldiers burned the granaries.", "burned", Stance.ALLEGED, False),
    ("The group claimed responsibility for the bombing of the bridge.", "bombing", Stance.CLAIMED, False),
    ("Soldiers did not burn the granaries.", "burn", Stance.ASSERTED, True),
    ("No villagers were killed in the raid.", "killed", Stance.ASSERTED, True),
    ("Residents fear that the militia could attack the camp.", "attack", Stance.HYPOTHETICAL, False),
    ("The order says that prisoners must not be tortured.", "tortured", Stance.DOCTRINAL, False),
    ("The ministry denied that its troops had shelled the market.", "shelled", Stance.DENIED, False),
    ("Guards denied food to six prisoners.", "denied", Stance.ASSERTED, False),
    ("A court acquitted two men of burning the mosque.", "burning", Stance.DENIED, False),
    ("On craint que les rebelles attaquent le camp.", "attaquent", Stance.HYPOTHETICAL, False),
    ("Les soldats auraient tué deux bergers.", "tué", Stance.ALLEGED, False),
    ("L'attaque a été revendiquée par le mouvement.", "attaque", Stance.CLAIMED, False),
]


@pytest.mark.parametrize(("text", "verb", "stance", "negated"), CASES)
def test_telling(reader: Reader, text: str, verb: str, stance: Stance, negated: bool) -> None:
    act = next(a for a in reader.read(text).acts if verb in a.span.text)
    assert act.telling.negated is negated
    if not negated:
        assert act.telling.stance is stance


def test_a_denial_makes_what_others_tell_disputed(reader: Reader) -> None:
    text = "Shells hit the market and killed five traders, residents said. The army denied shelling the town."
    killed = next(a for a in reader.read(text).acts if a.span.text == "killed")
    assert killed.telling.stance is Stance.DISPUTED
