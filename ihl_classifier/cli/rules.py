"""`ihl rules`: list, show, test and report on the rules."""

from __future__ import annotations

import json
import sys
from collections import Counter

import click
from rich.console import Console
from rich.table import Table

from ihl_classifier import paths
from ihl_classifier.knowledge.catalogue import Catalogue
from ihl_classifier.reasoning.rule_tests import run_examples
from ihl_classifier.rules_folder import RulesFolder


@click.group()
def rules() -> None:
    """List, show, test and report on the rules."""


@rules.command("list")
@click.option("--all", "every", is_flag=True, help="Also the rules that are never labels.")
def list_rules(every: bool) -> None:
    """List the rules: number, title, whether there is a rule file, its status and examples."""
    folder = RulesFolder.load(paths.data("rules"))
    table = Table("rule", "title", "file", "examples", box=None)
    for entry in folder.catalogue.rules:
        file = folder.rulebook.rules.get(entry.number)
        if file is None and not every and not entry.incident_bearing:
            continue
        examples = f"{len(file.examples.match)} + {len(file.examples.no_match)}" if file else ""
        table.add_row(str(entry.number), entry.title, file.status.value if file else "-", examples)
    Console().print(table)


@rules.command()
@click.argument("number", type=click.IntRange(1, 161))
def show(number: int) -> None:
    """Show one rule: what the catalogue holds and how the rule file grades it."""
    folder = RulesFolder.load(paths.data("rules"))
    catalogue: Catalogue = folder.catalogue
    shown: dict[str, object] = {"catalogue": catalogue.rule(number).model_dump(mode="json", exclude_none=True)}
    if file := folder.rulebook.rules.get(number):
        shown["rule_file"] = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    else:
        shown["rule_file"] = None
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False))


@rules.command()
@click.argument("numbers", type=click.IntRange(1, 161), nargs=-1)
@click.option("--verbose", "-v", is_flag=True, help="Also the examples that pass.")
def test(numbers: tuple[int, ...], verbose: bool) -> None:
    """Run the examples of the rule files (all, or those of NUMBERS). Exit code 1 where one fails."""
    folder = RulesFolder.load(paths.data("rules"))
    counts: Counter[str] = Counter()
    for result in run_examples(folder.rulebook, folder.reader(), folder.engine(), frozenset(numbers)):
        kind = "todo" if result.group == "todo" else "failed" if result.faults else "passed"
        counts[kind] += 1
        if kind == "failed" or verbose:
            click.echo(f"{kind} rule {result.rule} {result.group}: {result.example.text[:100]!r}")
            for fault in result.faults:
                click.echo(f"    {fault}")
    click.echo(
        f"rules {len(numbers or folder.rulebook.rules)}: {counts['passed']} passed, {counts['failed']} failed, {counts['todo']} todo"
    )
    sys.exit(1 if counts["failed"] else 0)


@rules.command()
def report() -> None:
    """Report per rule: elements, examples, what it yields to, and todo examples that now pass."""
    folder = RulesFolder.load(paths.data("rules"))
    passing = Counter(
        r.rule
        for r in run_examples(folder.rulebook, folder.reader(), folder.engine())
        if r.group == "todo" and not r.faults
    )
    table = Table(
        "rule", "title", "status", "elements", "defeaters", "match", "no match", "todo", "todo passing", box=None
    )
    for number, file in folder.rulebook.rules.items():
        examples = file.examples
        table.add_row(
            str(number), folder.catalogue.rule(number).title[:48], file.status.value, ", ".join(file.elements), str(len(file.defeated_by)),
            str(len(examples.match)), str(len(examples.no_match)), str(len(examples.todo)), str(passing[number] or ""),
        )  # fmt: skip
    Console(width=160).print(table)
    missing = sorted(folder.catalogue.incident_bearing - set(folder.rulebook.rules))
    click.echo(
        f"{len(folder.rulebook.rules)} rule files; incident-bearing rules without a file: {len(missing)}: {missing}"
    )
