from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ihl_classifier.learning.dataset import GradedRow, graded, read_dataset
from ihl_classifier.learning.evaluation import cross_validate, evaluate, from_answer
from ihl_classifier.learning.example import Example, Reader
from ihl_classifier.learning.keywords import keyword_rules
from ihl_classifier.learning.metrics import Counts
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.party_match import PartyCounts, party_counts, same_party, seen_party
from ihl_classifier.learning.scoring import Proposal, score
from ihl_classifier.schema.answer import from_json
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.incident import Incident


def row(primary: set[int], secondary: set[int] | None = None, perpetrators: tuple[str, ...] | None = None) -> GradedRow:
    return GradedRow(Incident(text="x"), frozenset(primary), frozenset(secondary or ()), perpetrators)


def said(*rules: int) -> Proposal:
    return Proposal(frozenset(rules))


def test_figures_by_hand() -> None:
    rows = [row({96}, {99}), row({28}), row(set()), row(set()), row(set(), {7})]
    found = score(rows, [said(96, 99, 12), said(29, 150), said(), said(1), said()])
    assert found.per_rule == {
        28: Counts(1, 0, 0, 0),
        96: Counts(1, 1, 1, 1),
        1: Counts(0, 0, 1, 0),
        11: Counts(0, 0, 1, 0),
        29: Counts(0, 0, 1, 0),
        99: Counts(0, 0, 1, 1),
    }
    assert [found.recall, found.precision, found.proposals_a_row] == pytest.approx([0.5, 2 / 5, 1.0])
    # Families: 28 and 29 are one, 96 and 99 are one; 1 and 11 are distinction.
    assert [found.family_recall, found.family_precision] == pytest.approx([1.0, 2 / 4])
    assert found.quiet_on_negatives == 0.5
    assert found.macro_f1 is None
    assert found.calibration_error is None


def test_the_macro_average_takes_rules_with_three_labels() -> None:
    rows = [row({96}), row({96}), row({96}), row({28})]
    assert score(rows, [said(96), said(96), said(), said()]).macro_f1 == pytest.approx(0.8)


def test_confidences_are_held_against_both_grades() -> None:
    rows = [row({96}, {99})]
    found = score(rows, [Proposal(frozenset({96}), {96: 0.9, 99: 0.8, 52: 0.4, 28: 0.05})])
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.16) / 3)
    assert sum(part.candidates for part in found.reliability) == 3


@pytest.mark.parametrize(
    ("name", "predicted", "mentions", "same"),
    [
        ("Malian Armed Forces", "Malian armed forces (FAMa)", [], True),
        ("Malian Armed Forces", "an armed group", ["the forces"], False),
        ("the group", "JNIM", ["the group"], True),
        ("the group", "JNIM", [], False),
        ("M23 rebels", "M23", [], True),
        ("Évariste's soldiers", "EVARISTE", [], True),
        ("Wagner", "Africa Corps", ["Wagner"], True),
        ("Wagner", "Africa Corps", ["a " * 12 + "Wagner"], False),
    ],
)
def test_parties_share_a_telling_word(name: str, predicted: str, mentions: list[str], same: bool) -> None:
    assert same_party(name, seen_party(predicted, None, mentions)) is same


def test_party_counts() -> None:
    seen = [seen_party("JNIM", "ml-jnim", []), seen_party("Wagner", None, [])]
    assert party_counts(["JNIM", "FAMa"], seen) == PartyCounts(2, 1, 2, 1)
    rows = [row({96}, perpetrators=("JNIM", "FAMa")), row({96})]
    found = score(rows, [Proposal(frozenset(), None, tuple(seen)), Proposal(frozenset(), None, tuple(seen))])
    assert (found.perpetrator_recall, found.perpetrator_precision) == (0.5, 0.5)


def test_proposals_and_rows_must_match() -> None:
    with pytest.raises(ValueError, match="1 proposals for 2 rows"):
        score([row({96}), row({96})], [said(96)])


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("They demanded a RANSOM", {96}),
        ("The ambulance was hit", {29}),
        ("He is an embattled man", set()),
        ("Un marché brûlé", set()),
    ],
)
def test_the_keyword_list_matches_the_start_of_words(text: str, rules: set[int]) -> None:
    assert keyword_rules(text) == rules


