"""A deterministic stand-in for the labeller: every capitalised word becomes a mention; its answer is a real answer."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ihl_classifier.schema.answer import ApplicableLaw, LabelledIncident, ModelInfo
from ihl_classifier.schema.candidate import Candidate, Element, Law, Scores
from ihl_classifier.schema.error import IhlError
from ihl_classifier.schema.facts import Facts
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.span import Span
from ihl_classifier.schema.terms import Band, Grade, Stance, State

POISON = "POISON-TEXT"
REFUSED = "REFUSED-TEXT"


@dataclass
class Shared:
    """What siblings have in common: pace, version, and how often two threads met in one labeller."""

    seconds: float = 0.0
    version: str = "fake-1"
    collisions: int = 0
    made: int = 0
    before: Callable[[Incident], None] = lambda _: None


@dataclass
class FakeLabeller:
    """Proposes rule 96 wherever the text says "abducted"."""

    shared: Shared = field(default_factory=Shared)
    version: str = ""
    _inside: threading.Lock = field(default_factory=threading.Lock)

    @property
    def info(self) -> ModelInfo:
        """Return the versions."""
        return ModelInfo(self.version or self.shared.version, "rules-1")

    def sibling(self) -> FakeLabeller:
        """Return a labeller with a lock of its own."""
        self.shared.made += 1
        return FakeLabeller(self.shared, self.shared.version)

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the answer; raises for the poisoned texts."""
        if not self._inside.acquire(blocking=False):
            self.shared.collisions += 1
            raise RuntimeError("two threads in one labeller")
        try:
            self.shared.before(incident)
            time.sleep(self.shared.seconds)
            if POISON in incident.text:
                raise ValueError(f"cannot digest {incident.text}")
            if REFUSED in incident.text:
                raise IhlError("text_refused", "the labeller refuses this text", "text", "send another")
            return self._answer(incident)
        finally:
            self._inside.release()

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the answers, in order."""
        return [self.label(incident) for incident in incidents]

    def _answer(self, incident: Incident) -> LabelledIncident:
        spans = tuple(Span(m.start(), m.end(), m[0]) for m in re.finditer(r"abducted", incident.text))
        return LabelledIncident(
            id=incident.id,
            language="en",
            text=incident.text,
            model=self.info,
            relevance=0.9 if spans else 0.1,
            incident=Facts(),
            parties=(),
            affected=(),
            acts=(),
            candidates=(_hostages(spans),) if spans else (),
            applicable_law=ApplicableLaw(),
            abstained_because=None,
            warnings=(),
        )


def _hostages(spans: tuple[Span, ...]) -> Candidate:
    return Candidate(
        rule=96,
        title="Hostage-taking",
        grade=Grade.SECONDARY,
        confidence=0.7,
        band=Band.LIKELY,
        scores=Scores(0.5, 0.7),
        ledger=(),
        elements=(Element("seizure", State.MET, spans), Element("compulsion", State.OPEN, ())),
        defeaters=(),
        perpetrators=(),
        stance=Stance.ASSERTED,
        contested=(),
        ask=(),
        law=Law(),
        neighbours=(),
        related=(),
        explanation="",
    )
