"""A deterministic stand-in for the labeller: a few keywords give acts, parties and candidates in a real answer."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ihl_classifier.schema.act import Act, Participant
from ihl_classifier.schema.actors import Affected, Party
from ihl_classifier.schema.answer import ApplicableLaw, Caution, LabelledIncident, ModelInfo
from ihl_classifier.schema.candidate import (
    Candidate,
    Contested,
    Defeater,
    Element,
    Law,
    LedgerEntry,
    Neighbour,
    Scores,
)
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.facts import DateFact, Facts, Place
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, Link, PartyKind, Role, Stance, State, VictimStatus

POISON, REFUSED = "POISON-TEXT", "REFUSED-TEXT"
RULES = {"abducted": (99, "Deprivation of liberty"), "ransom": (96, "Hostage-taking"), "burned": (50, "Destruction")}


@dataclass
class KeywordLabeller:
    """Proposes 99 for "abducted", 96 for "ransom", 50 for "burned"; fails for the poisoned texts."""

    seconds: float = 0.0
    version: str = "keywords-1"

    @property
    def info(self) -> ModelInfo:
        """Return the versions."""
        return ModelInfo(self.version, "rules-1")

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the answer."""
        time.sleep(self.seconds)
        if POISON in incident.text:
            raise ZeroDivisionError(incident.text)
        if REFUSED in incident.text:
            raise IhlError("too_hard", "the text is too hard", "text", "simplify it")
        return _answer(incident, self.info)

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the answers, in order."""
        return [self.label(incident) for incident in incidents]


class LoggingLabeller(KeywordLabeller):
    """Writes the id of each text it labels to a file."""

    def __init__(self, log: Path, seconds: float) -> None:
        super().__init__(seconds)
        self._log = log

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the answer."""
        answer = super().label(incident)
        with self._log.open("a", encoding="utf-8") as stream:
            stream.write(f"{incident.id}\n")
        return answer


def load() -> KeywordLabeller:
    """Return a labeller, in a worker process too."""
    return KeywordLabeller()


def _answer(incident: Incident, info: ModelInfo) -> LabelledIncident:
    text = incident.text
    gunmen = _spans(text, r"\bgunmen\b|\bsoldiers\b")
    party = Party(
        "p1", None, "unidentified gunmen", PartyKind.UNIDENTIFIED_ARMED, (Role.PERPETRATOR,), Stance.ALLEGED, 0.9,
        Link.NAMED, tuple(gunmen),
    )  # fmt: skip
    victims = _spans(text, r"\b(?:six )?(?:traders|herders|villagers)\b")
    harmed = Affected("a1", "civilians", Role.VICTIM, VictimStatus.CIVILIAN, (), None, tuple(victims))
    acts = tuple(
        Act(f"e{n}", "abduct", span, tuple(Participant("p1", one) for one in gunmen[:1]),
            tuple(Participant("a1", one) for one in victims[:1]), (), Stance.ALLEGED, "", False, 0.9)
        for n, span in enumerate(_spans(text, "abducted"), 1)
    )  # fmt: skip
    dates = [DateFact(span.text, span.text, span) for span in _spans(text, r"\d{4}-\d\d-\d\d")]
    places = tuple(Place(span.text, span, "") for span in _spans(text, r"\b(?:Gao|Tilo|Bera)\b"))
    asked = [rule for rule in incident.explain if not any(rule == known for known, _ in RULES.values())]
    return LabelledIncident(
        id=incident.id, language="en", text=text, model=info, relevance=0.9,
        incident=Facts(dates=tuple(dates), places=places), parties=(party,) if gunmen else (),
        affected=(harmed,) if victims else (), acts=acts,
        candidates=(*_candidates(text, bool(gunmen)), *(_asked(rule) for rule in asked)),
        applicable_law=ApplicableLaw(), abstained_because=None if text.isascii() else "not plain",
        warnings=(Caution("unread_date", "the date could not be read"),) if incident.date == "someday" else (),
    )  # fmt: skip


def _candidates(text: str, gunmen: bool) -> list[Candidate]:
    found = []
    for word, (rule, title) in RULES.items():
        spans = tuple(_spans(text, word))
        if spans:
            met, left_open = Element(word, State.MET, spans), Element("nexus", State.OPEN, ())
            found.append(
                Candidate(
                    rule=rule, title=title, grade=Grade.PRIMARY if rule == 96 else Grade.SECONDARY,
                    confidence=rule / 100, band=Band.LIKELY if rule > 60 else Band.POSSIBLE, scores=Scores(0.8, None),
                    ledger=(LedgerEntry("engine", 1.5),), elements=(left_open, met),
                    defeaters=(Defeater("lawful_ground", State.OPEN, ()),), perpetrators=("p1",) if gunmen else (),
                    stance=Stance.CLAIMED, contested=(Contested("third_party", "demand on the captive alone"),),
                    ask=("Was anything demanded?",), law=Law(), neighbours=(Neighbour(98, "fate concealed"),),
                    related=(156,), explanation="the words say so",
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: -one.confidence)


def _asked(rule: int) -> Candidate:
    return Candidate(
        rule=rule, title="Asked for", grade=None, confidence=0.02, band=Band.UNLIKELY, scores=Scores(0.0, None),
        ledger=(), elements=(Element("core", State.OPEN, ()),), defeaters=(), perpetrators=(), stance=Stance.ASSERTED,
        contested=(), ask=(), law=Law(), neighbours=(), related=(), explanation="nothing speaks for it",
    )  # fmt: skip


def _spans(text: str, pattern: str) -> list[Span]:
    return [Span(*match.span(), match.group()) for match in re.finditer(pattern, text, re.IGNORECASE)]
