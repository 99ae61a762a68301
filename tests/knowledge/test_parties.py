"""The registry: whom a name means, there and then; names that must be kept apart; every fact with its source."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ihl_classifier import paths
from ihl_classifier.knowledge.folding import fold
from ihl_classifier.knowledge.parties import PartyRegistry, UnknownParty
from ihl_classifier.knowledge.period import period
from ihl_classifier.knowledge.yaml_files import ConfigError
from ihl_classifier.schema.terms import Link, PartyKind


@pytest.fixture(scope="module")
def registry() -> PartyRegistry:
    return PartyRegistry.load(paths.data("rules"))


def test_ids_are_unique_slugs_and_cover_the_most_reported_actors(registry: PartyRegistry) -> None:
    ids = [party.id for party in registry.parties]
    assert len(ids) == len(set(ids)) > 400
    assert all(re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)+", party_id) for party_id in ids)
    wanted = """
        ml-fama ml-jnim int-issp ml-fla ru-wagner ru-africa-corps ml-dgse ml-police ml-katiba-serma bf-vdp
        ne-armed-forces td-ant ng-armed-forces ng-jas ng-iswap il-idf ps-hamas sd-rsf sd-saf cd-m23 cd-fardc
        mm-tatmadaw ru-armed-forces ua-armed-forces af-taliban so-al-shabaab co-farc-ep int-lra ye-ansar-allah
        sy-sdf sy-armed-forces un-minusma
    """
    assert set(wanted.split()) <= set(ids)


def test_every_fact_is_sourced_or_asks_to_be_verified(registry: PartyRegistry) -> None:
    for party in registry.parties:
        assert bool(party.source) != party.verify, party.id
        parts = [*party.aliases, *party.parents, *party.predecessors, *party.commitments, party.active]
        for part in parts:
            assert not (part.source and part.verify), (party.id, part)


def test_each_named_source_is_used(registry: PartyRegistry) -> None:
    used = {
        key
        for party in registry.parties
        for fact in (party, party.active, *party.aliases, *party.parents, *party.commitments)
        for key in fact.source
    }
    assert used == set(registry.sources.by_key)


def test_ideology_and_side_are_never_a_kind(registry: PartyRegistry) -> None:
    assert {party.kind for party in registry.parties} <= set(PartyKind)
    assert registry.party("ml-fla").kind is PartyKind.ARMED_GROUP
    side = registry.party("ml-fla").side
    assert side is not None
    assert side.value == "separatist"


FOUND = [
    # text, country, date, id
    ("FAMa", None, None, "ml-fama"),
    ("the Malian army", "Mali", "2024", "ml-fama"),
    ("L’armée malienne", "Mali", None, "ml-fama"),
    ("Malian Airforce", "Mali", "2025-03-17", "ml-fama"),
    ("DGSE", "Mali", "2020", "ml-dgse"),
    ("Malian police", None, None, "ml-police"),
    ("Katiba Macina", "Mali", "2019", "ml-macina"),
    ("JNIM", "Mali", "2024", "ml-jnim"),
    ("GSIM", None, None, "ml-jnim"),
    ("Jama’at Nusrat al-Islam wal-Muslimin", None, None, "ml-jnim"),
    ("Africa Corps", "Mali", "2025-01", "ru-africa-corps"),
    ("Burkinabè soldiers", None, None, "bf-armed-forces"),
    ("VDP", "Burkina Faso", "2023", "bf-vdp"),
    ("Chadian forces", "Mali", "2013-03", "td-fatim"),
    ("Chadian forces", "Chad", "2021", "td-ant"),
    ("Israeli army", "Israel/Palestine", "2024", "il-idf"),
    ("Israel Defense Forces", None, None, "il-idf"),
    ("Rapid Support Forces", "Egypt", "2024", "sd-rsf"),
    ("Tatmadaw", None, None, "mm-tatmadaw"),
    ("Houthis", "Yemen", None, "ye-ansar-allah"),
    ("Lord's Resistance Army", None, None, "int-lra"),
    ("Joseph Kony", None, None, "ug-kony"),
]


@pytest.mark.parametrize(("text", "country", "date", "party_id"), FOUND)
def test_names_and_aliases_are_linked(
    registry: PartyRegistry, text: str, country: str | None, date: str | None, party_id: str
) -> None:
    found = registry.find(text, country, date)
    assert found.link is not None
    assert found.link.id == party_id
    assert found.how in (Link.NAMED, Link.ALIAS)


GATED = [
    # the aliases that the project's table of faults names: text, country, date, id or None
    ("Tuareg rebels", "Mali", "2012-02", "ml-mnla"),
    ("Tuareg rebels", "Mali", "2016", "ml-cma"),
    ("Tuareg rebels", "Mali", "2025-03", "ml-fla"),
    ("Tuareg rebels", "Niger", "2008", "ne-mnj"),
    ("Tuareg rebels", "Mali", None, None),
    ("separatists", "Mali", "2025", "ml-fla"),
    ("separatists", "Cameroon", "2019", "cm-anglophone-separatists"),
    ("separatists", None, None, None),
    ("al-Qaeda", "Yemen", None, "ye-aqap"),
    ("al-Qaeda", "Mali", "2012", "int-aqim"),
    ("al-Qaeda", "Mali", "2020", None),
    ("al-Qaeda", None, None, None),
    ("French forces", "Mali", "2013-02", "fr-serval"),
    ("French forces", "Mali", "2019", "fr-barkhane"),
    ("French forces", "Mali", "2024", None),
    ("French forces", "CAR", "2014", "fr-sangaris"),
    ("French forces", "Mali", "2013/2016", None),
    ("Russian forces", "Ukraine", "2023", "ru-armed-forces"),
    ("Russian forces", "Mali", "2023", "ru-wagner"),
    ("Russian forces", "Mali", "2024-09", None),
    ("Russian forces", "Mali", "2025-12", "ru-africa-corps"),
    ("Russian forces", None, None, None),
    ("Russian mercenaries", "Mali", "2022", "ru-wagner"),
    ("Russian mercenaries", "Mali", "2024-09", None),
    ("FDS", "Mali", None, "ml-fama"),
    ("FDS", "Burkina Faso", None, "bf-armed-forces"),
    ("FDS", "Niger", None, "ne-armed-forces"),
    ("FDS", "Syrie", None, "sy-sdf"),
    ("FDS", None, None, None),
    ("BIR", "Burkina Faso", "2023", "bf-bir"),
    ("BIR", "Cameroon", "2023", "cm-bir"),
    ("BIR", None, "2023", None),
    ("junta", "Mali", "2012-04", "ml-cnrdre"),
    ("junta", "Mali", "2020-09", "ml-cnsp"),
    ("junta", "Niger", "2024", "ne-cnsp"),
    ("junta", "Myanmar", "2022", "mm-tatmadaw"),
    ("junta", None, "2022", None),
    ("National Guard", "Mali", None, "ml-gnm"),
    ("National Guard", "Niger", None, "ne-national-guard"),
    ("National Guard", "Ukraine", None, "ua-national-guard"),
    ("National Guard", None, None, None),
    ("volunteers", "Burkina Faso", "2022", "bf-vdp"),
    ("volunteers", "Burkina Faso", "2015", None),
    ("volunteers", "Mali", "2022", None),
    ("the Platform", "Mali", "2016", "ml-platform"),
    ("the Platform", "Mali", "2012", None),
    ("the Platform", None, "2016", None),
    ("the Coordination", "Mali", "2016", "ml-cma"),
    ("the Coordination", "France", "2016", None),
    ("MAA", "Mali", "2015", "ml-maa"),
    ("MAA", None, "2015", None),
    ("MSA", "Mali", "2018", "ml-msa"),
    ("MSA", "Mali", "2014", None),
    ("CPA", "Mali", "2015", "ml-cpa"),
    ("CPA", "Iraq", "2003", None),
]


@pytest.mark.parametrize(("text", "country", "date", "party_id"), GATED)
def test_dangerous_aliases_are_gated_by_country_and_date(
    registry: PartyRegistry, text: str, country: str | None, date: str | None, party_id: str | None
) -> None:
    found = registry.find(text, country, date)
    assert (found.link.id if found.link else None) == party_id


APART = [
    # names that are easily taken for each other: (one, its id), (other, its id)
    (("Nigerien soldiers", "ne-armed-forces"), ("Nigerian soldiers", "ng-armed-forces")),
    (("soldats nigériens", "ne-armed-forces"), ("soldats nigérians", "ng-armed-forces")),
    (("armée nigérienne", "ne-armed-forces"), ("armée nigériane", "ng-armed-forces")),
    (("MPSA", "ml-mpsa"), ("MSA-D", "ml-msa")),
    (("ISGS", "int-issp"), ("ISWAP", "ng-iswap")),
    (("ISSP", "int-issp"), ("Islamic State West Africa Province", "ng-iswap")),
    (("Sudanese Armed Forces", "sd-saf"), ("Syrian Democratic Forces", "sy-sdf")),
    (("SSPDF", "ss-sspdf"), ("South Sudanese army", "ss-sspdf")),
    (("Sudanese army", "sd-saf"), ("South Sudanese army", "ss-sspdf")),
    (("Ansar Allah", "ye-ansar-allah"), ("Ansar Dine", "ml-ansar-dine")),
    (("Ansarul Islam", "bf-ansarul-islam"), ("Ansaru", "ng-ansaru")),
    (("Wagner Group", "ru-wagner"), ("Africa Corps", "ru-africa-corps")),
    (("Hezbollah", "lb-hezbollah"), ("Kata'ib Hezbollah", "iq-kataib-hezbollah")),
    (("Taliban", "af-taliban"), ("Pakistani Taliban", "pk-ttp")),
    (("SPLM-N", "sd-splm-n"), ("SPLA-IO", "ss-splm-io")),
    (("Arakan Army", "mm-arakan-army"), ("Arakan Rohingya Salvation Army", "mm-arsa")),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_that_look_alike_are_kept_apart(
    registry: PartyRegistry, one: tuple[str, str], other: tuple[str, str]
) -> None:
    for text, party_id in (one, other):
        link = registry.find(text).link
        assert link is not None, text
        assert link.id == party_id


@pytest.mark.parametrize(
    ("text", "country", "party_id"),
    [
        ("SAF", "Sudan", "sd-saf"),
        ("SDF", "Syria", "sy-sdf"),
        ("SDF", "Libya", "ly-rada"),
        ("UPC", "CAR", "cf-upc"),
        ("UPC", "DRC", "cd-upc-ituri"),
        ("AGC", "Colombia", "co-agc"),
        ("AGC", "Cameroon", "cm-agc"),
        ("JEM", "Sudan", "sd-jem"),
        ("JeM", "India", "pk-jem"),
        ("ADF", "DRC", "cd-adf"),
        ("ADF", "Cameroon", "cm-adf"),
        ("SLA", "Sudan", "sd-slma"),
        ("SLA", "Sri Lanka", "lk-armed-forces"),
        ("Al-Shabaab", "Somalia", "so-al-shabaab"),
        ("Al-Shabaab", "Mozambique", "mz-ism"),
    ],
)
def test_acronyms_are_told_apart_by_country(registry: PartyRegistry, text: str, country: str, party_id: str) -> None:
    link = registry.find(text, country, "2021").link
    assert link is not None
    assert link.id == party_id


def test_an_acronym_is_only_an_option_in_another_country(registry: PartyRegistry) -> None:
    """RSF is also Reporters Without Borders."""
    found = registry.find("RSF", "France", "2024")
    assert found.link is None
    assert [party.id for party in found.options] == ["sd-rsf"]


GENERIC = """the army, army, soldiers, troops, rebels, gunmen, armed men, security forces, government forces, police,
gendarmes, militia, jihadists, terrorists, l'armée, les soldats, hommes armés, bandits, the coalition, peacekeepers,
Bamako, the group"""


@pytest.mark.parametrize("text", [word.strip() for word in GENERIC.split(",")])
@pytest.mark.parametrize("country", ["Mali", "Burkina Faso", "Sudan", "Ukraine", None])
def test_bare_generic_words_name_nobody(registry: PartyRegistry, text: str, country: str | None) -> None:
    assert registry.find(text, country, "2022").link is None


def test_generic_words_are_no_aliases_at_all(registry: PartyRegistry) -> None:
    generic = {fold(word) for word in GENERIC.split(",")}
    assert not generic & {fold(text) for text, _, _ in registry.aliases()}


def test_communities_are_never_parties(registry: PartyRegistry) -> None:
    for community in ("Fulani", "Peul", "Dogon", "Bellah", "Tuareg", "Masalit", "Rohingya"):
        assert registry.find(community, "Mali", "2024") == registry.find("nobody at all")


def test_short_acronyms_without_gates_are_few_and_chosen(registry: PartyRegistry) -> None:
    """Others of up to three letters name many things: they carry a country."""
    bare = {text for text, _, gates in registry.aliases() if len(text) <= 3 and not gates.hard}
    assert bare == {"M23", "IDF", "PIJ", "CIA", "VDP", "TTP", "RSF", "YPG", "YPJ", "PKK"}


def test_no_name_means_two_parties_everywhere(registry: PartyRegistry) -> None:
    bearers: dict[str, set[str]] = {}
    for text, party_id, gates in registry.aliases():
        if not gates.hard:
            bearers.setdefault(fold(text), set()).add(party_id)
    assert {name: ids for name, ids in bearers.items() if len(ids) > 1} == {}


def test_ambiguity_stays_unlinked_with_its_options(registry: PartyRegistry) -> None:
    found = registry.find("FDS", country=None)
    assert found.link is None
    assert found.how is None
    assert {"ml-fama", "bf-armed-forces", "ne-armed-forces", "sy-sdf"} <= {party.id for party in found.options}


def test_suggestions_are_near_and_never_linked(registry: PartyRegistry) -> None:
    misspelt = "Jamaa Nusrat al Islam wal Muslimine"
    assert registry.find(misspelt).link is None
    assert registry.suggest(misspelt)[0].id == "ml-jnim"
    assert len(registry.suggest("Liberation Front", n=3)) <= 3
    assert registry.suggest("zzzzzzzzzz") == ()


def test_lineage_members_and_successors(registry: PartyRegistry) -> None:
    assert registry.lineage("ml-fama") == ("ml-fama", "ml-state")
    assert "ml-jnim" in registry.lineage("ml-macina", period("2020"))
    assert "ml-jnim" not in registry.lineage("ml-macina", period("2016"))
    assert "ml-macina" in {party.id for party, _ in registry.members("ml-jnim")}
    assert {party.id for party, _ in registry.successors("fr-serval")} == {"fr-barkhane"}
    assert "ml-jnim" in {party.id for party, _ in registry.successors("ml-ansar-dine")}


def test_mali_is_bound_by_what_its_entry_lacked(registry: PartyRegistry) -> None:
    commitments = " ".join(item.text for item in registry.party("ml-state").commitments)
    for treaty in ("Additional Protocol I", "Cluster Munitions", "ICPPED", "OPAC", "cultural property"):
        assert treaty in commitments


def test_an_unknown_id_is_refused_with_the_nearest(registry: PartyRegistry) -> None:
    with pytest.raises(UnknownParty, match="ml-fama"):
        registry.party("ml-famma")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: armed_group", "kind: armed_grp", "did you mean 'armed_group'"),
        ("parents: [{party: ml-state}]", "parents: [{party: ml-stat}]", "did you mean 'ml-state'"),
        ("countries: [ml]", "countries: [mx, qq]", "no country 'qq'"),
        ("id: ml-gnm\n", "id: ml-fama\n", "stands twice"),
        ("id: ml-gnm\n", "id: ML-GNM\n", "pattern"),
        ("lang: en", "langue: en", "did you mean 'lang'"),
        ("source: [warwatch-ml, icrtop]", "source: [warwatch-ml, icrtp]", "did you mean 'icrtop'"),
    ],
)
def test_a_broken_registry_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    shutil.copytree(paths.data("rules") / "parties", tmp_path / "parties")
    path = tmp_path / "parties" / "mali.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        PartyRegistry.load(tmp_path)
    assert caught.value.path == path
    assert caught.value.line > 1
