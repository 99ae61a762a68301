"""A model file: a joblib file that holds builtins only, read by an unpickler that builds nothing else.

An array is stored as {"__array__": dtype, "shape": [...], "data": bytes}. No class is named in the file, so no new
version of a library can make it unreadable, and no tampered file can run code: the reader refuses every class.
"""

from __future__ import annotations

import io
import math
import os
import pickle
import tempfile
import zlib
from pathlib import Path
from typing import Any, NoReturn

import joblib
import numpy as np

from ihl_classifier.schema.error import IhlError

COMPRESSION = ("zlib", 6)
ARRAY_TYPES = frozenset({"<f2", "<f4", "<f8", "<i4", "<i8"})
LARGEST = 512 * 1024 * 1024
"""Bytes after decompression; a larger file is refused."""
_ARRAY = "__array__"
_REBUILD = "take the model again from where it came, or train with `ihl train`"


def write_state(state: dict[str, Any], path: Path) -> None:
    """Write plain arrays, dicts, lists, strings and numbers to a file, atomically.

    Raises:
        TypeError: the state holds something else; a model must not.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        joblib.dump(_plain(state), temporary, compress=COMPRESSION)
        with temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def read_state(data: bytes, where: str = "") -> dict[str, Any]:
    """Return the state that the bytes of a model file hold.

    Raises:
        IhlError: the bytes are no such file, name a class, or are too large.
    """
    inflate = zlib.decompressobj()
    try:
        body = inflate.decompress(data, LARGEST)
        if inflate.unconsumed_tail:
            raise _refused(where, f"it holds more than {LARGEST} bytes")
        found = _BuiltinsOnly(io.BytesIO(body)).load()
        state = _arrays(found)
    except (zlib.error, pickle.UnpicklingError, EOFError, ValueError, KeyError, IndexError, TypeError) as error:
        raise _refused(where, f"it is not a model file ({type(error).__name__})") from error
    if not isinstance(state, dict):
        raise _refused(where, "it holds no dict")
    return state


def _refused(where: str, why: str) -> IhlError:
    return IhlError("model_unreadable", f"the model file is refused: {why}", where, _REBUILD)


class _BuiltinsOnly(pickle.Unpickler):
    """Reads pickles that hold builtins; a pickle that names any class or function is refused."""

    def find_class(self, module_name: str, global_name: str, /) -> NoReturn:
        raise pickle.UnpicklingError(f"the file names {module_name}.{global_name}")


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        little = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
        if little.dtype.str not in ARRAY_TYPES:
            raise TypeError(f"a model file holds no arrays of {little.dtype.str}")
        return {_ARRAY: little.dtype.str, "shape": list(value.shape), "data": little.tobytes()}
    if isinstance(value, dict):
        if not all(type(key) in (str, int) for key in value):
            raise TypeError("a model file holds dicts with keys of str or int only")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if value is None or type(value) in (str, int, float, bool):
        return value
    raise TypeError(f"a model file holds no {type(value).__name__}")


def _arrays(value: Any) -> Any:
    if isinstance(value, list):
        return [_arrays(item) for item in value]
    if not isinstance(value, dict):
        return value
    if _ARRAY not in value:
        return {key: _arrays(item) for key, item in value.items()}
    kind, shape, data = str(value[_ARRAY]), [int(n) for n in value["shape"]], value["data"]
    if kind not in ARRAY_TYPES or min(shape, default=0) < 0:
        raise ValueError("an array of a kind that no model has")
    array = np.frombuffer(data, dtype=np.dtype(kind))
    if array.size != math.prod(shape):
        raise ValueError("an array of another size than it says")
    return array.reshape(shape)
