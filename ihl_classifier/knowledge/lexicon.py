"""The lexicon: concepts, their hierarchy and the words that express them, read from rules/lexicon/*.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product
from pathlib import Path

from pydantic import Field

from ihl_classifier.knowledge.morphology import english_noun, english_verb, french_noun, french_verb
from ihl_classifier.knowledge.yaml_files import ConfigError, StrictModel, nearest, read_model

GAP = "..."


class ConceptKind(StrEnum):
    """What a concept stands for: something done, something there, or a circumstance told."""

    ACT = "act"
    ENTITY = "entity"
    CIRCUMSTANCE = "circumstance"


class Part(StrEnum):
    """The part of speech of a pattern."""

    VERB = "verb"
    NOUN = "noun"
    PHRASE = "phrase"


class WordsFile(StrictModel):
    """The words of one concept in one language.

    `verbs` and `nouns` are inflected, `phrases` are taken as written; `a|b` gives alternatives, each `...` a
    gap of a few words inside the sentence; `not` lists longer phrases in which the words mean something else.
    """

    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    guards: tuple[str, ...] = Field(default=(), alias="not")


class ConceptFile(StrictModel):
    """One concept as a lawyer writes it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: ConceptKind
    is_a: tuple[str, ...] = ()
    note: str = ""
    en: WordsFile = WordsFile()
    fr: WordsFile = WordsFile()


class LexiconFile(StrictModel):
    """One file of the lexicon."""

    concepts: tuple[ConceptFile, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept and everything it is: `up` holds itself and all its ancestors."""

    id: str
    kind: ConceptKind
    up: frozenset[str]


Words = tuple[frozenset[str], ...]
"""A phrase as one set of alternatives a place: inflected forms and the choices of `a|b`."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that express a concept: `head`, and after a gap each of `tails` in turn (none: no gap)."""

    concept: str
    part: Part
    head: Words
    tails: tuple[Words, ...]
    guard: bool


def expand(words: str) -> list[str]:
    """Return the phrases that `a|b` alternatives in `words` stand for."""
    return [" ".join(choice) for choice in product(*(word.split("|") for word in words.split()))]


def places(words: str, inflect: Callable[[str], tuple[str, ...]] | None = None, at: tuple[int, ...] = (0,)) -> Words:
    """Return the phrase as alternatives a place, the words at the indices `at` inflected."""
    split = [word.split("|") for word in words.split()]
    for index in at if inflect else ():
        if -len(split) <= index < len(split) and inflect:
            split[index] = [form for word in split[index] for form in inflect(word)]
    return tuple(frozenset(choice) for choice in split)


class Lexicon:
    """All concepts, and the patterns per language."""

    def __init__(self, files: dict[str, ConceptFile], path: Path) -> None:
        self._files = files
        self._path = path
        for concept in files.values():
            for parent in concept.is_a:
                if parent not in files:
                    message = f"is_a {parent!r}, which no file defines"
                    raise ConfigError(path, 1, concept.id, message, nearest(parent, files))
        self.concepts = {name: Concept(name, c.kind, frozenset(self._up(name, ()))) for name, c in files.items()}

    @classmethod
    def load(cls, root: Path) -> Lexicon:
        """Return the lexicon of the folder `root`/lexicon.

        Raises:
            ConfigError: a file does not parse, or a concept is defined twice or has an unknown or circular parent.
        """
        concepts: dict[str, ConceptFile] = {}
        folder = root / "lexicon"
        for path in sorted(folder.glob("*.yaml")):
            if path.name == "context.yaml":
                continue
            loaded = read_model(path, LexiconFile)
            for number, concept in enumerate(loaded.model.concepts):
                if concept.id in concepts:
                    raise loaded.file.error(("concepts", number, "id"), f"concept {concept.id!r} is defined twice")
                concepts[concept.id] = concept
        return cls(concepts, folder)

    def _up(self, name: str, trail: tuple[str, ...]) -> Iterator[str]:
        if name in trail:
            raise ConfigError(self._path, 1, name, f"concepts go in a circle: {' > '.join((*trail, name))}")
        yield name
        for parent in self._files[name].is_a:
            yield from self._up(parent, (*trail, name))

    def up(self, name: str) -> frozenset[str]:
        """Return the concept's id and those of all its ancestors."""
        return self.concepts[name].up

    def patterns(self, language: str) -> Iterator[Pattern]:
        """Yield the patterns of a language (`en` or `fr`): verbs are inflected at their first word, nouns at their head."""
        english = language == "en"
        verb, noun = (english_verb, english_noun) if english else (french_verb, french_noun)
        for concept in self._files.values():
            words: WordsFile = getattr(concept, language)
            groups = (
                (Part.VERB, words.verbs, verb, (0,), False),
                (Part.NOUN, words.nouns, noun, (-1,) if english else (0, 1), False),
                (Part.PHRASE, words.phrases, None, (0,), False),
                (Part.PHRASE, words.guards, None, (0,), True),
            )
            for part, entries, inflect, at, guard in groups:
                for entry in entries:
                    head, *tails = (piece.strip() for piece in entry.split(GAP))
                    after = tuple(places(tail) for tail in tails if tail)
                    yield Pattern(concept.id, part, places(head, inflect, at), after, guard)

    @cached_property
    def version_text(self) -> str:
        """Return all concepts as one text, for the version of the rule files."""
        return "\n".join(self._files[name].model_dump_json() for name in sorted(self._files))
