"""`ihl parties`, as typed, on the project's own registry."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ihl_classifier import paths
from ihl_classifier.cli.parties import parties
from ihl_classifier.knowledge.parties import PartyRegistry
from ihl_classifier.knowledge.yaml_files import ConfigError
from ihl_classifier.schema.error import IhlError

RECORD = """parties:
  - id: xx-testers
    name: {en: Testers of Tilo}
    kind: militia
    countries: [ml]
    verify: true
    commitments:
      - {text: A promise, verify: true}
      - {text: A kept promise, source: %s}
    aliases:
      - {text: Tilo men, lang: en, countries: [ml], from: 2031, verify: true}
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(parties, words, catch_exceptions=False)


@pytest.fixture(scope="module")
def registry() -> PartyRegistry:
    return PartyRegistry.load(paths.data("rules"))


@pytest.fixture
def own_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, registry: PartyRegistry) -> Path:
    """Return a copy of the rules folder with one more party in it."""
    folder = tmp_path / "rules"
    for name in ("parties", "conflicts"):
        shutil.copytree(paths.data("rules") / name, folder / name)
    source = next(iter(registry.sources.by_key))
    (folder / "parties" / "zz-test.yaml").write_text(RECORD % source, encoding="utf-8")
    monkeypatch.setenv("IHL_RULES_DIR", str(folder))
    return folder


def counts(result: Result) -> dict[str, int]:
    found = (re.fullmatch(r"(.*\S)\s+(\d+)\s*", line) for line in result.output.splitlines())
    return {match[1].strip(): int(match[2]) for match in found if match}


def test_show_tells_names_ties_and_sources(registry: PartyRegistry) -> None:
    shown = run("show", "ml-fama").output
    party = registry.party("ml-fama")
    assert all(alias.text in shown for alias in party.aliases)
    assert "belongs under" in shown
    assert "Government of Mali" in shown
    assert registry.sources.by_key[party.source[0]].title in shown


@pytest.mark.usefixtures("own_rules")
def test_show_marks_what_nobody_has_checked() -> None:
    shown = run("show", "xx-testers").output
    row = next(line for line in shown.splitlines() if "Tilo men" in line)
    assert "not checked yet" in row
    assert "2031 to ..." in row
    assert "not checked yet" not in next(line for line in shown.splitlines() if "A kept promise" in line)


def test_show_names_the_nearest_id() -> None:
    with pytest.raises(IhlError) as told:
        run("show", "ml-famaa")
    assert "'ml-fama'" in told.value.info.hint


@pytest.mark.parametrize(
    ("words", "linked"),
    [
        (["FAMa", "--country", "Mali"], "ml-fama"),
        (["CNSP", "--country", "Niger", "--date", "2024-05"], "ne-cnsp"),
        (["CNSP", "--country", "Mali", "--date", "2020-10-01"], "ml-cnsp"),
    ],
)
def test_find_links_where_country_and_date_decide(words: list[str], linked: str) -> None:
    assert run("find", *words).output.startswith(f"linked: {linked} ")


def test_find_does_not_link_a_name_of_several() -> None:
    told = run("find", "CNSP").output
    assert told.startswith("not linked: the name may mean 2 parties")
    assert "ml-cnsp" in told
    assert "ne-cnsp" in told
    assert "suggestions" not in told


def test_find_marks_suggestions_as_such() -> None:
    told = run("find", "JNIMM").output
    assert told.startswith("not linked: no party has this name")
    assert "suggestions only" in told
    assert "ml-jnim" in told


@pytest.mark.parametrize("words", [["x", "--date", "someday"], ["x", "--country", "Atlantis"], []])
def test_find_with_wrong_words_is_a_usage_error(words: list[str]) -> None:
    assert run("find", *words).exit_code == 2


def test_check_counts_what_is_there(registry: PartyRegistry, own_rules: Path) -> None:
    after = counts(run("check"))
    (own_rules / "parties" / "zz-test.yaml").unlink()
    before = counts(run("check"))
    assert before["parties"] == len(registry.parties) == after["parties"] - 1
    assert before["aliases, as written"] == after["aliases, as written"] - 1
    assert before["facts of parties marked `verify`"] == after["facts of parties marked `verify`"] - 3
    assert before["parties with such a fact"] == after["parties with such a fact"] - 1


def test_check_stops_at_a_fault(own_rules: Path) -> None:
    target = own_rules / "parties" / "zz-test.yaml"
    target.write_text(target.read_text(encoding="utf-8").replace("[ml]", "[zz]"), encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        run("check")
    assert "zz-test.yaml" in told.value.info.where