def test_both_kinds_of_row_are_read(tmp_path: Path, rows: list[CorpusRow]) -> None:
    plain = {"id": "p", "text": "x", "primary": [12, 150], "secondary": [11, 99], "perpetrators": ["A"], "stance": "?"}
    path = tmp_path / "d.jsonl"
    path.write_text(rows[0].model_dump_json() + "\n\n" + json.dumps(plain) + "\n", encoding="utf-8")
    first, second = read_dataset(path)
    assert first == graded(rows[0])
    assert (second.primary, second.secondary, second.perpetrators) == (frozenset({11}), frozenset({99}), ("A",))


@pytest.mark.parametrize(
    ("line", "where"),
    [("{", ":2"), ('{"id": "a", "text": "x"}', ":2:primary"), ('{"id": "a", "text": " ", "primary": []}', ":2:text")],
)
def test_a_broken_row_is_named(tmp_path: Path, line: str, where: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text('{"id": "a", "text": "x", "primary": [1]}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(IhlError) as caught:
        read_dataset(path)
    assert caught.value.info.where == f"{path}{where}"


def test_a_file_without_rows_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(IhlError, match="holds no rows"):
        read_dataset(path)


def candidate(rule: int, band: str, confidence: float) -> dict[str, Any]:
    body: dict[str, Any] = {"rule": rule, "title": "", "grade": "primary", "confidence": confidence, "band": band}
    body |= {"scores": {"rule_engine": None, "classifier": None}, "stance": "asserted", "law": {}, "explanation": ""}
    for name in ("ledger", "elements", "defeaters", "perpetrators", "contested", "ask", "neighbours", "related"):
        body[name] = []
    return body


def party(ref: str, name: str, role: str) -> dict[str, Any]:
    told = {"ref": ref, "party_id": None, "name": name, "kind": "armed_group", "stance": "asserted"}
    return told | {"roles": [role], "confidence": 1.0, "link": None, "mentions": []}


def test_an_answer_proposes_its_likely_and_possible_candidates() -> None:
    body: dict[str, Any] = {"id": "a", "language": "en", "text": "x", "relevance": 1.0, "abstained_because": None}
    body |= {"model": {"version": "", "rules_version": ""}, "incident": {}, "applicable_law": {}}
    body |= {"affected": [], "acts": [], "warnings": []}
    body["parties"] = [party("p1", "JNIM", "perpetrator"), party("p2", "FAMa", "target")]
    body["candidates"] = [candidate(96, "likely", 0.9), candidate(99, "possible", 0.5), candidate(52, "unlikely", 0.2)]
    proposal = from_answer(from_json(json.dumps(body)))
    assert proposal.rules == frozenset({96, 99})
    assert proposal.confidence == {96: 0.9, 99: 0.5, 52: 0.2}
    assert proposal.perpetrators == (seen_party("JNIM", None, []),)


def test_systems_are_measured_side_by_side(rows: list[CorpusRow], read: Reader, model: Model) -> None:
    found = evaluate([graded(row) for row in rows], read, model)
    assert list(found) == ["judgement", "classifier only", "engine only", "keyword list"]
    assert found["judgement"].f1 > 0.95 > found["engine only"].f1 > 0.3
    assert list(evaluate([graded(row) for row in rows], read, model, engine_only=True)) == [
        "engine only",
        "keyword list",
    ]


def test_cross_validation_never_trains_on_the_conflict_it_measures(rows: list[CorpusRow], read: Reader) -> None:
    honest = cross_validate(rows, read)
    assert honest["judgement"].rows == len(rows)
    assert honest["judgement"].f1 > 0.9

    # A reader whose only mark is the conflict: what it teaches is worth nothing on conflicts left out.
    conflict_of = {row.id: row.conflict for row in rows}
    swapped = [
        row.model_copy(update={"primary": rows[0].primary if row.conflict < "d" else (), "secondary": ()})
        for row in rows
    ]

    def by_conflict(incidents: Sequence[Incident]) -> list[Example]:
        return [Example("", "en", {conflict_of.get(i.id or "", "quote"): 9.0}, {}) for i in incidents]

    assert cross_validate(swapped, by_conflict)["judgement"].f1 < 0.7
