"""Who stands behind an act where the act's own words do not say it: clauses, partners, names by their form."""

from __future__ import annotations

import pytest

from ihl_classifier.language.reader import Reader
from ihl_classifier.schema.terms import PartyKind


@pytest.mark.parametrize(
    ("text", "trigger", "doers"),
    [
        ("Paramilitaries have been accused of organising summary executions of farmers.", "executions", ["Paramilitaries"]),
        ("The militia pursued its plan through raids on hamlets.", "raids", ["militia"]),
        ("The rebels began taxing traders and destroyed shrines near Kong.", "destroyed", ["rebels"]),
        ("Guerrillas, backed by the Sesa Brigade, shot two teachers.", "shot", ["Guerrillas", "Sesa Brigade"]),
        ("Army shelling hit the mill.", "shelling", ["Army"]),
        ("BANGUI - Gunmen killed a priest.", "killed", ["Gunmen"]),
        ("The army condemned the killing of two nurses.", "killing", []),
        ("The rebels fled after an attack on the camp.", "attack", []),
        ("Villagers said that no soldiers had burned the huts.", "burned", []),
    ],
)  # fmt: skip
def test_doers_by_the_clause(reader: Reader, text: str, trigger: str, doers: list[str]) -> None:
    reading = reader.read(text)
    names = {party.ref: party.name for party in reading.parties}
    found = {names[p.ref] for act in reading.acts if trigger in act.span.text for p in act.agents if p.ref}
    assert sorted(name.casefold() for name in found) == sorted(name.casefold() for name in doers)


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Tulmenian jets bombed the ferry.", "Tulmenian jets", PartyKind.STATE_FORCES),
        ("The Tulmenian interior ministry took over the orchards.", "Tulmenian interior ministry", PartyKind.STATE),
        ("CUL men shot three policemen.", "CUL", PartyKind.ARMED_GROUP),
        ("The Joint Maritime Force burned the boats.", "Joint Maritime Force", PartyKind.ARMED_GROUP),
    ],
)
def test_names_by_their_form(reader: Reader, text: str, name: str, kind: PartyKind) -> None:
    assert (name, kind) in [(party.name.removeprefix("The "), party.kind) for party in reader.read(text).parties]


@pytest.mark.parametrize(
    "text", ["Northern winds hit the coast.", "UN members met in Geneva.", "Two Norwegian films won."]
)
def test_no_party_by_form_alone(reader: Reader, text: str) -> None:
    assert reader.read(text).parties == ()


def test_who_only_speaks_or_is_fled_from_is_no_mover(reader: Reader) -> None:
    reading = reader.read("The army said that graves were found. Rebels fought on with raids on the market.")
    names = {party.ref: party.name for party in reading.parties}
    assert [names[ref].casefold() for refs in reading.movers.values() for ref in refs] == ["rebels"]
    assert {names[ref].casefold() for ref in reading.speakers} == {"army"}
