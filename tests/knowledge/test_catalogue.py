"""The catalogue: all rules, the label set, each fact with what it rests on."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ihl_classifier import paths
from ihl_classifier.knowledge.catalogue import Catalogue, RuleKind, UnknownRule, rome_regime
from ihl_classifier.knowledge.yaml_files import ConfigError

NEVER_LABELS = {*range(3, 7), *range(8, 11), 12, 49, 57, 66, 68, 69, *range(106, 109), *range(139, 162)}
"""Codebook 1.2, "Rules that are never labels"."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(paths.data("rules"))


def test_all_161_rules_stand_in_order(catalogue: Catalogue) -> None:
    assert [rule.number for rule in catalogue.rules] == list(range(1, 162))


def test_the_label_set_is_the_codebooks(catalogue: Catalogue) -> None:
    assert len(catalogue.incident_bearing) == 122
    assert catalogue.incident_bearing == set(range(1, 162)) - NEVER_LABELS


def test_every_fact_is_sourced_or_asks_to_be_verified(catalogue: Catalogue) -> None:
    for rule in catalogue.rules:
        facts = [rule, rule.applies, rule.rome_statute, rule.war_crime, *rule.treaties]
        for fact in facts:
            assert bool(fact.source) != fact.verify, (rule.number, fact)
        for added in (*rule.parts, *rule.rome_statute.amended):
            assert not (added.source and added.verify)


def test_war_crimes_in_custom_are_from_memory_and_so_all_to_be_verified(catalogue: Catalogue) -> None:
    assert all(rule.war_crime.verify for rule in catalogue.rules)


def test_only_named_sources_are_used_and_each_named_source_is_used(catalogue: Catalogue) -> None:
    used = {
        key
        for rule in catalogue.rules
        for fact in (rule, rule.applies, rule.rome_statute, rule.war_crime, *rule.parts, *rule.treaties)
        for key in fact.source
    } | set(catalogue.study.incident_bearing.source)
    assert used == set(catalogue.sources.by_key)


@pytest.mark.parametrize("number", [41, 51, 114, 130])
def test_rules_of_international_conflict_only(catalogue: Catalogue, number: int) -> None:
    """The codebook's four; 41, 51 and 130 in occupied territory only."""
    applies = catalogue.rule(number).applies
    assert (applies.iac, applies.niac) == ("yes", "no")
    assert applies.occupation == (number != 114)


def test_labels_of_international_conflict_only_are_the_codebooks_four(catalogue: Catalogue) -> None:
    labels = (rule for rule in catalogue.rules if rule.incident_bearing)
    assert {rule.number for rule in labels if rule.applies.niac == "no"} == {41, 51, 114, 130}


def test_rules_arguably_of_internal_conflict(catalogue: Catalogue) -> None:
    arguable = {rule.number for rule in catalogue.rules if rule.applies.niac == "arguably"}
    assert arguable == {21, 23, 24, 44, 45, 62, 63, 82}


@pytest.mark.parametrize(("number", "letters"), [(38, "AB"), (40, "AB"), (124, "AB"), (128, "ABC"), (129, "AB")])
def test_split_rules_have_their_parts(catalogue: Catalogue, number: int, letters: str) -> None:
    assert "".join(part.letter for part in catalogue.rule(number).parts) == letters


@pytest.mark.parametrize(
    ("number", "expected"),
    [(11, {12, 156}), (7, {8, 9, 10, 156}), (1, {5, 6, 156}), (96, {156}), (15, set()), (149, set())],
)
def test_related_rules(catalogue: Catalogue, number: int, expected: set[int]) -> None:
    assert set(catalogue.related(number)) == expected


def test_circumstances_add_related_rules(catalogue: Catalogue) -> None:
    assert catalogue.related(96, ["commander", "control_or_attribution"]) == (156, 153, 149)
    assert set(catalogue.related(89, ["reprisal_claimed"])) >= {145, 146, 147, 148}
    with pytest.raises(KeyError):
        catalogue.related(96, ["weather"])


def test_war_crimes_and_rule_156_go_together(catalogue: Catalogue) -> None:
    for rule in catalogue.rules:
        if rule.incident_bearing:
            crime = "yes" in (rule.war_crime.iac, rule.war_crime.niac)
            assert 156 in rule.related or not crime, rule.number


