"""The whole journey of one text, from words to a labelled incident."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ihl_classifier import paths
from ihl_classifier.candidates import CandidateMaker
from ihl_classifier.evidence import example_of
from ihl_classifier.language.reader import Reader
from ihl_classifier.language.reading import ActRead, Reading
from ihl_classifier.language.when import read_when
from ihl_classifier.learning import example as learning_example
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.learning.prediction import Prediction
from ihl_classifier.reading.countries import prevailing_country
from ihl_classifier.reasoning.applicability import ApplicableLaw, Basis, applicable_law
from ihl_classifier.reasoning.engine import Engine, RuleTrace
from ihl_classifier.rules_folder import RulesFolder
from ihl_classifier.schema import act as contract
from ihl_classifier.schema.actors import Party
from ihl_classifier.schema.answer import Caution, LabelledIncident, ModelInfo
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.terms import Band, Role, Stance
from ihl_classifier.settings import Settings


@dataclass(frozen=True, slots=True)
class Read:
    """One incident as read and reasoned over, before judgement."""

    incident: Incident
    reading: Reading
    traces: dict[int, RuleTrace]
    when: str | None
    where: str | None
    cautions: tuple[Caution, ...]


class IncidentReader:
    """The language and reasoning floors as one step. One a thread."""

    def __init__(self, rules: RulesFolder, engine: Engine) -> None:
        self.rules = rules
        self.engine = engine
        self._reader: Reader = rules.reader()

    def read(self, incidents: Sequence[Incident]) -> list[Read]:
        """Return the incidents as read, in order: what each text says and what every rule makes of it."""
        settings = [self._setting(incident) for incident in incidents]
        texts = [(i.text, where, when) for i, (when, where, _) in zip(incidents, settings, strict=True)]
        reads = []
        for incident, reading, (when, where, cautions) in zip(
            incidents, self._reader.read_many(texts), settings, strict=True
        ):
            if when is None and reading.facts.dates:
                when = f"{reading.facts.dates[0].start}/{reading.facts.dates[0].end}"
            traces = self.engine.run(reading)
            reads.append(Read(incident, reading, traces, when, where, (*reading.warnings, *cautions)))
        return reads

    def _setting(self, incident: Incident) -> tuple[str | None, str | None, list[Caution]]:
        """Return when and where the incident was, as told beside the text, and a caution for what cannot be read."""
        cautions: list[Caution] = []
        when = where = None
        if incident.date and incident.date.strip():
            when = read_when(incident.date)
            if when is None:
                cautions.append(Caution("date", "The date could not be read and was left out; write it as 2025-03-17."))
        if incident.country and incident.country.strip():
            if self.rules.registry.countries.codes(incident.country):
                where = incident.country
            else:
                cautions.append(Caution("country", "The country could not be read and was left out."))
        return when, where or prevailing_country(incident.text) or None, cautions


class Labeller:
    """Labels incidents. Not safe to share between threads: give each thread its own `sibling()`."""

    def __init__(self, rules: RulesFolder, engine: Engine, model: Model) -> None:
        self._rules = rules
        self._engine = engine
        self._model = model
        self._incidents = IncidentReader(rules, engine)
        self._candidates = CandidateMaker(rules)
        self.info = ModelInfo(model.version, rules.version)

    @classmethod
    def load(cls, settings: Settings | None = None) -> Labeller:
        """Return a labeller with the promoted or shipped model, the rules and the language pipeline loaded.

        Raises:
            IhlError: the rules do not parse, or the model is damaged, unsigned or of an unknown format.
        """
        settings = settings or Settings()
        with long_lived():
            rules = RulesFolder.load(paths.data("rules"))
            store = ModelStore(settings.data_dir)
            model = store.load_folder(Path(settings.model)) if settings.model else store.load()
            return cls(rules, rules.engine(), model)

    def sibling(self) -> Labeller:
        """Return a labeller with a language pipeline of its own; rules and matrices are shared, read-only."""
        with long_lived():
            return Labeller(self._rules, self._engine, self._model)

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the labelled incident."""
        return self.label_many([incident])[0]

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the labelled incidents, in input order; one matrix product for all of them."""
        reads = self._incidents.read(incidents)
        predictions = self._model.predict([example_of(read.reading, read.traces) for read in reads])
        return [self._answer(read, prediction) for read, prediction in zip(reads, predictions, strict=True)]

    def _answer(self, read: Read, prediction: Prediction) -> LabelledIncident:
        law = self._law(read)
        asked, everything = read.incident.explain, read.incident.include_unlikely
        shown = self._candidates.make(read.reading, read.traces, prediction, law, asked, everything)
        proposed = [c for c in shown if c.band is not Band.UNLIKELY]
        doers = {ref: c.stance for c in reversed(proposed) for ref in c.perpetrators}
        return LabelledIncident(
            id=read.incident.id,
            language=read.reading.language,
            text=read.incident.text,
            model=self.info,
            relevance=round(prediction.bears_any, 4),
            incident=read.reading.facts,
            parties=tuple(_with_role(party, doers) for party in read.reading.parties),
            affected=read.reading.affected,
            acts=_acts(read.reading),
            candidates=tuple(shown),
            applicable_law=law.as_answer(self._rules.conflicts),
            abstained_because=_abstention(read, prediction, bool(proposed)),
            warnings=read.cautions,
        )

    def _law(self, read: Read) -> ApplicableLaw:
        ids = [party.party_id for party in read.reading.parties if party.party_id]
        if not ids:
            return ApplicableLaw((), Basis.NONE, ("No party of the text is in the registry.",))
        return applicable_law(ids, read.when, read.where, self._rules.catalogue, self._rules.conflicts)


@contextmanager
def long_lived() -> Iterator[None]:
    """Keep what is made inside out of garbage collection: it lives as long as the process.

    Rules, lexicon and matrices are some million objects; walked over and over, they cost two fifths of a text's time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def load_reader() -> learning_example.Reader:
    """Return the function that turns incidents into examples for the learning floor."""
    with long_lived():
        rules = RulesFolder.load(paths.data("rules"))
        incidents = IncidentReader(rules, rules.engine())

    def read(batch: Sequence[Incident]) -> list[learning_example.Example]:
        return [example_of(found.reading, found.traces) for found in incidents.read(batch)]

    return read


