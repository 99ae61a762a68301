"""Everything under `rules/`, loaded once: catalogue, lexicon, cues, rulebook, parties, conflicts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ihl_classifier import paths
from ihl_classifier.knowledge.catalogue import Catalogue
from ihl_classifier.knowledge.conflicts import ConflictTable
from ihl_classifier.knowledge.context_cues import Cue, load_cues
from ihl_classifier.knowledge.lexicon import Lexicon
from ihl_classifier.knowledge.parties import PartyRegistry
from ihl_classifier.knowledge.rulebook import Rulebook
from ihl_classifier.language.reader import Reader
from ihl_classifier.reasoning.engine import Engine


@dataclass(frozen=True, slots=True)
class RulesFolder:
    """The rules folder as read; read-only and shared between threads."""

    catalogue: Catalogue
    lexicon: Lexicon
    cues: tuple[Cue, ...]
    rulebook: Rulebook
    registry: PartyRegistry
    conflicts: ConflictTable
    version: str

    @classmethod
    def load(cls, root: Path) -> RulesFolder:
        """Return the folder `root`, read whole; raises ConfigError at the first fault."""
        lexicon = Lexicon.load(root)
        registry = PartyRegistry.load(root)
        conflicts = ConflictTable.load(root, registry)
        rulebook = Rulebook.load(root, lexicon)
        return cls(Catalogue.load(root), lexicon, load_cues(root), rulebook, registry, conflicts, _version(root))

    def reader(self, parse: bool = True) -> Reader:
        """Return a new reader (one a thread); without `parse` it goes by word order alone."""
        return Reader(self.lexicon, self.cues, self.registry, paths.data("models") / "language" if parse else None)

    def engine(self) -> Engine:
        """Return the rule engine."""
        return Engine(self.rulebook, self.lexicon)


def _version(root: Path) -> str:
    """Return the first twelve hex digits of the SHA-256 over all YAML files, names included."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.yaml")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
