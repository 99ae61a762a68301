"""Named parties in a text: registry names, gated by country and date, and acronyms that the text introduces."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from ihl_classifier.knowledge.parties import FindResult, PartyRegistry
from ihl_classifier.knowledge.period import PartialDate
from ihl_classifier.language.tokens import pattern as pattern_doc

ACRONYM = re.compile(r"^[A-Z][A-Za-z]*[A-Z][A-Za-z/-]*$")
CASE_MATTERS = 5
"""Names of so many letters or fewer must have the registry's capitals: "SAF", not "saf"."""


@dataclass(frozen=True, slots=True)
class Named:
    """A registry name at tokens `start` to `end` (past last), and whom it may mean."""

    start: int
    end: int
    found: FindResult


class Gazetteer:
    """Matches the registry's names; compiled once a language."""

    def __init__(self, nlp: Language, registry: PartyRegistry) -> None:
        self._registry = registry
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        seen: set[str] = set()
        for text, _, _ in registry.aliases():
            if text not in seen:
                seen.add(text)
                self._matcher.add("party", [pattern_doc(nlp, text)])
        self._written = seen

    def find(self, doc: Doc, country: str | None, date: str | None) -> list[Named]:
        """Return the names of parties in text order, the longest of overlapping ones; ambiguous ones carry options."""
        spans = sorted({(s, e) for _, s, e in self._matcher(doc)}, key=lambda x: (x[0] - x[1], x[0]))
        taken: set[int] = set()
        found: list[Named] = []
        for start, end in spans:
            if taken & set(range(start, end)):
                continue
            text = doc[start:end].text
            if len(text) <= CASE_MATTERS and text.islower():
                continue
            result = self._registry.find(text, country, PartialDate(date) if date else None)
            if result.link is None and not result.options:
                continue
            taken |= set(range(start, end))
            found.append(Named(start, end, result))
            if (partner := self._partner(doc, start, end, country, date)) is not None:
                found.append(partner)
                taken.add(partner.start)
        return sorted(found, key=lambda n: n.start)

    def _partner(self, doc: Doc, start: int, end: int, country: str | None, date: str | None) -> Named | None:
        """Return the first party of "Ethiopian and Eritrean troops", whose noun stands only with the second, or None."""
        if (
            start < 2
            or end - start < 2
            or doc[start - 1].norm_ not in ("and", "et", "or")
            or not doc[start - 2].text.istitle()
        ):
            return None
        text = f"{doc[start - 2].text} {doc[start + 1 : end].text}"
        result = self._registry.find(text, country, PartialDate(date) if date else None)
        return Named(start - 2, start - 1, result) if result.link else None


def introduced(doc: Doc, end: int) -> str:
    """Return the acronym in parentheses right after a name ("Rapid Support Forces (RSF)"), or ""."""
    if end + 2 < len(doc) and doc[end].text == "(" and doc[end + 2].text == ")" and ACRONYM.match(doc[end + 1].text):
        return doc[end + 1].text
    return ""
