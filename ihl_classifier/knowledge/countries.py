"""Countries by the names that reports and tables use; codes are lower-case ISO 3166-1 alpha-2 (`xk` is Kosovo)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ihl_classifier.knowledge.folding import fold, without_article
from ihl_classifier.knowledge.yaml_files import StrictModel, read_model

_SEPARATOR = re.compile(r"\s*(?:/|;|,|&|\||\band\b|\bet\b)\s*")
CountryLike = str | Iterable[str]


class _CountryFile(StrictModel):
    countries: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Countries:
    """Names of countries, the first of each in English."""

    names: dict[str, tuple[str, ...]]
    _by_name: dict[str, frozenset[str]]

    @classmethod
    def load(cls, root: Path) -> Countries:
        """Return the table in `parties/_countries.yaml` under the rules folder `root`; ConfigError where faulty."""
        loaded = read_model(root / "parties" / "_countries.yaml", _CountryFile)
        by_name: dict[str, set[str]] = {}
        for code, names in loaded.model.countries.items():
            if not re.fullmatch(r"[a-z]{2}", code) or not names:
                raise loaded.file.error(("countries", code), "needs a two-letter lower-case code and a name")
            for name in names:
                by_name.setdefault(fold(name), set()).add(code)
        return cls(loaded.model.countries, {name: frozenset(codes) for name, codes in by_name.items()})

    def codes(self, country: CountryLike | None) -> frozenset[str]:
        """Return the codes that `country` stands for, empty where it cannot be read.

        Takes a name in English or French, a code, several of them with a separator ("Israel/Palestine"), or an iterable
        of these. A name that several countries share ("Congo") gives them all.
        """
        if country is None:
            return frozenset()
        if not isinstance(country, str):
            return frozenset().union(*(self.codes(part) for part in country))
        name = fold(country)
        if found := self._one(name):
            return found
        parts = [part for part in _SEPARATOR.split(name) if part]
        return frozenset().union(*(self._one(part) for part in parts)) if len(parts) > 1 else frozenset()

    def _one(self, name: str) -> frozenset[str]:
        if name in self.names:
            return frozenset({name})
        return self._by_name.get(name) or self._by_name.get(without_article(name)) or frozenset()

    def known(self, code: str) -> bool:
        """Return whether `code` is in the table."""
        return code in self.names
