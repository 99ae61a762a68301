"""Dates, casualties, means, objects and places told in a text."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from ihl_classifier.knowledge.period import period
from ihl_classifier.language.numbers import bounded
from ihl_classifier.language.reading import ActRead, Mention
from ihl_classifier.reading.countries import countries_in
from ihl_classifier.reading.dates import read_date
from ihl_classifier.schema.facts import Casualties, DateFact, Facts, Place, Thing
from ihl_classifier.schema.span import Span

CASUALTY_KINDS = {
    "kill": "killed",
    "injure": "injured",
    "abduct": "abducted",
    "detain": "detained",
    "displace": "displaced",
    "flee": "displaced",
}
PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|around|outside|from|of|to|village of|town of|city of|à|au|dans|près de|vers)\s+(?:the\s+)?"
    r"((?:[A-ZÀ-Þ][\w’'-]+)(?:[ -][A-ZÀ-Þ][\w’'-]+){0,3})"
)
NOT_PLACES = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday "
    "friday saturday sunday god allah ramadan islam i the a an his her their".split()
)


def read_dates(text: str) -> tuple[DateFact, ...]:
    """Return the dates told with a year."""
    found: list[DateFact] = []
    position = 0
    for match in re.finditer(r"\b[\wÀ-ÿ]", text):
        start = match.start()
        if start < position:
            continue
        read = read_date(text, start)
        if read is None or not read.iso:
            continue
        days = period(read.iso)
        if len(read.iso) > 4 or re.search(
            r"\b(?:in|en|of|since|during|from)\s+$", text[max(0, start - 8) : start], re.I
        ):
            found.append(DateFact(days.first.isoformat(), days.last.isoformat(), Span.of(text, start, read.end)))
        position = read.end
    return tuple(found)


def read_casualties(doc: Doc, acts: tuple[ActRead, ...]) -> tuple[Casualties, ...]:
    """Return the counts of persons that acts harmed."""
    words = [token.norm_ for token in doc]
    found: dict[tuple[str, int], Casualties] = {}
    for act in acts:
        kind = next((k for concept, k in CASUALTY_KINDS.items() if concept in act.up), "")
        if not kind or not act.telling.told:
            continue
        for patient in act.patients:
            if patient.concepts and not patient.concepts & {"person", "armed_actor", "dead_body"}:
                continue
            start, end = patient.tokens
            for index in range(start, end):
                bounds = bounded(words, index)
                if bounds is None or _age(words, index):
                    continue
                low, high = bounds
                who = doc[index + 1 : end].text if index + 1 < end else "people"
                found.setdefault((kind, index), Casualties(kind, low, high, who, act.telling.source, patient.span))
                break
    return tuple(found.values())


def _age(words: list[str], index: int) -> bool:
    return (
        index + 1 < len(words) and words[index + 1] in ("-", "year", "years", "ans", "km", "kilometres", "%", "percent")
    ) or (index > 0 and words[index - 1] in ("aged", "age", "ages", "âgé", "age de"))


def read_places(text: str) -> tuple[Place, ...]:
    """Return places by the words before them and by country names; no geocoding."""
    found: dict[str, Place] = {}
    for match in PLACE_BEFORE.finditer(text):
        name = match[1]
        if name.split()[0].casefold() not in NOT_PLACES:
            country = next(iter(countries_in(name)), "")
            found.setdefault(name, Place(name, Span.of(text, match.start(1), match.end(1)), country))
    return tuple(found.values())


def read_facts(text: str, doc: Doc, mentions: tuple[Mention, ...], acts: tuple[ActRead, ...]) -> Facts:
    """Return all facts of a text."""
    things: dict[str, dict[tuple[int, int], Thing]] = {"weapon": {}, "thing": {}}
    for mention in mentions:
        for root in things:
            if root in mention.up:
                key = (mention.span.start, mention.span.end)
                things[root].setdefault(key, Thing(mention.concept, mention.span))
    return Facts(
        dates=read_dates(text),
        places=read_places(text),
        means=tuple(things["weapon"].values()),
        objects=tuple(things["thing"].values()),
        casualties=read_casualties(doc, acts),
    )
