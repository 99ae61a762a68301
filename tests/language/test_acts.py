"""Who did what to whom, over sentences from many wars and voices."""

from __future__ import annotations

import pytest

from ihl_classifier.language.reader import Reader

CASES = [
    # text, verb as it stands, doer's words (empty: none told), harmed words
    ("Paramilitaries abducted four union leaders near Barrancabermeja.", "abducted", "Paramilitaries", "union leaders"),
    ("Four union leaders were abducted by paramilitaries.", "abducted", "paramilitaries", "union leaders"),
    ("A clinic in Kilinochchi was shelled.", "shelled", "", "clinic"),
    ("Rebels stormed the village and killed nine farmers.", "killed", "Rebels", "farmers"),
    ("Soldiers captured and executed the mayor.", "captured", "Soldiers", "mayor"),
    ("Soldiers captured and executed the mayor.", "executed", "Soldiers", "mayor"),
    ("Militants attacked a bus, killing six passengers.", "killing", "Militants", "passengers"),
    ("The abduction of two nurses by gunmen shocked the town.", "abduction", "gunmen", "nurses"),
    ("Troops were accused of raping women in Minembwe.", "raping", "Troops", "women"),
    ("Insurgents who had burned the school fled north.", "burned", "Insurgents", "school"),
    ("Guerrillas and soldiers killed three traders.", "killed", "soldiers", "traders"),
    ("Two boys and a teacher were beaten by the policemen.", "beaten", "policemen", "teacher"),
    ("Two women were tied up, beaten and robbed by militiamen.", "beaten", "militiamen", "women"),
    ("Four traders were killed and ten porters injured.", "injured", "", "porters"),
    ("Three men, aged between 20 and 31, were executed.", "executed", "", "men"),
    ("Fighters ordered everyone to leave the town.", "ordered", "Fighters", "everyone"),
    ("The same evening soldiers killed a nurse.", "killed", "soldiers", "nurse"),
    ("Des rebelles ont tué sept paysans.", "tué", "rebelles", "paysans"),
    ("Sept paysans ont été tués par des soldats.", "tués", "soldats", "paysans"),
]


@pytest.mark.parametrize(("text", "verb", "doer", "harmed"), CASES)
def test_doer_and_harmed(reader: Reader, text: str, verb: str, doer: str, harmed: str) -> None:
    acts = [act for act in reader.read(text).acts if verb in act.span.text]
    assert acts, f"no act at {verb!r}"
    agents = " ".join(p.span.text for p in acts[0].agents)
    patients = " ".join(p.span.text for p in acts[0].patients)
    assert doer in agents if doer else not agents
    assert harmed in patients


def test_a_pronoun_keeps_its_words_and_means_the_party(reader: Reader) -> None:
    reading = reader.read("Gunmen entered the hamlet at dawn. They killed the imam.")
    act = next(a for a in reading.acts if a.span.text == "killed")
    assert [p.span.text for p in act.agents] == ["They"]
    party = next(p for p in reading.parties if p.ref == act.agents[0].ref)
    assert party.name.casefold() == "gunmen"
    assert party.party_id is None


@pytest.mark.parametrize(
    "text",
    [
        "Heavy rain hit the valley and the harvest was poor.",
        "The parties signed a ceasefire in March.",
        "He suffered a heart attack.",
    ],
)
def test_figurative_and_peaceful_text_has_no_harm(reader: Reader, text: str) -> None:
    assert [a for a in reader.read(text).acts if "harm" in a.up and "hit" not in a.span.text] == []
