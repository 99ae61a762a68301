"""The whole journey of one text, from words to a labelled incident."""

from __future__ import annotations

from collections.abc import Sequence

from ihl_classifier.schema.answer import LabelledIncident, ModelInfo
from ihl_classifier.schema.incident import Incident
from ihl_classifier.settings import Settings


class Labeller:
    """Labels incidents. Not safe to share between threads: give each thread its own `sibling()`."""

    info: ModelInfo

    @classmethod
    def load(cls, settings: Settings | None = None) -> Labeller:
        """Return a labeller with the promoted or shipped model, the rules and the language pipeline loaded."""
        raise NotImplementedError

    def sibling(self) -> Labeller:
        """Return a labeller with a language pipeline of its own; rules and matrices are shared, read-only."""
        raise NotImplementedError

    def label(self, incident: Incident) -> LabelledIncident:
        """Return the labelled incident."""
        raise NotImplementedError

    def label_many(self, incidents: Sequence[Incident]) -> list[LabelledIncident]:
        """Return the labelled incidents, in input order; one matrix product for all of them."""
        raise NotImplementedError
