"""`ihl corpus`: checks the labelled corpus and counts it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from ihl_classifier import paths
from ihl_classifier.knowledge.lexicon import Lexicon
from ihl_classifier.knowledge.rulebook import Rulebook, RuleFile
from ihl_classifier.learning.corpus import SPLITS, Problem, read_corpus
from ihl_classifier.learning.corpus_check import ElementIds, Elements, check_corpus
from ihl_classifier.learning.corpus_stats import CorpusStats, count_rows

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
SHOWN = 200


@click.group()
def corpus() -> None:
    """Check the labelled corpus and count it."""


@corpus.command()
@FORMAT
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings about spread too.")
def check(form: str, strict: bool) -> None:
    """Check every row and the corpus as a whole; exit code 1 where an error is found.

    Rows: schema, quotes in the text, duplicate ids, both grades, rules that are never labels, evidence. Corpus:
    near-duplicates, conflicts shared by train and gold, words shared with the real text to measure on (only where
    that folder exists), share of negatives, largest conflict, styles, lengths, common openings.
    """
    found = check_corpus(read_corpus(), real=_real(), elements=_elements())
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        _list("error", found.errors)
        _list("warning", found.warnings)
        click.echo(f"{found.rows} rows, {len(found.errors)} errors, {len(found.warnings)} warnings")
    if found.errors or (strict and found.warnings):
        sys.exit(1)


@corpus.command()
@FORMAT
def stats(form: str) -> None:
    """Count rows, labels, conflicts, styles, languages and openings, for train and gold."""
    read = read_corpus()
    counted = {split: count_rows([s for s in read.rows if s.split == split]) for split in SPLITS}
    if form == "json":
        click.echo(json.dumps({name: asdict(one) for name, one in counted.items()}, ensure_ascii=False, indent=1))
        return
    for name, one in counted.items():
        if one.rows:
            _print_stats(name, one)
    if read.problems:
        click.echo(f"{len(read.problems)} problems kept rows from being read; `ihl corpus check` lists them", err=True)


def _real() -> Path | None:
    folder = paths.CHECKOUT.parent / "shared" / "real"
    return folder if folder.is_dir() else None


def _elements() -> Elements:
    root = paths.data("rules")
    rules = Rulebook.load(root, Lexicon.load(root)).rules
    return {number: _element_ids(rule) for number, rule in rules.items()}


def _element_ids(rule: RuleFile) -> ElementIds:
    parts = (rule.primary, *rule.primary.all, *rule.primary.together)
    return ElementIds(frozenset(rule.elements), frozenset(part.element for part in parts if part.element))


def _list(kind: str, problems: tuple[Problem, ...]) -> None:
    for problem in problems[:SHOWN]:
        click.echo(f"{problem.where}: {kind}: {problem.message}")
    if len(problems) > SHOWN:
        click.echo(f"... and {len(problems) - SHOWN} more of kind {kind}; --format json lists all")


def _print_stats(name: str, found: CorpusStats) -> None:
    click.echo(
        f"{name}: {found.rows} rows, {found.negatives / found.rows:.1%} without a label, {found.invented} invented"
    )
    low, median, high = found.words
    click.echo(f"  words a text: {low} to {high}, median {median}")
    for least in (30, 15, 8, 4):
        click.echo(f"  rules with {least} positives or more: {_at_least(found, least)}")
    click.echo(f"  the ten most frequent rules hold {found.top_ten_share:.0%} of the labels")
    tables = (("conflicts", found.conflicts), ("styles", found.styles), ("languages", found.languages))
    for title, table in (*tables, ("batches", found.batches), ("shared openings", found.openings)):
        click.echo(f"  {title} ({len(table)}): " + ", ".join(f"{key} {n}" for key, n in list(table.items())[:15]))
    click.echo("  rule: primary + secondary")
    rules = sorted(found.primary.keys() | found.secondary.keys())
    cells = [f"{rule}: {found.primary.get(rule, 0)}+{found.secondary.get(rule, 0)}" for rule in rules]
    for start in range(0, len(cells), 10):
        click.echo("    " + "".join(f"{cell:<12}" for cell in cells[start : start + 10]).rstrip())


def _at_least(found: CorpusStats, least: int) -> int:
    rules = found.primary.keys() | found.secondary.keys()
    return sum(found.primary.get(rule, 0) + found.secondary.get(rule, 0) >= least for rule in rules)