def _with_role(party: Party, doers: Mapping[str, Stance]) -> Party:
    """Return the party as perpetrator, with the stance of the strongest candidate, where it does what one tells."""
    if party.ref not in doers:
        return party
    roles = (Role.PERPETRATOR, *(r for r in party.roles if r not in (Role.AGENT, Role.OTHER)))
    return replace(party, roles=roles, stance=doers[party.ref])


def _acts(reading: Reading) -> tuple[contract.Act, ...]:
    """Return the acts, one a trigger: of several concepts on the same words the widest words, then the narrowest concept."""
    chosen: list[ActRead] = []
    taken: set[int] = set()
    affected = {m.text.casefold(): a.ref for a in reversed(reading.affected) for m in a.mentions}
    for act in sorted(reading.acts, key=lambda a: (a.span.start - a.span.end, -len(a.up))):
        says = "harm" in act.up or (act.agents and act.patients)
        letters = range(act.span.start, act.span.end)
        if says and taken.isdisjoint(letters):
            taken.update(letters)
            chosen.append(act)
    return tuple(
        contract.Act(
            ref=act.ref,
            concept=act.concept,
            span=act.span,
            agents=tuple(contract.Participant(p.ref, p.span) for p in act.agents),
            patients=tuple(
                contract.Participant(p.ref or affected.get(p.span.text.casefold()), p.span) for p in act.patients
            ),
            means=tuple(p.span for p in act.means),
            stance=act.telling.stance,
            stance_source=act.telling.source,
            negated=act.telling.negated,
            confidence=act.confidence,
        )
        for act in sorted(chosen, key=lambda a: a.span)
    )


def _abstention(read: Read, prediction: Prediction, proposed: bool) -> str | None:
    """Return why the system does not propose anything although the text may bear a rule, or None."""
    if proposed:
        return None
    if read.reading.language not in ("en", "fr"):
        return "The language is not supported; candidates cannot be trusted."
    if prediction.bears_any >= 0.5:
        near = sorted(prediction.confidence.items(), key=lambda item: -item[1])[:3]
        names = ", ".join(f"Rule {rule} ({value:.2f})" for rule, value in near) or "none above 0.05"
        return f"The text reads like an incident, but no rule reaches its threshold; closest: {names}."
    return None
