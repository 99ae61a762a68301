from __future__ import annotations

import io
import os
import pickle
import zlib
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from ihl_classifier.learning import plain_file
from ihl_classifier.learning.plain_file import read_state, write_state
from ihl_classifier.schema.error import IhlError

ARRAYS = st.sampled_from(["<f2", "<f4", "<f8", "<i4", "<i8"]).flatmap(
    lambda kind: arrays(np.dtype(kind), array_shapes(min_dims=1, max_dims=2, min_side=0))
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | ARRAYS
STATES = st.dictionaries(
    st.text() | st.integers(),
    st.recursive(
        LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner), max_leaves=8
    ),
)


def same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=True)
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and one == other


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STATES)
def test_what_is_written_is_read(tmp_path: Path, state: dict[str | int, Any]) -> None:
    path = tmp_path / "m.joblib"
    write_state(state, path)  # type: ignore[arg-type]
    assert same(state, read_state(path.read_bytes()))
    assert [p.name for p in tmp_path.iterdir()] == ["m.joblib"]


def test_it_is_a_joblib_file(tmp_path: Path) -> None:
    write_state({"a": [1, "x"]}, tmp_path / "m.joblib")
    assert joblib.load(tmp_path / "m.joblib") == {"a": [1, "x"]}


@pytest.mark.parametrize(
    "value", [{1, 2}, (1,), b"x", np.float64(1), np.array(["x"]), np.array([None]), {(1,): 2}, object()]
)
def test_other_things_are_not_written(tmp_path: Path, value: Any) -> None:
    path = tmp_path / "m.joblib"
    with pytest.raises(TypeError, match="a model file holds"):
        write_state({"a": value}, path)
    assert list(tmp_path.iterdir()) == []


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("pwned",)


def packed(value: Any) -> bytes:
    return zlib.compress(pickle.dumps(value))


def joblib_bytes(value: Any) -> bytes:
    stream = io.BytesIO()
    joblib.dump(value, stream, compress=("zlib", 3))
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        packed({"a": Evil()}),
        joblib_bytes({"a": Evil()}),
        joblib_bytes({"a": np.arange(3)}),
        packed({"a": {1, 2}.__class__}),
        packed([1]),
        packed({"a": {"__array__": "|O", "shape": [1], "data": b"x" * 8}}),
        packed({"a": {"__array__": "<f8", "shape": [2], "data": b"x" * 8}}),
        packed({"a": {"__array__": "<f8", "shape": [-1], "data": b"x" * 8}}),
        packed({"a": {"__array__": "<f8"}}),
        packed({"a": 1})[:-9],
        b"",
        b"not zlib",
        zlib.compress(b"not a pickle"),
        zlib.compress(pickle.dumps({"a": 1})[:-3]),
    ],
)
def test_other_files_are_refused_and_run_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(IhlError, match="refused") as caught:
        read_state(data, "here")
    assert caught.value.info.code == "model_unreadable"
    assert caught.value.info.hint
    assert not (tmp_path / "pwned").exists()


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_file, "LARGEST", 1000)
    with pytest.raises(IhlError, match="more than 1000 bytes"):
        read_state(packed({"a": "x" * 5000}))
