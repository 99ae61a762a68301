"""`ihl parties`: shows and finds parties, and checks the registry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import click
from pydantic import BaseModel
from rich.console import Console
from rich.table import Table

from ihl_classifier import paths
from ihl_classifier.knowledge.conflicts import ConflictTable
from ihl_classifier.knowledge.parties import FindResult, Party, PartyRegistry, Tie, UnknownParty
from ihl_classifier.knowledge.provenance import Inherited
from ihl_classifier.knowledge.yaml_files import nearest
from ihl_classifier.schema.error import IhlError

UNCHECKED = "not checked yet"


@click.group()
def parties() -> None:
    """Show and find parties, and check the registry of armed actors."""


@parties.command()
@click.argument("party_id", metavar="ID")
def show(party_id: str) -> None:
    """Show one party: names and their gates, ties, commitments, and the source of each fact."""
    registry = PartyRegistry.load(paths.data("rules"))
    try:
        found = registry.party(party_id)
    except UnknownParty as error:
        near = nearest(party_id, (party.id for party in registry.parties))
        hint = f"{near} A name is looked up with: ihl parties find NAME".strip()
        raise IhlError("unknown_party", f"there is no party {party_id!r}", hint=hint) from error
    _print(_about(found, registry), _ties(found, registry), _commitments(found), _aliases(found))
    click.echo(f"sources: {_sources(found, registry) or UNCHECKED}")


@parties.command()
@click.argument("name")
@click.option("--country", help="Where: a name in English or French, or a two-letter code.")
@click.option("--date", help="When, as ISO text: a year, a month, a day, or two of these with a slash.")
def find(name: str, country: str | None, date: str | None) -> None:
    """Find whom NAME means, there and then.

    A name that may mean several parties is not linked. Parties that only look alike are listed as suggestions: the
    labeller never links them.
    """
    registry = PartyRegistry.load(paths.data("rules"))
    if country and not registry.countries.codes(country):
        raise click.BadParameter("no such country is known here", param_hint="--country")
    try:
        result = registry.find(name, country or None, date or None)
    except ValueError as error:
        form = "write it as 2012, 2012-04, 2012-04-02 or 2012-04-02/2013-01-29"
        raise click.BadParameter(form, param_hint="--date") from error
    click.echo(_said(result))
    if result.options:
        _print(_listed("may mean", result.options, registry))
        return
    if near := registry.suggest(name):
        _print(_listed("suggestions only: these look alike and are never linked", near, registry))


@parties.command()
def check() -> None:
    """Read the registry and the table of conflicts, and count what is in them; a fault stops with file and line."""
    root = paths.data("rules")
    registry = PartyRegistry.load(root)
    conflicts = ConflictTable.load(root, registry)
    unchecked = Counter(party.id for party in registry.parties for _ in _unchecked(party))
    table = Table("", "count", box=None, show_header=False)
    table.columns[1].justify = "right"
    for what, count in (
        ("parties", len(registry.parties)),
        ("aliases, as written", sum(len(party.aliases) for party in registry.parties)),
        ("names that are matched, forms included", sum(1 for _ in registry.aliases())),
        ("countries", len({code for party in registry.parties for code in party.countries})),
        ("facts of parties marked `verify`", unchecked.total()),
        ("parties with such a fact", len(unchecked)),
        ("conflicts", len(conflicts.conflicts)),
        ("facts of conflicts marked `verify`", sum(1 for one in conflicts.conflicts for _ in _unchecked(one))),
    ):
        table.add_row(what, str(count))
    _print(table)
    click.echo("the registry and the table of conflicts are well formed")


def _print(*tables: Table) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 160
    for table in tables:
        if table.row_count:
            console.print(table)


def _said(result: FindResult) -> str:
    if result.link is not None:
        how = "its own name" if result.how == "named" else "an alias"
        return f"linked: {result.link.id}  {result.link.name.en}  (by {how})"
    if len(result.options) == 1:
        return "not linked: the name has gates, and this country and date are not known to be inside them"
    if result.options:
        return f"not linked: the name may mean {len(result.options)} parties; a country or a date may decide"
    return "not linked: no party has this name there and then"


def _listed(title: str, found: Sequence[Party], registry: PartyRegistry) -> Table:
    table = Table("id", "name", "kind", "countries", "active", title=title, title_justify="left")
    for party in found:
        where, when = _countries(party.countries, registry), _days(party.active.from_, party.active.to)
        table.add_row(party.id, party.name.en, party.kind.value, where, when)
    return table


def _about(party: Party, registry: PartyRegistry) -> Table:
    table = Table(box=None, show_header=False, title=party.name.en, title_justify="left")
    rows = [
        ("id", party.id),
        ("French", party.name.fr),
        ("kind", party.kind.value),
        ("countries", _countries(party.countries, registry)),
        ("active", _days(party.active.from_, party.active.to)),
        ("side", f"{party.side.value}{_mark(party.side)}" if party.side else ""),
        ("ideology", f"{party.ideology.value}{_mark(party.ideology)}" if party.ideology else ""),
        ("note", party.note),
    ]
    for label, value in rows:
        if value:
            table.add_row(label, value)
    return table


def _ties(party: Party, registry: PartyRegistry) -> Table:
    table = Table("tie", "id", "name", "when", "rests on", title="ties", title_justify="left")
    ties: list[tuple[str, Party, Tie]] = [
        *(("belongs under", registry.party(tie.party), tie) for tie in party.parents),
        *(("came from", registry.party(tie.party), tie) for tie in party.predecessors),
        *(("has under it", other, tie) for other, tie in registry.members(party.id)),
        *(("was followed by", other, tie) for other, tie in registry.successors(party.id)),
    ]
    for label, other, tie in ties:
        table.add_row(label, other.id, other.name.en, _days(tie.from_, tie.to), _rests(tie))
    return table


def _commitments(party: Party) -> Table:
    table = Table("commitment", "from", "rests on", title="commitments", title_justify="left")
    for one in party.commitments:
        table.add_row(one.text, _days(one.from_, one.to), _rests(one))
    return table


def _aliases(party: Party) -> Table:
    """Return the names; an empty gate admits any country or date."""
    table = Table("alias", "language", "only in", "only when", "rests on", title="names", title_justify="left")
    if adjectives := party.adjectives:
        words = ", ".join((*adjectives.en, *adjectives.fr))
        gate = " ".join(adjectives.countries)
        table.add_row(f"formed with: {words}", "", gate, _days(adjectives.from_, adjectives.to), _rests(adjectives))
    for alias in party.aliases:
        gate = " ".join(alias.countries)
        table.add_row(alias.text, alias.lang, gate, _days(alias.from_, alias.to), _rests(alias))
    return table


def _rests(fact: Inherited) -> str:
    return UNCHECKED if fact.verify else ", ".join(fact.source) or "as the party"


def _mark(fact: Inherited) -> str:
    return f" ({_rests(fact)})"


def _days(start: str | None, end: str | None) -> str:
    if start is None and end is None:
        return ""
    return f"{start or '...'} to {end or '...'}"


def _countries(codes: Sequence[str], registry: PartyRegistry) -> str:
    return ", ".join(registry.countries.names[code][0] for code in codes)


def _sources(party: Party, registry: PartyRegistry) -> str:
    keys = dict.fromkeys(key for fact in _facts(party) for key in fact.source)
    return registry.sources.cite(tuple(keys))


def _unchecked(record: BaseModel) -> Iterator[Inherited]:
    return (fact for fact in _facts(record) if fact.verify)


def _facts(record: object) -> Iterator[Inherited]:
    """Yield the record and every part of it that may bear a source of its own."""
    if isinstance(record, tuple):
        for item in record:
            yield from _facts(item)
    elif isinstance(record, BaseModel):
        if isinstance(record, Inherited):
            yield record
        for name in type(record).model_fields:
            yield from _facts(getattr(record, name))
