"""Whether a stored model may be loaded: shipped with the package, or signed by this installation."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from ihl_classifier.schema.error import IhlError

KEY_FILE = "model-signing.key"
KEY_BYTES = 32
SHIPPED_RECORD = Path(__file__).with_name("shipped.json")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The model that this version of the package ships: its version and the SHA-256 of its manifest."""

    version: str
    manifest: str


def read_shipped(record: Path = SHIPPED_RECORD) -> Shipped | None:
    """Return the shipped model's record; None where the package ships none."""
    if not record.is_file():
        return None
    found = json.loads(record.read_text(encoding="utf-8"))
    return Shipped(str(found["version"]), str(found["manifest_sha256"]))


def is_shipped(manifest: bytes, shipped: Shipped | None) -> bool:
    """Return whether the bytes are the manifest that the package ships."""
    return shipped is not None and hmac.compare_digest(hashlib.sha256(manifest).hexdigest(), shipped.manifest)


def signature(manifest: bytes, key: bytes) -> str:
    """Return the HMAC-SHA256 of a manifest, in hex."""
    return hmac.new(key, manifest, hashlib.sha256).hexdigest()


def signing_key(data_dir: Path, *, create: bool) -> bytes | None:
    """Return this installation's key; made on first use where `create`, else None where there is none.

    Raises:
        IhlError: others may read the key file, or it is broken.
    """
    path = data_dir / KEY_FILE
    if create and not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        _make_key(path)
    if not path.exists():
        return None
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise IhlError("model_key", "others can read the model signing key", str(path), "chmod 600 that file")
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise IhlError(
            "model_key", "the model signing key is broken", str(path), "remove it and train local models again"
        )
    return key


def _make_key(path: Path) -> None:
    # Written aside and linked: a second process that is as fast finds a whole key or none.
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(temporary, path)
        except FileExistsError:
            return  # the other process's key is the key
    finally:
        temporary.unlink()
