"""Making a release: a trained model becomes the one that the package ships."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from ihl_classifier import paths
from ihl_classifier.learning.example import Example
from ihl_classifier.learning.manifest import Manifest
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.model_folder import MANIFEST_FILE, write_file, write_model
from ihl_classifier.learning.model_store import FAMILY
from ihl_classifier.learning.trust import SHIPPED_RECORD, read_shipped


def ship(
    model: Model,
    examples: Sequence[Example],
    note: str = "",
    folder: Path | None = None,
    record: Path = SHIPPED_RECORD,
) -> Manifest:
    """Write a model to `models/classifier` and its manifest's hash into the package; return the manifest.

    It takes the place of the model shipped before. Only for a checkout: a wheel carries what was shipped.
    """
    parent = folder or paths.data("models") / FAMILY
    before = read_shipped(record)
    where, manifest = write_model(model, examples, parent, note=note)
    digest = hashlib.sha256((where / MANIFEST_FILE).read_bytes()).hexdigest()
    body = json.dumps({"version": manifest.version, "manifest_sha256": digest}, indent=1) + "\n"
    write_file(record, body.encode("utf-8"))
    if before is not None and before.version != manifest.version and (parent / before.version).is_dir():
        shutil.rmtree(parent / before.version)
    return manifest
