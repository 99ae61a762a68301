"""Parties: linked where the registry knows them there and then, and never where the text does not say."""

from __future__ import annotations

import pytest

from ihl_classifier.language.reader import Reader
from ihl_classifier.schema.terms import PartyKind


@pytest.mark.parametrize(
    ("text", "country", "date", "party_id"),
    [
        ("The Rapid Support Forces looted the pharmacy.", "Sudan", "2023-06-01", "sd-rsf"),
        ("FARDC soldiers beat the chief.", "DRC", "2020-01-01", "cd-fardc"),
        ("JNIM burned the granaries.", "Mali", "2024-01-01", "ml-jnim"),
    ],
)
def test_registry_names_are_linked(reader: Reader, text: str, country: str, date: str, party_id: str) -> None:
    assert [p.party_id for p in reader.read(text, country, date).parties] == [party_id]


@pytest.mark.parametrize("words", ["Unidentified gunmen", "Armed men on motorbikes", "Unknown assailants", "Soldiers"])
def test_unidentified_actors_stay_so(reader: Reader, words: str) -> None:
    party = reader.read(f"{words} killed a shepherd.", "Mali", "2024-01-01").parties[0]
    assert party.party_id is None
    assert party.kind in (PartyKind.UNIDENTIFIED_ARMED, PartyKind.UNIDENTIFIED_STATE)


def test_an_acronym_that_the_text_introduces_means_the_party(reader: Reader) -> None:
    text = "The Movement for the Liberation of the Congo (MLC) took the town. MLC looted shops."
    reading = reader.read(text, "DRC", "2002-11-01")
    act = next(a for a in reading.acts if a.concept == "loot")
    assert {p.ref for p in act.agents} <= {p.ref for p in reading.parties}


def test_names_are_masked_for_learning(reader: Reader) -> None:
    reading = reader.read("JNIM killed two traders.", "Mali", "2024-01-01")
    assert "JNIM" not in reading.masked
    assert "PARTY" in reading.masked


def test_what_the_law_is_is_not_learnt_from_beside_what_happened(reader: Reader) -> None:
    told, taught = "Rebels abducted a judge near Kutum.", "Hostage-taking is prohibited under international law."
    assert reader.read(f"{told} {taught}").masked.strip() == told
    assert reader.read(taught).masked == taught
