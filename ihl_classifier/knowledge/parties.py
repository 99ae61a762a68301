"""The registry of armed actors: who is meant by a name, for a country and a date. Ambiguity stays unlinked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from ihl_classifier.knowledge.countries import Countries, CountryLike
from ihl_classifier.knowledge.folding import fold, without_article
from ihl_classifier.knowledge.period import ALWAYS, DateLike, PartialDate, Period, period, span
from ihl_classifier.knowledge.provenance import Inherited, Sourced, Sources
from ihl_classifier.knowledge.yaml_files import Loaded, StrictModel, nearest, read_folder, read_model
from ihl_classifier.schema.terms import Link, PartyKind

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,}(?:-[a-z0-9]+)+$")]
_ACRONYM = re.compile(r"^(?=(?:[^A-Z0-9]*[A-Z0-9]){2})[A-Za-z0-9]{2,5}(?:[-/][A-Za-z0-9]{1,4})?$")


class UnknownParty(KeyError):
    """No party has this id; the message names the nearest."""


class _Dated(Inherited):
    """A fact that held from one day to another."""

    from_: PartialDate | None = Field(default=None, alias="from")
    to: PartialDate | None = None

    @property
    def days(self) -> Period:
        """Return the days it held; an end not told is open."""
        return span(self.from_, self.to)


class Name(StrictModel):
    """What the party is called; both forms are aliases too."""

    en: str
    fr: str = ""


class Alias(_Dated):
    """Another name. `countries`, `from` and `to` are its gates: outside them it names someone else, or nobody."""

    text: Annotated[str, StringConstraints(min_length=2)]
    lang: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] = "en"
    countries: tuple[str, ...] = ()


class Adjectives(_Dated):
    """What the party's country makes of a name ("Malian", "malien"/"malienne"); `_templates.yaml` forms the names.

    `without` leaves out templates that would name someone else. Gates are as on an alias.
    """

    en: tuple[str, ...] = ()
    fr: Annotated[tuple[str, ...], Field(max_length=2)] = ()
    countries: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


class Active(_Dated):
    """When the party existed, or acted where it is registered."""


class Tie(_Dated):
    """A tie to another party of the registry: a parent, or what it came from (then `from` is when)."""

    party: Slug


class Attribute(Inherited):
    """What sources say of the party's side or ideology. Never a kind, never shown without its source."""

    value: str


class Commitment(_Dated):
    """A treaty or undertaking that binds the party."""

    text: str


class Party(Sourced):
    """An armed actor or named person. Ids never change meaning."""

    id: Slug
    name: Name
    kind: PartyKind
    countries: tuple[str, ...] = ()
    active: Active = Active()
    parents: tuple[Tie, ...] = ()
    predecessors: tuple[Tie, ...] = ()
    side: Attribute | None = None
    ideology: Attribute | None = None
    commitments: tuple[Commitment, ...] = ()
    adjectives: Adjectives | None = None
    aliases: tuple[Alias, ...] = ()
    note: str = ""


class _PartyFile(StrictModel):
    parties: tuple[Party, ...]


class _Forms(StrictModel):
    en: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()


class _TemplateFile(StrictModel):
    templates: dict[PartyKind, _Forms]


@dataclass(frozen=True, slots=True)
class Gates:
    """Where and when an alias names its party.

    `hard`: the gates were written on the alias. Soft gates are the party's own countries; they only keep an acronym
    from being linked in another country. `acronym` also tells a matcher to heed capitals.
    """

    countries: frozenset[str] = frozenset()
    days: Period = ALWAYS
    hard: bool = False
    acronym: bool = False

    def admits(self, countries: frozenset[str], days: Period | None) -> bool | None:
        """Return whether the alias holds there and then: yes, no, or None where that cannot be told."""
        elsewhere = bool(self.countries and countries) and not countries & self.countries
        if not self.hard:
            return None if elsewhere and self.acronym else True
        if elsewhere or (days is not None and not days.overlaps(self.days)):
            return False
        told = (not self.countries or bool(countries)) and (self.days.open_both or days is not None)
        return True if told else None


