"""The corrections in the store, as rows of the corpus, and what was left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ihl_classifier.learning.duplicates import overlapping
from ihl_classifier.review.merging import Disagreement, merge
from ihl_classifier.schema.corpus_row import CorpusRow
from ihl_classifier.store import Store


@dataclass(frozen=True, slots=True)
class Corrections:
    """The rows that reviews make, and the incidents whose reviewers disagree."""

    rows: tuple[CorpusRow, ...]
    disagreements: tuple[Disagreement, ...]

    def apart_from(self, frozen: Sequence[str]) -> tuple[tuple[CorpusRow, ...], int]:
        """Return the rows that share no run of words with the texts kept for measuring, and how many do."""
        known = set(overlapping([row.text for row in self.rows], frozen))
        kept = tuple(row for index, row in enumerate(self.rows) if index not in known)
        return kept, len(known)


def read_corrections(store: Store) -> Corrections:
    """Return the corrections of all reviewed incidents, oldest incident first."""
    rows: list[CorpusRow] = []
    disagreements: list[Disagreement] = []
    with store.read() as unit:
        for incident in unit.incidents.reviewed():
            labelling = unit.labellings.latest(incident.id)
            if labelling is None:
                raise LookupError(f"incident {incident.id} is stored without a labelling")
            reviews = [stored.review for stored in unit.reviews.list(incident.id)]
            merged = merge(incident, labelling.labelled(), reviews)
            if isinstance(merged, Disagreement):
                disagreements.append(merged)
            else:
                rows.append(merged)
    return Corrections(tuple(rows), tuple(disagreements))
