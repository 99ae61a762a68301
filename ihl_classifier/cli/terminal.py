"""The readable view of an answer: the text with its evidence, who, what, and the candidates one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ihl_classifier.exchange.output import STANDING_LINE
from ihl_classifier.exchange.table import proposed
from ihl_classifier.schema.act import Act, Participant
from ihl_classifier.schema.actors import Affected, Party
from ihl_classifier.schema.answer import LabelledIncident
from ihl_classifier.schema.candidate import Candidate, Defeater, Element
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Stance, State

FAMILY_STYLES = (
    (24, "bold red"), (45, "bold cyan"), (69, "bold yellow"), (86, "bold magenta"), (105, "bold bright_red"),
    (128, "bold green"), (138, "bold blue"), (161, "bold white"),
)  # fmt: skip
"""Last rule of each family (distinction; protected persons and objects; methods; weapons; guarantees; combatants,
detained and dead; displaced and vulnerable; implementation) and how its evidence is shown."""

_BAND_STYLES = {Band.LIKELY: "bold", Band.POSSIBLE: "", Band.UNLIKELY: "dim"}
_STATE_STYLES = {State.MET: "green", State.OPEN: "yellow", State.DEFEATED: "red"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_WIDE = 100


def console_for(stream: object, width: int | None = None) -> Console:
    """Return a console on the stream: coloured on a terminal, plain elsewhere and with NO_COLOR."""
    console = Console(file=stream, highlight=False, markup=False, emoji=False, width=width)  # type: ignore[arg-type]
    if width is None and (not console.is_terminal or console.width > _WIDE):
        console.width = _WIDE
    return console


def show(console: Console, answer: LabelledIncident, *, explain: bool = False) -> None:
    """Print one answer; with `explain` also how each confidence came about, the law and the neighbours."""
    view = _View(console, answer, explain=explain)
    if not view.plain:
        for part in view.parts():
            console.print(part)
        return
    with console.capture() as captured:
        for part in view.parts():
            console.print(part)
    console.file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


class _View:
    """One answer on one console."""

    def __init__(self, console: Console, answer: LabelledIncident, *, explain: bool) -> None:
        self.answer, self.explain = answer, explain
        self.plain = console.color_system is None or console.no_color
        unicode = (console.encoding or "").lower().startswith("utf")
        self.arrow, self.full, self.empty = ("→", "█", "░") if unicode else ("->", "#", ".")
        self.left, self.right = ("“", "”") if unicode else ('"', '"')
        self.proposed = proposed(answer)

    def parts(self) -> Iterable[RenderableType]:
        """Yield the parts of the view from top to bottom."""
        yield self._head()
        yield Padding(self._text(), (1, 2))
        people = [*map(self._party, self.answer.parties), *map(self._harmed, self.answer.affected)]
        yield from self._section("who", people)
        yield from self._section("what happened", [self._act(act) for act in self.answer.acts])
        yield Text(STANDING_LINE, style="bold reverse" if not self.plain else "")
        if self.answer.abstained_because:
            yield Padding(Text(f"abstained: {clean(self.answer.abstained_because)}", style="yellow"), (0, 2))
        elif not self.proposed:
            yield Padding(Text("no candidate"), (0, 2))
        for candidate in self.proposed:
            yield from self._candidate(candidate)
        others = [one for one in self.answer.candidates if one not in self.proposed]
        if others:
            yield Text("not proposed", style="bold")
        for candidate in others:
            yield from self._candidate(candidate)
        for caution in self.answer.warnings:
            yield Padding(Text(f"! {clean(caution.message)}", style="yellow"), (0, 2))

    def _head(self) -> Text:
        facts = self.answer.incident
        days = [day.start if day.start == day.end else f"{day.start}/{day.end}" for day in facts.dates]
        told = [self.answer.id or "", self.answer.language, f"relevant {self.answer.relevance:.2f}", *days[:2]]
        told.extend(dict.fromkeys(place.name for place in facts.places[:3]))
        return Text(clean("  ".join(part for part in told if part)), style="dim")

    def _text(self) -> Text:
        """Return the text with the words that speak for the candidates marked, each in its rule family's style."""
        text, marks = clean(self.answer.text), _evidence(self.proposed)
        if not self.plain:
            shown = Text(text)
            for span, rule in marks:
                shown.stylize(f"{style_of(rule)} underline", span.start, span.end)
            return shown
        shown, position = Text(), 0
        for span, _ in marks:
            shown.append(f"{text[position : span.start]}[{text[span.start : span.end]}]")
            position = span.end
        return shown.append(text[position:])

    def _section(self, title: str, rows: Sequence[tuple[str, ...]]) -> Iterable[RenderableType]:
        if not rows:
            return
        yield Text(title, style="bold")
        grid = Table.grid(padding=(0, 2), expand=False)
        for row in rows:
            grid.add_row(*(Text(clean(cell)) for cell in row))
        yield Padding(grid, (0, 0, 1, 2))

    def _party(self, party: Party) -> tuple[str, ...]:
        roles = ", ".join(party.roles) or "no role told"
        return party.name, _words(party.kind), roles + (f" ({party.mode})" if party.mode else ""), _stance(party.stance)

    def _harmed(self, one: Affected) -> tuple[str, ...]:
        words = one.mentions[0].text if one.mentions else _words(one.kind)
        status = "" if one.status == "unknown" else _words(one.status)
        about = ", ".join(part for part in (status, *one.attributes) if part)
        return words, _words(one.kind), one.role + (f" ({about})" if about else ""), ""

    def _act(self, act: Act) -> tuple[str, ...]:
        who = self._people(act.agents) or "doer not told"
        whom = self._people(act.patients) or "not told"
        verb = f"not {_words(act.concept)}" if act.negated else _words(act.concept)
        said = _stance(act.stance) + (f" by {act.stance_source}" if act.stance_source else "")
        return f"{who} {self.arrow} {verb} {self.arrow} {whom}", said

    def _people(self, people: Sequence[Participant]) -> str:
        """Return the words of agents or patients, with the party meant where the words do not name it."""
        names = {party.ref: party.name for party in self.answer.parties}
        shown = []
        for one in people:
            meant = names.get(one.ref or "", "")
            known = not meant or meant.casefold() in one.span.text.casefold()
            shown.append(one.span.text if known else f"{one.span.text} (= {meant})")
        return ", ".join(shown)

    def _candidate(self, one: Candidate) -> Iterable[RenderableType]:
        filled = round(10 * one.confidence)
        head = Text()
        head.append(f"{one.rule:>4}  ", style=style_of(one.rule) if not self.plain else "")
        head.append(clean(one.title), style=_BAND_STYLES[one.band])
        head.append(f"  {one.grade.value if one.grade else 'no grade'}  ")
        head.append(f"{self.full * filled}{self.empty * (10 - filled)} {one.confidence:.2f} {one.band.value}")
        if one.stance is not Stance.ASSERTED:
            head.append(f"  {one.stance.value}")
        yield head
        grid = Table.grid(padding=(0, 2))
        grid.add_column(width=9)
        grid.add_column()
        for label, style, content in self._lines(one):
            grid.add_row(Text(label, style=style), Text(clean(content)))
        yield Padding(grid, (0, 0, 1, 6))

    def _lines(self, one: Candidate) -> Iterable[tuple[str, str, str]]:
        """Yield what is told below a candidate: a label, its style, the words."""
        names = {party.ref: party.name for party in self.answer.parties}
        if one.perpetrators:
            yield "by", "", ", ".join(names.get(ref, ref) for ref in one.perpetrators)
        for element in sorted(one.elements, key=lambda each: list(State).index(each.state)):
            yield element.state.value, _STATE_STYLES[element.state], self._quoted(element)
        for defeater in one.defeaters:
            label = "against" if defeater.state is State.MET else "would be"
            if defeater.state is State.MET or self.explain:
                yield label, "red", self._quoted(defeater)
        for contested in one.contested:
            yield "contested", "yellow", contested.text
        for question in one.ask:
            yield "ask", "cyan", question
        if self.explain:
            yield from self._reasons(one)

    def _reasons(self, one: Candidate) -> Iterable[tuple[str, str, str]]:
        engine, classifier = (
            "silent" if score is None else f"{score:.2f}" for score in (one.scores.rule_engine, one.scores.classifier)
        )
        yield "scores", "dim", f"rule engine {engine}, classifier {classifier}"
        if one.ledger:
            yield "ledger", "dim", "; ".join(f"{entry.term} {entry.log_odds:+.2f}" for entry in one.ledger)
        yield "law", "dim", f"custom {one.law.custom}, treaty {one.law.treaty}, ICC {one.law.icc}"
        for neighbour in one.neighbours:
            yield "not", "dim", f"{neighbour.rule}: {neighbour.text}"
        if one.related:
            yield "related", "dim", ", ".join(map(str, one.related))
        if one.explanation:
            yield "why", "dim", one.explanation

    def _quoted(self, part: Element | Defeater) -> str:
        quotes = ", ".join(f"{self.left}{span.text}{self.right}" for span in part.evidence)
        return f"{_words(part.id)}  {quotes}" if quotes else _words(part.id)


def style_of(rule: int) -> str:
    """Return how the evidence of a rule is shown, by its family."""
    return next(style for last, style in FAMILY_STYLES if rule <= last)


def clean(text: str) -> str:
    """Return the text with each control character replaced by one visible sign, so that no terminal obeys it."""
    return _CONTROL.sub("�", text)


def _evidence(candidates: Sequence[Candidate]) -> list[tuple[Span, int]]:
    """Return the spans that speak for the candidates in order, without overlap; the better candidate's go first."""
    taken: list[tuple[Span, int]] = []
    for one in candidates:
        for element in one.elements:
            for span in element.evidence if element.state is State.MET else ():
                if all(span.end <= other.start or other.end <= span.start for other, _ in taken):
                    taken.append((span, one.rule))
    return sorted(taken)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _stance(stance: Stance) -> str:
    return "" if stance is Stance.ASSERTED else stance.value
