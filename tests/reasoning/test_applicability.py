"""Which law governs: three separate answers, marked and dated; unknown where nobody has checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ihl_classifier import paths
from ihl_classifier.knowledge.catalogue import Catalogue
from ihl_classifier.knowledge.conflicts import ConflictTable
from ihl_classifier.reasoning.applicability import ApplicableLaw, Basis, Certainty, applicable_law, law_answers
from ihl_classifier.schema.candidate import Law
from ihl_classifier.schema.terms import LawAnswer

Y, A, N, U = LawAnswer.YES, LawAnswer.ARGUABLY, LawAnswer.NO, LawAnswer.UNKNOWN


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(paths.data("rules"))


@pytest.fixture(scope="module")
def table() -> ConflictTable:
    return ConflictTable.load(paths.data("rules"))


ANSWERS = [
    # parties, date, country, rule, custom, treaty, ICC
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 1, Y, Y, Y),
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 7, Y, N, N),  # no such crime in a NIAC; AP II has no such rule
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 11, Y, N, A),
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 21, A, N, N),
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 51, N, N, N),  # IAC only
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 130, N, N, N),
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 54, Y, Y, U),  # the crime in NIAC came by amendment
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 96, Y, Y, Y),
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 25, Y, Y, A),  # the crime asks for the emblem
    (["ml-fama", "ml-jnim"], "2025-03-17", "Mali", 81, Y, U, N),
    (["ml-fama", "ml-jnim"], "2022", "Mali", 1, Y, U, Y),  # AP II is told for July 2024 on
    (["ml-fama", "int-issp"], "2025-06-04", "Mali", 1, Y, Y, Y),
    (["ml-fama", "int-issp"], "2024-09", "Mali", 1, Y, U, Y),
    (["ml-fama", "ml-fla"], "2024-12", "Mali", 1, Y, U, Y),
    (["ml-fama", "ml-fla"], "2024-12", "Mali", 89, Y, Y, Y),  # common article 3
    (["ml-ansar-dine"], "2012-06", "Mali", 90, Y, Y, Y),
    (["bf-vdp", "ml-jnim"], "2025-11", "Burkina Faso", 1, Y, Y, Y),
    (["ru-armed-forces", "ua-armed-forces"], "2023", "Ukraine", 51, Y, Y, Y),
    (["ru-armed-forces", "ua-armed-forces"], "2023", "Ukraine", 130, Y, Y, Y),
    (["ru-armed-forces", "ua-armed-forces"], "2023", "Ukraine", 96, Y, Y, Y),
    (["ua-dpr", "ua-armed-forces"], "2016", "Ukraine", 89, Y, A, Y),
    (["ua-dpr", "ua-armed-forces"], "2016", "Ukraine", 51, A, A, A),  # NIAC or, by the European Court, occupation
    (["il-idf", "ps-hamas"], "2024-05", "OPT", 1, Y, U, Y),
    (["il-idf", "ps-hamas"], "2024-05", "OPT", 97, Y, A, A),
    (["cd-fardc", "cd-m23"], "2024-05", "DRC", 51, A, A, A),
    (["sd-rsf", "sd-saf"], "2024-05", "Sudan", 93, Y, Y, A),  # the Court: Darfur only
    (["so-al-shabaab", "so-snaf"], "2021-06", "Somalia", 13, Y, N, U),
    (["ph-afp", "ph-npa"], "2024", "Philippines", 1, A, U, U),  # the source is of 2019
    (["ph-afp", "ph-npa"], "2024", "Philippines", 51, N, N, N),
    (["cm-armed-forces", "cm-adf"], "2020", "Cameroon", 1, A, U, U),  # two pages of one source differ
    (["int-issp", "ml-jnim"], "2024-09", "Mali", 1, U, U, U),  # never "no armed conflict"
    (["et-endf", "et-fano"], "2024", "Ethiopia", 1, U, U, U),  # from memory
    (["ml-fama", "ml-jnim"], "2025", "Norway", 1, U, U, U),
    ([], "2025", "Mali", 1, U, U, U),
    (["no-such-party"], "2025", "Mali", 1, U, U, U),
]


@pytest.mark.parametrize(("parties", "when", "country", "rule", "custom", "treaty", "icc"), ANSWERS)
def test_three_separate_answers(
    catalogue: Catalogue,
    table: ConflictTable,
    parties: list[str],
    when: str,
    country: str,
    rule: int,
    custom: LawAnswer,
    treaty: LawAnswer,
    icc: LawAnswer,
) -> None:
    law = applicable_law(parties, when, country, catalogue, table)
    assert law_answers(catalogue.rule(rule), law.conflicts) == Law(custom, treaty, icc)


def test_rules_of_international_conflict_only_are_no_custom_in_a_niac(
    catalogue: Catalogue, table: ConflictTable
) -> None:
    law = applicable_law(["ml-fama", "ml-jnim"], "2025-03", "Mali", catalogue, table)
    for rule in catalogue.rules:
        answer = law_answers(rule, law.conflicts).custom
        if rule.applies.verify:
            assert answer is U
        else:
            assert answer.value == rule.applies.niac


def test_a_fact_to_be_verified_is_unknown(catalogue: Catalogue, table: ConflictTable) -> None:
    """Rule 126's types of conflict are from memory."""
    law = applicable_law(["ml-fama", "ml-jnim"], "2025-03", "Mali", catalogue, table)
    assert catalogue.rule(126).applies.verify
    assert law_answers(catalogue.rule(126), law.conflicts).custom is U


