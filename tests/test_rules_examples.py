"""The rule files' own examples: they are the rules' tests."""

from __future__ import annotations

from collections import Counter
from copy import copy
from functools import cache

import pytest

from ihl_classifier import paths
from ihl_classifier.knowledge.rulebook import Expression
from ihl_classifier.language.reader import Reader
from ihl_classifier.reasoning.engine import Engine
from ihl_classifier.reasoning.rule_tests import ExampleResult, run_examples
from ihl_classifier.rules_folder import RulesFolder
from ihl_classifier.schema.terms import Grade

FILES = sorted(int(path.stem) for path in (paths.data("rules") / "rules").glob("*.yaml"))
WANTED = frozenset(
    [
        1, 2, 7, 11, 13, 14, 15, 20, 22, 23, 25, 28, 29, 31, 32, 33, 34, 38, 40, 42, 47, 50, 52, 53, 54, 55, 74, 80,
        81, 84, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 103, 110, 113, 115, 129, 135, 136, 137,
    ]
)  # fmt: skip
"""The rules that a first release must have files for."""


class Once(Reader):
    """Reads each text once."""

    def __init__(self, reader: Reader) -> None:
        self.read = cache(reader.read)  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def once(reader: Reader) -> Reader:
    """Return the reader, remembering what it read."""
    return Once(reader)


@pytest.fixture(scope="module")
def results(rules_folder: RulesFolder, once: Reader, engine: Engine) -> dict[int, list[ExampleResult]]:
    """Return the result of every example by rule; each text is read once."""
    found: dict[int, list[ExampleResult]] = {number: [] for number in rules_folder.rulebook.rules}
    for result in run_examples(rules_folder.rulebook, once, engine):
        found[result.rule].append(result)
    return found


@pytest.mark.parametrize("number", FILES)
def test_the_examples_pass(number: int, results: dict[int, list[ExampleResult]]) -> None:
    required = [result for result in results[number] if result.group != "todo"]
    faults = [f"{result.group}: {result.example.text} {result.faults}" for result in required if result.faults]
    assert not faults, "\n".join(faults)
    counts = Counter(result.group for result in required)
    assert counts["match"] >= 2
    assert counts["no_match"] >= 2


@pytest.mark.parametrize("number", FILES)
def test_the_examples_say_what_must_come_out(number: int, rules_folder: RulesFolder) -> None:
    examples = rules_folder.rulebook.rules[number].examples
    assert all(example.grade is not None for example in examples.match)
    assert sum(bool(example.evidence) for example in examples.match) >= 2
    assert any(example.grade is Grade.PRIMARY for example in examples.match)
    assert all(example.why for example in examples.no_match)
    texts = [example.text for group in (examples.match, examples.no_match, examples.todo) for example in group]
    assert len(set(texts)) == len(texts)


def test_the_rules_that_must_have_files_have_them() -> None:
    assert set(FILES) >= WANTED
    assert len(FILES) >= 52


def test_the_examples_come_from_many_wars(rules_folder: RulesFolder) -> None:
    rules = rules_folder.rulebook.rules
    wars = {e.conflict for rule in rules.values() for e in rule.examples.match if e.conflict}
    assert len(wars) >= 8, wars
    for number in WANTED:
        of_rule = {e.conflict for e in rules[number].examples.match if e.conflict}
        assert len(of_rule) >= 2, f"rule {number}: {of_rule}"


def test_every_match_example_fails_where_its_rule_looks_for_nothing(rules_folder: RulesFolder, once: Reader) -> None:
    never = Expression.model_validate({"concept": "no_such_concept"})
    gutted = {"primary": never, "secondary": None, "companion_of": ()}
    book = copy(rules_folder.rulebook)
    book.rules = {number: rule.model_copy(update=gutted) for number, rule in book.rules.items()}
    engine = Engine(book, rules_folder.lexicon)
    passed = [r for r in run_examples(book, once, engine) if r.group == "match" and not r.faults]
    assert not passed, passed
