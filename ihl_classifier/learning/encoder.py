"""The sentence encoder: texts in, unit vectors out. ONNX at run time, no PyTorch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ihl_classifier.schema.error import IhlError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

TOKENS = 256
"""Longer texts are cut here, as the model was trained."""
BATCH = 32
AGAIN = "install the package again, or convert the encoder again (see ihl_classifier/learning/encoder_conversion.py)"


class Encoder:
    """Encodes texts; safe to share between threads."""

    def __init__(self, session: Any, tokenizer: Tokenizer, width: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self.width = width

    @classmethod
    def load(cls, folder: Path) -> Encoder:
        """Return the encoder of a folder, its files' hashes checked.

        Raises:
            IhlError: a file is missing or is not the one that the manifest names.
        """
        import onnxruntime

        manifest = _manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
        return cls(session, tokenizer_of(folder), int(manifest["width"]))

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors, shape (texts, width), in order; texts of like length go through together."""
        found = np.zeros((len(texts), self.width), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda index: len(encodings[index].ids))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            longest = max(len(encodings[index].ids) for index in chosen)
            ids = np.zeros((len(chosen), longest), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(chosen):
                own = encodings[index].ids
                ids[row, : len(own)], mask[row, : len(own)] = own, 1
            found[chosen] = self._session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        return found


def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the encoder's tokenizer, which cuts at TOKENS and does not pad."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        for name, wanted in manifest["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != wanted:
                raise IhlError(
                    "encoder_tampered", f"{name} is not the file that its manifest names", str(folder), AGAIN
                )
    except OSError as error:
        raise IhlError("encoder_missing", f"{error.filename} cannot be read", str(folder), AGAIN) from error
    return manifest