@pytest.mark.parametrize(
    ("number", "refs"),
    [
        (1, {"8(2)(b)(i)", "8(2)(e)(i)"}),
        (28, {"8(2)(b)(ix)", "8(2)(b)(xxiv)", "8(2)(e)(ii)", "8(2)(e)(iv)"}),
        (97, {"8(2)(b)(xxiii)"}),
        (129, {"8(2)(a)(vii)", "8(2)(b)(viii)", "8(2)(e)(viii)"}),
        (81, set()),
    ],
)
def test_rome_references(catalogue: Catalogue, number: int, refs: set[str]) -> None:
    assert set(catalogue.rule(number).rome_statute.refs) == refs


@pytest.mark.parametrize(
    ("number", "year", "refs"),
    [
        (53, 2019, {"8(2)(e)(xix)"}),
        (72, 2010, {"8(2)(e)(xiii)"}),
        (73, 2017, {"8(2)(b)(xxvii)", "8(2)(e)(xvi)"}),
        (86, 2017, {"8(2)(b)(xxix)", "8(2)(e)(xviii)"}),
    ],
)
def test_amended_crimes_are_kept_apart(catalogue: Catalogue, number: int, year: int, refs: set[str]) -> None:
    rome = catalogue.rule(number).rome_statute
    assert {added.ref for added in rome.amended} == refs
    assert {added.year for added in rome.amended} == {year}
    assert not refs & set(rome.refs)


def test_rome_references_belong_to_a_type_of_conflict() -> None:
    assert [rome_regime(ref) for ref in ("8(2)(a)(i)", "8(2)(b)(xxvi)", "8(2)(c)(i)", "8(2)(e)(vii)", "28")] == [
        "iac",
        "iac",
        "niac",
        "niac",
        "",
    ]


@pytest.mark.parametrize(
    ("ref", "treaty"),
    [("AP I 51(2)", "AP I"), ("AP II 13(2)", "AP II"), ("GC IV 33", "GC IV"), ("GC I 24", "GC I"), ("CA3", "CA3")],
)
def test_treaties_are_told_from_refs(catalogue: Catalogue, ref: str, treaty: str) -> None:
    assert catalogue.treaty(ref) == treaty


def test_links_titles_and_chapters(catalogue: Catalogue) -> None:
    assert catalogue.link(96) == "https://ihl-databases.icrc.org/en/customary-ihl/v1/rule96"
    assert catalogue.rule(96).title == "Hostage-taking"
    assert catalogue.chapter(96) == "Fundamental guarantees"
    assert catalogue.rule(57).kind is RuleKind.PERMISSION


def test_titles_and_summaries_are_short_own_and_told_apart(catalogue: Catalogue) -> None:
    assert len({rule.title for rule in catalogue.rules}) == 161
    assert len({rule.summary for rule in catalogue.rules}) == 161
    for rule in catalogue.rules:
        assert len(rule.title) <= 70, rule.title
        assert len(rule.summary) <= 170, rule.summary
        assert not re.search(r"\bshall\b|prohibited|\.$", rule.summary), rule.summary


def test_an_unknown_number_is_refused_with_a_hint(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownRule, match="rules 1 to 161"):
        catalogue.rule(162)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("kind: conduct", "kind: conduckt", "did you mean 'conduct'"),
        ("source: ap1}", "source: ap11}", "did you mean 'ap1'"),
        ("AP I 48", "AP IV 48", "names no treaty"),
        ("chapter: 1\n", "chapter: 9\n", "is not in this part"),
        ("number: 2\n", "number: 1\n", "stands twice"),
        ("related: [5, 6, 156]", "related: [5, 6, 956]", "no other rule"),
        ("source: rome-1998}", "sources: rome-1998}", "did you mean 'source'"),
    ],
)
def test_a_broken_catalogue_is_refused_with_file_and_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    shutil.copytree(paths.data("rules") / "catalogue", tmp_path / "catalogue")
    path = tmp_path / "catalogue" / "01-distinction.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        Catalogue.load(tmp_path)
    assert caught.value.path == path
    assert caught.value.line > 1
