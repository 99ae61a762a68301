"""The plain baseline: blank spaCy tokenisation and a keyword list, in the labeller's own form of answer."""

from __future__ import annotations

from collections.abc import Sequence

import spacy

from ihl_classifier.learning.keywords import keyword_rules
from ihl_classifier.schema.answer import ApplicableLaw, LabelledIncident, ModelInfo
from ihl_classifier.schema.candidate import Candidate, Law, Scores
from ihl_classifier.schema.facts import Facts
from ihl_classifier.schema.incident import Incident
from ihl_classifier.schema.terms import Band, Grade, Stance


class BlankLabeller:
    """Proposes the rules whose stems stand in the text; what a day's work would give."""

    def __init__(self) -> None:
        self._nlp = spacy.blank("en")
        self.info = ModelInfo("blank-keywords", "none")

    def sibling(self) -> BlankLabeller:
        """Return another one, for another thread."""
        return BlankLabeller()

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the answer: candidates with nothing behind them but a word."""
        doc = self._nlp(incident.text)
        rules = sorted(keyword_rules(incident.text)) if len(doc) else []
        return LabelledIncident(
            id=incident.id, language="en", text=incident.text, model=self.info, relevance=float(bool(rules)),
            incident=Facts(), parties=(), affected=(), acts=(), candidates=tuple(map(_candidate, rules)),
            applicable_law=ApplicableLaw(), abstained_because=None, warnings=(),
        )  # fmt: skip

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the answers, in input order."""
        return [self.label(incident) for incident in incidents]


def load_blank() -> BlankLabeller:
    """Return the baseline, in a worker process too."""
    return BlankLabeller()


def _candidate(rule: int) -> Candidate:
    return Candidate(
        rule=rule, title=f"Rule {rule}", grade=Grade.SECONDARY, confidence=0.5, band=Band.POSSIBLE,
        scores=Scores(None, None), ledger=(), elements=(), defeaters=(), perpetrators=(), stance=Stance.ASSERTED,
        contested=(), ask=(), law=Law(), neighbours=(), related=(), explanation="",
    )  # fmt: skip
