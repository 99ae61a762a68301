"""The models of an installation: shipped and trained here; which one is current, and how it came to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ihl_classifier import paths
from ihl_classifier.learning.example import Example
from ihl_classifier.learning.manifest import Manifest
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.model_folder import open_model, trusted_manifest, write_file, write_model
from ihl_classifier.learning.trust import SHIPPED_RECORD, Shipped, read_shipped, signing_key
from ihl_classifier.schema.error import IhlError

FAMILY = "classifier"
"""Folder of these models below `models/`, beside the language pipeline and the encoder."""
POINTER = "current.json"


class Event(BaseModel):
    """One change of the current model; a version of None means the shipped one."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    at: str
    action: str
    before: str | None
    after: str | None


class _Pointer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    current: str | None = None
    previous: tuple[str | None, ...] = ()
    history: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A model in the list; `fault` says why it cannot be used, and then the manifest is None."""

    version: str
    shipped: bool
    current: bool
    manifest: Manifest | None
    fault: str = ""


class ModelStore:
    """Models below `data_dir/models/classifier` and the one shipped with the package."""

    def __init__(self, data_dir: Path, shipped_dir: Path | None = None, record: Path = SHIPPED_RECORD) -> None:
        self.data_dir = data_dir
        self.folder = data_dir / "models" / FAMILY
        self._shipped_dir = shipped_dir
        self._record = record

    @property
    def _shipped(self) -> Shipped | None:
        return read_shipped(self._record)

    def add(self, model: Model, examples: Sequence[Example], note: str = "") -> Manifest:
        """Store a model trained here, signed; return its manifest. It is not current until it is promoted."""
        key = signing_key(self.data_dir, create=True)
        return write_model(model, examples, self.folder, note=note, key=key)[1]

    def list(self) -> list[StoredModel]:
        """Return the models, the shipped one first, then the local ones by version; broken ones say why."""
        current = self.current()
        versions = [self._shipped.version] if self._shipped else []
        local = sorted(path.name for path in self.folder.glob("[!.]*") if path.is_dir()) if self.folder.is_dir() else []
        return [self._entry(version, current) for version in [*versions, *(v for v in local if v not in versions)]]

    def _entry(self, version: str, current: str | None) -> StoredModel:
        shipped = self._shipped is not None and version == self._shipped.version
        try:
            manifest = trusted_manifest(self._where(version), self.data_dir, self._shipped)
        except IhlError as error:
            return StoredModel(version, shipped, version == current, None, error.info.message)
        return StoredModel(version, shipped, version == current, manifest)

    def current(self) -> str | None:
        """Return the version in use: the promoted one, else the shipped one, else None."""
        return self._pointer().current or (self._shipped.version if self._shipped else None)

    def history(self) -> tuple[Event, ...]:
        """Return every promotion and rollback, oldest first."""
        return self._pointer().history

    def manifest(self, version: str) -> Manifest:
        """Return the manifest of a version; raises IhlError where it is not trusted or not there."""
        return trusted_manifest(self._where(version), self.data_dir, self._shipped)

    def verify(self, version: str) -> Manifest:
        """Return the manifest after the whole check (trust, hashes, format, self-test); raises IhlError."""
        return open_model(self._where(version), self.data_dir, self._shipped)[1]

    def load(self, version: str | None = None) -> Model:
        """Return a model, by default the current one, after the whole check.

        Raises:
            IhlError: there is none, or a check fails; no other model is taken instead.
        """
        chosen = version or self.current()
        if chosen is None:
            raise IhlError("model_missing", "there is no model", str(self.folder), "train one: `ihl train`")
        return open_model(self._where(chosen), self.data_dir, self._shipped)[0]

    def load_folder(self, folder: Path) -> Model:
        """Return the model of a folder named in the settings, after the whole check."""
        return open_model(folder, self.data_dir, self._shipped)[0]

    def promote(self, version: str) -> None:
        """Make a version current after the whole check; the one before can be had back by `rollback`."""
        self.verify(version)
        pointer = self._pointer()
        if version != self.current():
            after = None if self._shipped and version == self._shipped.version else version
            self._point("promote", pointer, after, (*pointer.previous, pointer.current))

    def rollback(self) -> str:
        """Make the model before the last promotion current again, after the whole check; return its version.

        Raises:
            IhlError: nothing was promoted, or the model before is not usable.
        """
        pointer = self._pointer()
        if not pointer.previous:
            raise IhlError(
                "model_no_previous", "nothing was promoted, so there is nothing to roll back", str(self.folder)
            )
        before = pointer.previous[-1]
        version = before or (self._shipped.version if self._shipped else None)
        if version is None:
            raise IhlError(
                "model_missing", "before that promotion there was no model", str(self.folder), "promote another"
            )
        self.verify(version)
        self._point("rollback", pointer, before, pointer.previous[:-1])
        return version

    def _where(self, version: str) -> Path:
        """Return the folder of a version; raises IhlError for a version that is not there (no path is accepted)."""
        if self._shipped is not None and version == self._shipped.version:
            return (self._shipped_dir or paths.data("models") / FAMILY) / version
        if Path(version).name != version or version.startswith(".") or not (self.folder / version).is_dir():
            raise IhlError("model_missing", f"there is no model {version!r}", str(self.folder), "see `ihl models list`")
        return self.folder / version

    def _pointer(self) -> _Pointer:
        path = self.folder / POINTER
        if not path.is_file():
            return _Pointer()
        try:
            return _Pointer.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise IhlError(
                "model_pointer",
                "the file that names the current model is broken",
                str(path),
                "remove it and promote again",
            ) from error

    def _point(self, action: str, pointer: _Pointer, after: str | None, previous: tuple[str | None, ...]) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        event = Event(at=now, action=action, before=pointer.current, after=after)
        changed = _Pointer(current=after, previous=previous, history=(*pointer.history, event))
        self.folder.mkdir(parents=True, exist_ok=True)
        write_file(self.folder / POINTER, changed.model_dump_json(indent=1).encode("utf-8") + b"\n")