def test_pairs_come_first_and_one_side_is_said_to_be_one(catalogue: Catalogue, table: ConflictTable) -> None:
    pair = applicable_law(["ml-fama", "ml-jnim"], "2025-03", "Mali", catalogue, table)
    assert (pair.basis, [found.conflict.id for found in pair.conflicts]) == (Basis.PAIR, ["ml-state-v-jnim"])
    alone = applicable_law(["ml-fama"], "2025-03", "Mali", catalogue, table)
    assert alone.basis is Basis.ONE_SIDE
    assert len(alone.conflicts) == 3
    assert any("one side" in note for note in alone.notes)
    assert law_answers(catalogue.rule(89), alone.conflicts) == Law(Y, Y, Y)
    assert law_answers(catalogue.rule(1), alone.conflicts) == Law(Y, U, Y)  # AP II: yes, unknown, unknown


def test_an_unsettled_conflict_does_not_hide_a_settled_one(catalogue: Catalogue, table: ConflictTable) -> None:
    law = applicable_law(["ml-jnim"], "2025-03", "Mali", catalogue, table)
    assert [found.conflict.id for found in law.conflicts] == ["ml-state-v-jnim"]


@pytest.mark.parametrize(
    ("parties", "when", "certainty"),
    [
        (["ml-fama", "ml-jnim"], "2025-03", Certainty.FIRM),
        (["ml-fama", "ml-jnim"], "2026-06", Certainty.FIRM),
        (["ml-fama", "ml-jnim"], "2029", Certainty.STALE),
        (["ml-fama", "int-issp"], "2023-06", Certainty.STALE),
        (["ml-fama", "int-issp"], "2016", Certainty.UNKNOWN),
        (["ml-fama", "ml-mnla"], "2012-03", Certainty.UNKNOWN),
        (["ml-fama", "ml-jnim"], None, Certainty.FIRM),
    ],
)
def test_how_far_a_source_reaches(
    catalogue: Catalogue, table: ConflictTable, parties: list[str], when: str | None, certainty: Certainty
) -> None:
    law = applicable_law(parties, when, "Mali", catalogue, table)
    assert [found.certainty for found in law.conflicts] == [certainty]
    answer = law_answers(catalogue.rule(1), law.conflicts).custom
    assert answer is {Certainty.FIRM: Y, Certainty.STALE: A, Certainty.UNKNOWN: U}[certainty]