@dataclass(frozen=True, slots=True)
class FindResult:
    """Whom a name means. `link` is None where it names nobody or may name several; `options` are all it may name."""

    link: Party | None
    options: tuple[Party, ...]
    how: Link | None = None
    """`named` where the name is the party's own, `alias` otherwise; None where nothing is linked."""


class PartyRegistry:
    """All parties, read-only and safe to share between threads."""

    def __init__(
        self,
        parties: tuple[Party, ...],
        sources: Sources,
        countries: Countries,
        forms: dict[PartyKind, _Forms] | None = None,
    ) -> None:
        self.parties = parties
        self.sources = sources
        self.countries = countries
        self._by_id = {party.id: party for party in parties}
        self._names = {
            party.id: tuple(_names(party, (forms or {}).get(party.kind, _Forms()), countries)) for party in parties
        }
        self._index: dict[str, list[_Entry]] = {}
        for party in parties:
            for text, gates, link in self._names[party.id]:
                self._index.setdefault(fold(text), []).append(_Entry(party, gates, link))

    @classmethod
    def load(cls, root: Path) -> PartyRegistry:
        """Return the registry under the rules folder `root` (`parties/*.yaml`).

        Raises:
            ConfigError: a fault in a file, an id that stands twice, or a name of a party, country or source unknown.
        """
        folder = root / "parties"
        countries, sources = Countries.load(root), Sources.load(folder)
        files = read_folder(folder, _PartyFile)
        _check(files, countries)
        for loaded in files:
            sources.check(loaded)
        forms = read_model(folder / "_templates.yaml", _TemplateFile).model.templates
        return cls(tuple(party for loaded in files for party in loaded.model.parties), sources, countries, forms)

    def __contains__(self, party_id: object) -> bool:
        return party_id in self._by_id

    def party(self, party_id: str) -> Party:
        """Return the party with this id; UnknownParty, with the nearest id, where there is none."""
        try:
            return self._by_id[party_id]
        except KeyError:
            raise UnknownParty(f"no party {party_id!r}; {nearest(party_id, self._by_id)}") from None

    def find(self, text: str, country: CountryLike | None = None, date: DateLike | None = None) -> FindResult:
        """Return whom the whole of `text` names, there and then.

        The match is exact but for case, accents, hyphens, British or American spelling and a leading article. A gated
        alias links only where the country and the date are known to be inside its gates; where they are not known its
        party is an option. An alias gated to this country and date counts before ungated ones. Where the name may
        still mean several, nobody is linked. ValueError where the date is no ISO date.
        """
        folded = fold(text)
        entries = self._index.get(folded) or self._index.get(without_article(folded)) or []
        codes = self.countries.codes(country)
        days = None if date is None else period(date)
        answers = [(entry, entry.gates.admits(codes, days)) for entry in entries]
        admitted = [(entry, answer) for entry, answer in answers if answer is not False]
        if any(entry.gates.hard and answer for entry, answer in admitted):
            admitted = [(entry, answer) for entry, answer in admitted if entry.gates.hard]
        options = tuple({entry.party.id: entry.party for entry, _ in admitted}.values())
        sure = [entry.link for entry, answer in admitted if answer]
        if len(options) == 1 and sure:
            return FindResult(options[0], options, Link.NAMED if Link.NAMED in sure else Link.ALIAS)
        return FindResult(None, options)

    def suggest(self, text: str, n: int = 5) -> tuple[Party, ...]:
        """Return up to `n` parties whose names look like `text`, nearest first: to show, never to link."""
        close = difflib.get_close_matches(fold(text), self._index, n=4 * n, cutoff=0.6)
        found = {entry.party.id: entry.party for name in close for entry in self._index[name]}
        return tuple(found.values())[:n]

    def aliases(self) -> Iterator[tuple[str, str, Gates]]:
        """Yield every name as written, the id it may mean, and its gates: what the gazetteer matcher loads."""
        for party_id, names in self._names.items():
            for text, gates in dict.fromkeys((text, gates) for text, gates, _ in names):
                yield text, party_id, gates

    def lineage(self, party_id: str, days: Period | None = None) -> tuple[str, ...]:
        """Return the party's id and the ids it belongs under, nearest first, by the ties that held then (or ever)."""
        found = [party_id]
        for current in found:
            if current in self._by_id:
                ties = (tie for tie in self._by_id[current].parents if days is None or tie.days.overlaps(days))
                found += [tie.party for tie in ties if tie.party not in found]
        return tuple(found)

    def members(self, party_id: str) -> tuple[tuple[Party, Tie], ...]:
        """Return the parties directly under this one, each with its dated tie."""
        return tuple((p, tie) for p in self.parties for tie in p.parents if tie.party == party_id)

    def successors(self, party_id: str) -> tuple[tuple[Party, Tie], ...]:
        """Return the parties that came from this one, each with the tie whose `from` is when."""
        return tuple((p, tie) for p in self.parties for tie in p.predecessors if tie.party == party_id)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One party that a name may mean."""

    party: Party
    gates: Gates
    link: Link


def _names(party: Party, forms: _Forms, countries: Countries) -> Iterator[tuple[str, Gates, Link]]:
    own = frozenset(party.countries)
    for text in filter(None, (party.name.en, party.name.fr)):
        yield text, Gates(own, acronym=_is_acronym(text)), Link.NAMED
    for alias in party.aliases:
        yield alias.text, _gates(alias, own, alias.text), Link.ALIAS
    if party.adjectives:
        home = countries.names[party.countries[0]][0] if party.countries else ""
        for text in _formed(party.adjectives, forms, home):
            yield text, _gates(party.adjectives, own, text), Link.ALIAS


def _gates(written: Alias | Adjectives, own: frozenset[str], text: str) -> Gates:
    hard = bool(written.countries) or not written.days.open_both
    return Gates(frozenset(written.countries) if hard else own, written.days, hard, _is_acronym(text))


def _is_acronym(text: str) -> bool:
    return _ACRONYM.match(text) is not None


def _formed(adjectives: Adjectives, forms: _Forms, home: str) -> Iterator[str]:
    for form in forms.en:
        if form not in adjectives.without:
            yield from dict.fromkeys(form.format(adj=adjective, country=home) for adjective in adjectives.en)
    if adjectives.fr:
        masculine, feminine = adjectives.fr[0], adjectives.fr[-1]
        plural = masculine if masculine[-1] in "sx" else f"{masculine}s"
        words = {"m": masculine, "f": feminine, "ms": plural, "fs": f"{feminine}s"}
        yield from (form.format(**words) for form in forms.fr if form not in adjectives.without)


def _check(files: tuple[Loaded[_PartyFile], ...], countries: Countries) -> None:
    """Raise ConfigError for ids that stand twice and for ids and countries that do not exist."""
    ids: dict[str, Path] = {}
    for loaded in files:
        for index, party in enumerate(loaded.model.parties):
            if party.id in ids:
                at = ("parties", index, "id")
                raise loaded.file.error(at, f"the id {party.id!r} stands twice", f"also in {ids[party.id].name}")
            ids[party.id] = loaded.file.path
    for loaded in files:
        for index, party in enumerate(loaded.model.parties):
            at_party: tuple[Any, ...] = ("parties", index)
            for where, used in (("parents", party.parents), ("predecessors", party.predecessors)):
                for position, tie in enumerate(used):
                    if tie.party not in ids or tie.party == party.id:
                        key = (*at_party, where, position, "party")
                        raise loaded.file.error(key, f"no other party {tie.party!r}", nearest(tie.party, ids))
            alias_codes = {code for alias in party.aliases for code in alias.countries}
            for code in sorted({*party.countries, *alias_codes}):
                if not countries.known(code):
                    raise loaded.file.error(at_party, f"no country {code!r}", nearest(code, countries.names))
