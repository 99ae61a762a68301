"""`ihl corpus`: checks the labelled corpus, counts it, and tells how far its labellers agree."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import click

from ihl_classifier import paths
from ihl_classifier.knowledge.lexicon import Lexicon
from ihl_classifier.knowledge.rulebook import Rulebook, RuleFile
from ihl_classifier.learning.agreement import Agreement, agreement, read_labels
from ihl_classifier.learning.corpus import SPLITS, Problem, read_corpus
from ihl_classifier.learning.corpus_check import ElementIds, Elements, check_corpus
from ihl_classifier.learning.corpus_stats import CorpusStats, count_rows

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Output format.")
SHOWN = 200


@click.group()
def corpus() -> None:
    """Check the labelled corpus, count it, and tell how far labellers agree."""


@corpus.command()
@FORMAT
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings about spread too.")
def check(form: str, strict: bool) -> None:
    """Check every row and the corpus as a whole; exit code 1 where an error is found.

    Rows: schema, quotes in the text, duplicate ids, both grades, rules that are never labels, evidence. Corpus:
    near-duplicates, conflicts and writers shared by train and gold, words shared with the real text to measure on
    (only where that folder exists); and, as warnings, the spread: negatives, largest conflict, styles, lengths, common
    openings, rows a rule, share of the ten most frequent rules, near-misses of the frequent ones.
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


@corpus.command("agreement")
@FORMAT
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def agreement_command(form: str, files: tuple[Path, ...]) -> None:
    """Tell how far labellers agree: F1, Cohen's kappa and Krippendorff's alpha, over all and a rule.

    FILES hold one labeller's grades each, a JSON object a line: {"id": "...", "primary": [96], "secondary": [99]}.
    Without FILES: those of the gold rows, corpus/gold/labels/*.jsonl.
    """
    chosen = files or tuple(sorted((paths.data("corpus") / "gold" / "labels").glob("*.jsonl")))
    if len(chosen) < 2:
        raise click.UsageError("two files of labels or more are needed")
    try:
        labellings = {path.stem: read_labels(path) for path in chosen}
        pairs = [agreement((a, b), labellings[a], labellings[b]) for a, b in combinations(labellings, 2)]
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    if form == "json":
        click.echo(json.dumps([asdict(pair) for pair in pairs], indent=1))
        return
    for pair in pairs:
        _print_agreement(pair)


def _print_agreement(pair: Agreement) -> None:
    click.echo(f"{pair.labellers[0]} and {pair.labellers[1]}: {pair.rows} rows")
    click.echo(f"  F1 of primary labels {pair.strict_f1:.3f}, of labels of either grade {pair.lenient_f1:.3f}")
    click.echo(f"  same rules {pair.same_set:.1%}, same silence {pair.same_quiet:.1%}")
    click.echo(f"  kappa {_figure(pair.kappa)} (given or not), alpha {_figure(pair.alpha)} (ordinal, of the grades)")
    click.echo("  rule  rows    F1  kappa  alpha")
    for rule in sorted(pair.rules, key=lambda found: (-found.rows, found.rule)):
        click.echo(f"  {rule.rule:>4} {rule.rows:>5} {rule.f1:>5.2f} {_figure(rule.kappa):>6} {_figure(rule.alpha):>6}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


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
