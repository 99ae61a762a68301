"""What a fact rests on: named sources, or `verify: true` for one that nobody has checked yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from ihl_classifier.knowledge.period import PartialDate
from ihl_classifier.knowledge.yaml_files import KeyPath, Loaded, StrictModel, YamlFile, nearest, read_model


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value


SourceKeys = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Inherited(StrictModel):
    """A fact that may name its own sources or ask to be verified; with neither it rests on what its record does."""

    source: SourceKeys = ()
    verify: bool = False

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.source and self.verify:
            raise ValueError("a fact has a source or `verify: true`, not both")
        return self

    def known(self, record_is_known: bool = True) -> bool:
        """Return whether the fact is checked, given whether its record is."""
        return not self.verify and (bool(self.source) or record_is_known)


class Sourced(Inherited):
    """A record: it must name a source or say `verify: true`."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if not self.source and not self.verify:
            raise ValueError("every fact needs a `source`, or `verify: true`")
        return self


class Source(StrictModel):
    """Where facts were read."""

    title: str
    url: str = ""
    as_of: PartialDate | None = None
    seen: str = Field(default="", description="what of it was read, where not all of it was")


class _SourceFile(StrictModel):
    sources: dict[str, Source]


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources of one folder, by key."""

    by_key: dict[str, Source]

    @classmethod
    def load(cls, folder: Path) -> Sources:
        """Return the table in `_sources.yaml`; ConfigError where it is missing or faulty."""
        return cls(read_model(folder / "_sources.yaml", _SourceFile).model.sources)

    def cite(self, keys: tuple[str, ...]) -> str:
        """Return the sources as one line for people: title and address, separated by semicolons."""
        found = [self.by_key[key] for key in keys]
        return "; ".join(f"{source.title} ({source.url})" if source.url else source.title for source in found)

    def check(self, loaded: Loaded[Any]) -> None:
        """Raise ConfigError where the file names a source that the table has not."""
        for at, key in _named_sources(loaded.file.data, ()):
            if key not in self.by_key:
                raise _unknown(loaded.file, at, key, self.by_key)


def _unknown(file: YamlFile, at: KeyPath, key: str, known: dict[str, Source]) -> Exception:
    return file.error(at, f"the source {key!r} is not in _sources.yaml", nearest(key, known))


def _named_sources(data: Any, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key == "source":
                yield from (((*at, key), str(name)) for name in ([value] if isinstance(value, str) else value or []))
            else:
                yield from _named_sources(value, (*at, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _named_sources(item, (*at, index))
