"""The conflict table: which conflicts the parties were in, and what the known faults of the first table became."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from ihl_classifier import paths
from ihl_classifier.knowledge.conflicts import Classification, ConflictTable, UnknownConflict
from ihl_classifier.knowledge.parties import PartyRegistry
from ihl_classifier.knowledge.period import period
from ihl_classifier.knowledge.yaml_files import ConfigError
from ihl_classifier.schema.terms import LawAnswer


@pytest.fixture(scope="module")
def table() -> ConflictTable:
    return ConflictTable.load(paths.data("rules"))


def test_every_fact_is_sourced_or_asks_to_be_verified(table: ConflictTable) -> None:
    for conflict in table.conflicts:
        facts = [conflict, *([conflict.rival_view] if conflict.rival_view else [])]
        for fact in facts:
            assert bool(fact.source) != fact.verify, conflict.id
        if conflict.source:
            assert conflict.as_of or conflict.reported_from, conflict.id
    for code, state in table.states.states.items():
        for entry in (*state.treaties, *state.icc):
            assert bool(entry.source) != entry.verify, code


def test_each_named_source_is_used(table: ConflictTable) -> None:
    all_facts = ((conflict, conflict.rival_view, *conflict.treaties) for conflict in table.conflicts)
    facts = [fact for of_one in all_facts for fact in of_one if fact]
    states = [entry for state in table.states.states.values() for entry in (*state.treaties, *state.icc)]
    used = {key for fact in (*facts, *states) for key in fact.source} | {"wikipedia-gc"}
    assert used == set(table.sources.by_key)


def test_the_two_sides_never_share_a_party(table: ConflictTable) -> None:
    for conflict in table.conflicts:
        first, second = conflict.party_ids()
        assert not first & second, conflict.id


PAIRS = [
    # parties, country, date, conflicts
    (["ml-fama", "ml-jnim"], "Mali", "2025-03", {"ml-state-v-jnim"}),
    (["ml-macina", "ml-fama"], "Mali", "2020", {"ml-state-v-jnim"}),
    (["ru-wagner", "ml-fla"], "Mali", "2024-12", {"ml-state-v-fla"}),
    (["ml-csp", "ml-fama"], "Mali", "2023-10", {"ml-state-v-fla"}),
    (["ml-csp", "ml-fama"], "Mali", "2022", set()),
    (["fr-barkhane", "ml-jnim"], "Mali", "2019", {"fr-state-v-jnim"}),
    (["ml-ansar-dine", "fr-serval"], "Mali", "2013-01-20", {"ml-state-v-ansar-dine", "fr-state-v-aqim"}),
    (["ne-armed-forces", "int-issp"], "Niger", "2025-01", {"ne-state-v-issp"}),
    (["ne-armed-forces", "ml-jnim"], "Niger", "2025-01", {"ne-state-v-jnim"}),
    (["ng-armed-forces", "ng-iswap"], "Nigeria", "2020", {"ng-state-v-iswap"}),
    (["sd-saf", "sd-rsf"], "Sudan", "2024-05", {"sd-state-v-rsf"}),
    (["sd-saf", "sd-rsf"], "Sudan", "2022", set()),
    (["cd-fardc", "cd-m23"], "DRC", "2024", {"cd-state-v-rw-state"}),
    (["cd-fardc", "cd-m23"], "DRC", "2013", {"cd-state-v-m23"}),
    (["il-idf", "ps-hamas"], "Israel/Palestine", "2024", {"il-state-v-hamas"}),
    (["il-idf", "lb-hezbollah"], "Lebanon", "2024", {"il-state-v-hezbollah"}),
    (["ru-armed-forces", "ua-armed-forces"], "Ukraine", "2023", {"ru-state-v-ua-state"}),
    (["ua-dpr", "ua-armed-forces"], "Ukraine", "2016", {"ua-state-v-dpr"}),
    (["ua-dpr", "ua-armed-forces"], "Ukraine", "2023", {"ru-state-v-ua-state"}),
    (["kp-kpa", "ua-armed-forces"], "Russia", "2025-01", {"ru-state-v-ua-state"}),
    (["mm-tatmadaw", "mm-arakan-army"], "Myanmar", "2025", {"mm-state-v-arakan-army"}),
    (["af-taliban", "af-iskp"], "Afghanistan", "2023", {"af-taliban-v-iskp"}),
    (["ml-fama", "ml-jnim"], "Ukraine", "2025", set()),
    (["ml-fama", "ml-fama"], "Mali", "2025", set()),
    (["ml-fama"], "Mali", "2025", set()),
    ([], "Mali", "2025", set()),
]


@pytest.mark.parametrize(("parties", "country", "when", "ids"), PAIRS)
def test_conflicts_between_parties(
    table: ConflictTable, parties: list[str], country: str, when: str, ids: set[str]
) -> None:
    assert {conflict.id for conflict in table.between(parties, country, when)} == ids


def test_dates_may_be_python_dates_and_countries_may_be_left_out(table: ConflictTable) -> None:
    assert table.between(["ml-fama", "ml-jnim"], None, date(2025, 3, 17)) == table.between(["ml-fama", "ml-jnim"])


def test_one_side_alone_points_to_what_it_is_in(table: ConflictTable) -> None:
    ids = {conflict.id for conflict in table.involving(["ml-fama"], "Mali", "2025-03")}
    assert ids == {"ml-state-v-jnim", "ml-state-v-issp", "ml-state-v-fla"}


def test_known_faults_are_mended(table: ConflictTable) -> None:
    """Each from the list of faults that came with the first table."""
    one = table.conflict
    assert one("ne-state-v-issp").known()
    assert one("ne-state-v-jnim").known()
    rival = one("ua-state-v-dpr").rival_view
    assert rival is not None
    assert rival.classification is Classification.OCCUPATION
    assert "11 May 2014" in rival.text
    corps = next(p for p in one("ml-state-v-jnim").sides[0].support if p.party == "ru-africa-corps")
    assert corps.days.open_both
    assert one("fr-state-v-jnim").period.days.last.year == 2022
    assert one("fr-state-v-issp").known()
    assert one("ml-state-v-fla").period.from_ == "2023-08"
    assert one("ml-issp-v-jnim").classification is Classification.UNSETTLED
    for ended in ("sy-state-v-opposition", "af-state-v-taliban", "sd-state-v-darfur-groups", "et-state-v-tplf"):
        assert one(ended).period.to, ended
    for missing in (
        "ly-gna-v-laaf",
        "ss-state-v-splm-io",
        "et-state-v-fano",
        "cm-state-v-ambazonia",
        "mm-state-v-pdf",
        "us-state-v-ansar-allah",
        "in-state-v-pk-state",
        "il-state-v-ir-state",
        "kh-state-v-th-state",
        "am-state-v-az-state",
    ):
        assert one(missing).id == missing
    for contested in ("il-state-v-hamas", "cd-state-v-rw-state", "cf-state-v-ex-seleka"):
        assert one(contested).rival_view, contested


def test_states_are_bound_from_their_dates(table: ConflictTable) -> None:
    states = table.states
    assert states.party("sd", "AP II", period("2010")) is LawAnswer.YES
    assert states.party("sd", "AP II", period("2003")) is LawAnswer.UNKNOWN
    assert states.party("so", "AP II", None) is LawAnswer.NO
    assert states.party("ml", "AP I", period("2024")) is LawAnswer.UNKNOWN  # from memory
    assert states.party("zz", "GC IV", None) is LawAnswer.YES
    assert states.party("zz", "AP I", None) is LawAnswer.UNKNOWN


@pytest.mark.parametrize(
    ("country", "when", "answer"),
    [
        ("ml", "2012-06", LawAnswer.YES),
        ("ml", "2025-12", LawAnswer.YES),
        ("ml", "2027", LawAnswer.UNKNOWN),  # depends on whether the withdrawal was notified
        ("bf", "2025-11", LawAnswer.YES),
        ("bf", "2020", LawAnswer.UNKNOWN),  # from memory
        ("ua", "2013-06", LawAnswer.UNKNOWN),
        ("ua", "2022-03", LawAnswer.YES),
        ("ua", "2025-03", LawAnswer.YES),
        ("ps", "2014-01", LawAnswer.UNKNOWN),
        ("ps", "2014-07", LawAnswer.YES),
        ("sd", "2023", LawAnswer.ARGUABLY),
        ("zz", "2023", LawAnswer.UNKNOWN),
    ],
)
def test_the_courts_reach_depends_on_dates(table: ConflictTable, country: str, when: str, answer: LawAnswer) -> None:
    assert table.states.jurisdiction([country], period(when)) is answer


def test_places_that_differ_leave_the_courts_reach_unknown(table: ConflictTable) -> None:
    assert table.states.jurisdiction(["ml", "zz"], period("2024")) is LawAnswer.UNKNOWN


def test_an_unknown_id_is_refused_with_the_nearest(table: ConflictTable) -> None:
    with pytest.raises(UnknownConflict, match="ml-state-v-jnim"):
        table.conflict("ml-state-v-jnm")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("main: [ml-jnim]", "main: [ml-jnm]", "did you mean 'ml-jnim'"),
        ("classification: NIAC", "classification: niac", "allowed words"),
        ("countries: [ml]", "countries: [zz]", "no country 'zz'"),
        ("id: ml-state-v-issp", "id: ml-state-v-jnim", "stands twice"),
        ("source: warwatch-ml", "source: warwach-ml", "did you mean 'warwatch-ml'"),
        ("    reported_from: 2017-03\n    as_of: 2025-06-30\n", "", "needs `as_of` or `reported_from`"),
        ("as_of: 2025-06-30", "as_off: 2025-06-30", "did you mean 'as_of'"),
    ],
)
def test_a_broken_table_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    rules = paths.data("rules")
    shutil.copytree(rules / "conflicts", tmp_path / "conflicts")
    path = tmp_path / "conflicts" / "sahel.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        ConflictTable.load(tmp_path, PartyRegistry.load(rules))
    assert caught.value.path == path
    assert caught.value.line > 1
