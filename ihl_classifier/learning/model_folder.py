"""A folder that holds one model: `model.joblib`, `manifest.json`, and `signature` where trained here."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from ihl_classifier.learning.example import Example
from ihl_classifier.learning.manifest import (
    AGAIN,
    MODEL_FILE,
    Manifest,
    check_self_test,
    make_manifest,
    read_manifest,
)
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.plain_file import read_state, write_state
from ihl_classifier.learning.trust import Shipped, is_shipped, signature, signing_key
from ihl_classifier.schema.error import IhlError

MANIFEST_FILE = "manifest.json"
SIGNATURE_FILE = "signature"


def write_model(
    model: Model, examples: Sequence[Example], parent: Path, *, note: str = "", key: bytes | None = None
) -> tuple[Path, Manifest]:
    """Write the model to a new folder below `parent`, named by its version; return the folder and the manifest.

    The folder appears whole or not at all; one of that version is replaced. `key` signs it.
    """
    parent.mkdir(parents=True, exist_ok=True)
    work = parent / f".new-{secrets.token_hex(6)}"
    old = parent / f"{work.name}-old"
    work.mkdir()
    try:
        write_state(model.to_state(), work / MODEL_FILE)
        manifest = make_manifest(model, (work / MODEL_FILE).read_bytes(), examples, note)
        body = manifest.model_dump_json(indent=1).encode("utf-8") + b"\n"
        write_file(work / MANIFEST_FILE, body)
        if key is not None:
            write_file(work / SIGNATURE_FILE, signature(body, key).encode("ascii") + b"\n")
        folder = parent / manifest.version
        if folder.is_dir():
            folder.rename(old)
        work.rename(folder)
    finally:
        for left in (work, old):
            if left.is_dir():
                shutil.rmtree(left)
    return folder, manifest


def open_model(folder: Path, data_dir: Path, shipped: Shipped | None) -> tuple[Model, Manifest]:
    """Return the model of a folder after checking trust, hashes, format and self-test, in that order.

    Raises:
        IhlError: any of them fails; nothing of the model file is read before its hash is known to be right.
    """
    where = str(folder)
    manifest = trusted_manifest(folder, data_dir, shipped)
    data = _read(folder / MODEL_FILE)
    if set(manifest.files) != {MODEL_FILE} or not hmac.compare_digest(
        hashlib.sha256(data).hexdigest(), manifest.files[MODEL_FILE]
    ):
        raise IhlError("model_tampered", "the model file is not the one that its manifest names", where, AGAIN)
    try:
        model = Model.from_state(read_state(data, where), manifest.version)
    except (KeyError, ValueError, TypeError) as error:
        raise IhlError("model_unreadable", "the model file lacks a part", where, AGAIN) from error
    check_self_test(model, manifest.self_test, where)
    return model, manifest


def trusted_manifest(folder: Path, data_dir: Path, shipped: Shipped | None) -> Manifest:
    """Return the manifest of a folder that is shipped with the package or signed by this installation.

    Raises:
        IhlError: it is neither, or it cannot be read.
    """
    body = _read(folder / MANIFEST_FILE)
    if not is_shipped(body, shipped) and not _signed_here(folder, body, data_dir):
        raise IhlError(
            "model_untrusted",
            "the model is neither shipped with this version nor signed by this installation, or it was changed since",
            str(folder),
            "use the shipped model, or train here with `ihl train`; a model file can mislead, so it is not loaded",
        )
    manifest = read_manifest(body, str(folder))
    if folder.name != manifest.version:
        raise IhlError(
            "model_tampered", "the folder is not named like the version in its manifest", str(folder), "rename it back"
        )
    return manifest


def _signed_here(folder: Path, manifest: bytes, data_dir: Path) -> bool:
    path = folder / SIGNATURE_FILE
    key = signing_key(data_dir, create=False)
    if key is None or not path.is_file():
        return False
    return hmac.compare_digest(path.read_bytes().strip(), signature(manifest, key).encode("ascii"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IhlError(
            "model_missing", f"{path.name} cannot be read ({error.strerror})", str(path.parent), AGAIN
        ) from error


def write_file(path: Path, body: bytes) -> None:
    """Write a file atomically: whole or not at all, on the disk when this returns."""
    temporary = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
