"""The real labeller, with the shipped rules and the shipped model, over whole texts."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jsonschema_rs
import pytest
from real_service import misquoted

from ihl_classifier.exchange.contract_schemas import contract_schema
from ihl_classifier.labeller import Labeller
from ihl_classifier.learning.corpus import incident_of, load_split
from ihl_classifier.schema.answer import LabelledIncident, from_json, to_json
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.terms import Band, Role

PLAIN = {
    89: "Soldiers arrested three men in the market of Jaffna, tied their hands and shot them behind the police station.",
    1: "Fighters opened fire on farmers working in their fields near Gwoza, killing nine of them.",
    96: "Rebels kidnapped two oil engineers near Arauca and demanded two million dollars from the company for their release.",
    52: "Militiamen went from shop to shop in El Geneina and carried off television sets, cash and sacks of sugar.",
    129: "The commanders ordered the people of Srebrenik to leave their homes within a day and never to come back.",
    93: "Two men in uniform raped a woman who was collecting firewood outside a camp near Goma.",
    28: "An army shell hit the maternity ward of the hospital in Taiz while patients were inside.",
    38: "A rocket fired by the besieging troops struck the cathedral of Shusha and tore open its roof.",
    81: "A farmer near Cazombo was killed when his cart struck a landmine that fighters had buried on the road to the market.",
    136: "The group recruited boys of thirteen and fourteen from villages around Gulu and gave them rifles.",
}
QUIET = [
    "The army denied that its soldiers had killed prisoners in Kidal.",
    "Rule 96 of the study says that the taking of hostages is prohibited.",
    "Under the Geneva Conventions the wounded must be collected and cared for.",
    "Residents of Goma fear that the rebels could attack the camp if the talks fail.",
    "If Marib falls, the fighters may loot the hospital, aid workers warned.",
    "The course in Nairobi teaches officers that civilians must never be the object of attack.",
    "The bill before the parliament in Manila would make the recruitment of children a crime.",
    "No civilian was killed and no house was burned when the troops entered the east of Aleppo.",
    "Le droit international humanitaire interdit de prendre des otages et de torturer les détenus.",
    "The spokesman in Tbilisi denied that any village had been shelled.",
]
UNIDENTIFIED = [
    (
        "Unidentified gunmen abducted a priest near Bandiagara, where JNIM is active. No group claimed it.",
        "Mali",
        "2023",
    ),
    ("Armed men on motorbikes burned the granaries of two villages in Niger on 3 May 2022.", "Niger", "2022-05-03"),
    ("Unknown assailants shot dead a judge in Mogadishu; Al-Shabaab said nothing.", "Somalia", "2019"),
    ("Men in uniform raped two women near Pibor and fled; nobody could say who they were.", "South Sudan", "2018"),
    ("Des hommes armés non identifiés ont enlevé le chef du village près de Ménoyo.", "Burkina Faso", "2021"),
    ("Gunmen killed four farmers near Gao and drove off their cattle, residents said.", "Mali", "2024-02-11"),
]
FORBIDDEN = re.compile(r"violat|guilt|war crime", re.IGNORECASE)


@pytest.fixture(scope="module")
def corpus() -> list[Incident]:
    """Return 50 incidents of the corpus, spread over its files."""
    rows = load_split("train")
    return [incident_of(row) for row in rows[:: len(rows) // 50]][:50]


@pytest.fixture(scope="module")
def answers(labeller: Labeller, corpus: list[Incident]) -> list[LabelledIncident]:
    """Return their answers, unlikely candidates included."""
    return labeller.label_many([one.model_copy(update={"include_unlikely": True}) for one in corpus])


def rules(answer: LabelledIncident) -> list[int]:
    return [candidate.rule for candidate in answer.candidates]


def test_answers_are_as_the_contract_says(answers: list[LabelledIncident]) -> None:
    schema = jsonschema_rs.Draft202012Validator(contract_schema()["answer"])
    for answer in answers:
        line = to_json(answer)
        schema.validate(json.loads(line))
        assert from_json(line) == answer
        assert misquoted(json.loads(line)) == []


def test_references_lead_somewhere(answers: list[LabelledIncident]) -> None:
    for answer in answers:
        parties = {party.ref for party in answer.parties}
        known = parties | {affected.ref for affected in answer.affected}
        told = [p.ref for act in answer.acts for p in (*act.agents, *act.patients) if p.ref]
        assert set(told) <= known
        assert {ref for c in answer.candidates for ref in c.perpetrators} <= parties
        assert len({candidate.rule for candidate in answer.candidates}) == len(answer.candidates)
        order = [-candidate.confidence for candidate in answer.candidates]
        assert order == sorted(order)


def test_proposed_perpetrators_have_that_role(answers: list[LabelledIncident]) -> None:
    seen = 0
    for answer in answers:
        roles = {party.ref: party.roles for party in answer.parties}
        for candidate in answer.candidates:
            if candidate.band is not Band.UNLIKELY:
                seen += len(candidate.perpetrators)
                assert all(Role.PERPETRATOR in roles[ref] for ref in candidate.perpetrators)
    assert seen > 20


def test_order_is_kept_and_one_is_as_many(labeller: Labeller, corpus: list[Incident]) -> None:
    few = [one.model_copy(update={"id": f"n{number}"}) for number, one in enumerate(corpus[:12])]
    many = labeller.label_many(few)
    assert [answer.id for answer in many] == [one.id for one in few]
    assert [answer.text for answer in many] == [one.text for one in few]
    assert [labeller.label(one) for one in few] == many
    assert labeller.label_many(few[::-1]) == many[::-1]
    assert labeller.label_many([]) == []


def test_siblings_in_threads_answer_alike(labeller: Labeller, corpus: list[Incident]) -> None:
    texts = corpus[:40]
    siblings = [labeller.sibling() for _ in range(4)]
    assert all(sibling is not labeller for sibling in siblings)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda sibling: sibling.label_many(texts), siblings))
    wanted = labeller.label_many(texts)
    assert all(answers == wanted for answers in found)
    assert sum(map(len, map(rules, wanted))) > 40


@pytest.mark.parametrize(("text", "country", "date"), UNIDENTIFIED)
def test_whom_the_text_does_not_name_has_no_id(labeller: Labeller, text: str, country: str, date: str) -> None:
    answer = labeller.label(Incident(text=text, country=country, date=date))
    parties = {party.ref: party for party in answer.parties}
    blamed = [ref for candidate in answer.candidates for ref in candidate.perpetrators]
    assert blamed
    assert all(parties[ref].party_id is None and parties[ref].kind.startswith("unidentified") for ref in blamed)
    doers = [parties[p.ref] for act in answer.acts for p in act.agents if p.ref]
    assert all(party.party_id is None for party in doers)


def test_unidentified_kinds_never_have_an_id(answers: list[LabelledIncident]) -> None:
    unidentified = [p for answer in answers for p in answer.parties if p.kind.startswith("unidentified")]
    assert len(unidentified) >= 5
    assert all(party.party_id is None for party in unidentified)
    assert any(party.party_id for answer in answers for party in answer.parties)


@pytest.mark.parametrize("text", QUIET)
def test_what_is_not_told_as_fact_is_quiet(labeller: Labeller, text: str) -> None:
    assert rules(labeller.label(Incident(text=text))) == []


@pytest.mark.parametrize("rule", PLAIN)
def test_plain_incidents(labeller: Labeller, rule: int) -> None:
    answer = labeller.label(Incident(text=PLAIN[rule]))
    first = next(candidate for candidate in answer.candidates if candidate.grade == "primary")
    assert first.rule == rule
    assert first.band is Band.LIKELY
    assert answer.relevance >= 0.5


def test_a_rule_that_is_not_proposed_is_explained(labeller: Labeller) -> None:
    text = "Soldiers burned six houses in the village of Tawila."
    assert 96 not in rules(labeller.label(Incident(text=text)))
    answer = labeller.label(Incident(text=text, explain=(96, 50, 45)))
    found = {candidate.rule: candidate for candidate in answer.candidates}
    assert found[96].band is Band.UNLIKELY
    assert {element.id: element.state for element in found[96].elements}["seizure"] == "open"
    assert "Seizure: open." in found[96].explanation
    assert found[96].ask
    assert found[50].band is Band.LIKELY
    assert "burned" in found[50].explanation
    assert found[45].band is Band.UNLIKELY
    assert found[45].title


def test_what_speaks_against_a_rule_is_told(labeller: Labeller) -> None:
    answer = labeller.label(Incident(text="The soldiers did not rape the women of Bukavu.", explain=(93,)))
    (found,) = answer.candidates
    defeated = [element for element in found.elements if element.state == "defeated"]
    assert [span.text for element in defeated for span in element.evidence][:1] == ["rape"]
    assert "the text speaks against it (“rape”)" in found.explanation


def test_nothing_is_called_a_finding(answers: list[LabelledIncident]) -> None:
    told = [candidate.explanation for answer in answers for candidate in answer.candidates]
    assert len(told) > 200
    for explanation in told:
        own = re.sub(r"“[^”]*”|\([^()]*→[^()]*\)", "", explanation)  # what is quoted is the text's own
        assert not FORBIDDEN.search(own), own


def test_the_ledger_adds_up(answers: list[LabelledIncident]) -> None:
    proposed: list[Any] = [c for answer in answers for c in answer.candidates if c.band is not Band.UNLIKELY]
    assert len(proposed) > 50
    assert all(candidate.ledger for candidate in proposed)