def test_a_conflict_to_be_verified_is_heard_only_alone(catalogue: Catalogue, table: ConflictTable) -> None:
    law = applicable_law(["sd-rsf"], "2024-05", "Sudan", catalogue, table)
    assert {found.conflict.id for found in law.conflicts} == {"sd-state-v-rsf", "sd-rsf-v-darfur-groups"}
    assert law_answers(catalogue.rule(93), law.conflicts).custom is Y
    unverified = [found for found in law.conflicts if found.conflict.verify]
    assert law_answers(catalogue.rule(93), unverified) == Law()


def test_conflicts_of_different_types_make_an_answer_arguable(catalogue: Catalogue, table: ConflictTable) -> None:
    mali = applicable_law(["ml-fama", "ml-jnim"], "2025-03", "Mali", catalogue, table).conflicts
    ukraine = applicable_law(["ru-armed-forces", "ua-armed-forces"], "2025-03", "Ukraine", catalogue, table).conflicts
    assert law_answers(catalogue.rule(51), [*mali, *ukraine]).custom is A
    assert law_answers(catalogue.rule(1), [*mali, *ukraine]).custom is Y


def test_a_rival_view_that_nobody_checked_is_shown_but_does_not_count(
    catalogue: Catalogue, table: ConflictTable
) -> None:
    (found,) = applicable_law(["ua-dpr", "ua-armed-forces"], "2016", "Ukraine", catalogue, table).conflicts
    rival = found.conflict.rival_view
    assert rival is not None
    unchecked = rival.model_copy(update={"source": (), "verify": True})
    other = replace(found, conflict=found.conflict.model_copy(update={"rival_view": unchecked}))
    assert law_answers(catalogue.rule(51), [other]).custom is N


def test_the_answer_is_in_the_contracts_form(catalogue: Catalogue, table: ConflictTable) -> None:
    law = applicable_law(["ml-fama", "ml-jnim"], "2025-03-17", "Mali", catalogue, table)
    (applied,) = law.as_answer(table).conflicts
    assert (applied.id, applied.classification, applied.as_of) == ("ml-state-v-jnim", "NIAC", "2025-06-30")
    assert {"CA3", "AP II"} <= set(applied.treaties)
    assert not {"AP I", "GC IV"} & set(applied.treaties)
    assert "War Watch" in applied.source


def test_what_is_not_in_the_table_is_said_so_and_never_no_armed_conflict(
    catalogue: Catalogue, table: ConflictTable
) -> None:
    nothing = applicable_law(["ml-fama"], "2025", "Norway", catalogue, table)
    assert nothing == ApplicableLaw((), Basis.NONE, nothing.notes)
    assert "is in the table" in nothing.as_answer(table).note
    for conflict in table.conflicts:
        parties = [party for side in conflict.party_ids() for party in side]
        answer = applicable_law(parties, None, None, catalogue, table).as_answer(table)
        said = f"{answer.note} {' '.join(applied.classification for applied in answer.conflicts)}".lower()
        assert "no armed conflict" not in said


def test_unverified_conflicts_show_as_unknown(catalogue: Catalogue, table: ConflictTable) -> None:
    law = applicable_law(["et-endf", "et-fano"], "2024", "Ethiopia", catalogue, table)
    (applied,) = law.as_answer(table).conflicts
    assert (applied.classification, applied.source, applied.treaties) == ("unknown", "to be verified", ())
    assert "verified" in law.as_answer(table).note


def test_a_date_that_is_no_iso_date_is_refused(catalogue: Catalogue, table: ConflictTable) -> None:
    with pytest.raises(ValueError, match="no date"):
        applicable_law(["ml-fama"], "late 1990s", "Mali", catalogue, table)
