from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ihl_classifier.learning.example import Example
from ihl_classifier.learning.manifest import MODEL_FILE, Manifest
from ihl_classifier.learning.model import Model
from ihl_classifier.learning.model_store import ModelStore
from ihl_classifier.learning.plain_file import read_state, write_state
from ihl_classifier.learning.shipping import ship
from ihl_classifier.learning.trust import KEY_FILE, signature, signing_key
from ihl_classifier.schema.error import IhlError


def other(model: Model, base: float) -> Model:
    """Return a model that judges differently."""
    full = replace(model.judgement.full, base=model.judgement.full.base + base)
    return replace(model, judgement=replace(model.judgement, full=full))


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "data", tmp_path / "shipped", tmp_path / "shipped.json")


@pytest.fixture
def shipped(tmp_path: Path, model: Model, examples: list[Example]) -> Manifest:
    return ship(model, examples, "first", tmp_path / "shipped", tmp_path / "shipped.json")


def refused(code: str, call: Callable[[], object]) -> None:
    with pytest.raises(IhlError) as caught:
        call()
    assert caught.value.info.code == code
    assert caught.value.info.hint


def test_a_stored_model_answers_as_before(store: ModelStore, model: Model, examples: list[Example]) -> None:
    version = store.add(model, examples, "note").version
    loaded = store.load(version)
    assert loaded.version == version
    for one, two in zip(loaded.predict(examples), model.predict(examples), strict=True):
        assert (one.confidence, one.relevance, one.classifier) == (two.confidence, two.relevance, two.classifier)


def test_the_manifest_tells_what_the_model_is(store: ModelStore, model: Model, examples: list[Example]) -> None:
    manifest = store.add(model, examples, "a note")
    assert (manifest.rows, manifest.corpus, manifest.note) == (168, model.info.corpus, "a note")
    assert manifest.measured == model.info.measured
    assert {"python", "numpy", "scikit-learn"} <= manifest.libraries.keys()
    assert len(manifest.self_test) == 20
    assert any(test.confidence for test in manifest.self_test)
    assert any(test.engine for test in manifest.self_test)
    assert store.verify(manifest.version) == manifest


def test_without_any_model_loading_says_what_to_do(store: ModelStore) -> None:
    assert store.current() is None
    assert store.list() == []
    refused("model_missing", store.load)
    refused("model_missing", lambda: store.promote("20250101-abc"))
    refused("model_missing", lambda: store.load("../shipped"))
    with pytest.raises(IhlError, match="nothing was promoted"):
        store.rollback()


def test_promote_and_roll_back(store: ModelStore, shipped: Manifest, model: Model, examples: list[Example]) -> None:
    assert store.current() == shipped.version
    one, two = (store.add(other(model, base), examples).version for base in (0.5, 1.0))
    assert store.current() == shipped.version
    store.promote(one)
    store.promote(two)
    store.promote(two)
    assert store.load().version == two
    assert [entry.version for entry in store.list() if entry.current] == [two]
    assert store.rollback() == one
    assert ModelStore(store.data_dir, store._shipped_dir, store._shipped_dir.parent / "shipped.json").current() == one  # type: ignore[union-attr]
    assert store.rollback() == shipped.version == store.current()
    with pytest.raises(IhlError, match="nothing to roll back"):
        store.rollback()
    assert [(event.action, event.before, event.after) for event in store.history()] == [
        ("promote", None, one),
        ("promote", one, two),
        ("rollback", two, one),
        ("rollback", one, None),
    ]


def test_promoting_the_shipped_model_follows_the_package(
    store: ModelStore, shipped: Manifest, model: Model, examples: list[Example], tmp_path: Path
) -> None:
    local = store.add(other(model, 0.5), examples).version
    store.promote(local)
    store.promote(shipped.version)
    newer = ship(other(model, 1.0), examples, "second", tmp_path / "shipped", tmp_path / "shipped.json")
    again = ModelStore(store.data_dir, tmp_path / "shipped", tmp_path / "shipped.json")
    assert again.load().version == newer.version
    assert [path.name for path in (tmp_path / "shipped").iterdir()] == [newer.version]
    assert again.rollback() == local


def tamper_model(folder: Path) -> None:
    data = bytearray((folder / MODEL_FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / MODEL_FILE).write_bytes(data)


def tamper_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"rows": 168', '"rows": 999'), encoding="utf-8")


def tamper_both(folder: Path) -> None:
    """An attacker who swaps the model and mends the hash, but has no key."""
    write_state(read_state((folder / MODEL_FILE).read_bytes()) | {"extra": 1}, folder / MODEL_FILE)
    body = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    body["files"][MODEL_FILE] = hashlib.sha256((folder / MODEL_FILE).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(body), encoding="utf-8")


TAMPERINGS: list[tuple[Callable[[Path], None], str]] = [
    (tamper_model, "model_tampered"),
    (tamper_manifest, "model_untrusted"),
    (tamper_both, "model_untrusted"),
    (lambda folder: (folder / "signature").unlink(missing_ok=True), ""),
    (lambda folder: (folder / MODEL_FILE).unlink(), "model_missing"),
    (lambda folder: (folder / "manifest.json").unlink(), "model_missing"),
]


@pytest.mark.parametrize(("tamper", "code"), TAMPERINGS)
@pytest.mark.parametrize("which", ["shipped", "local"])
def test_a_changed_model_is_refused(
    store: ModelStore, shipped: Manifest, model: Model, examples: list[Example], tmp_path: Path,
    tamper: Callable[[Path], None], code: str, which: str,
) -> None:  # fmt: skip
    local = store.add(other(model, 0.5), examples).version
    version = local if which == "local" else shipped.version
    tamper(store.folder / local if which == "local" else tmp_path / "shipped" / version)
    if not code:
        if which == "shipped":
            assert store.load(version).version == version  # a shipped model needs no signature
            return
        code = "model_untrusted"
    for call in (lambda: store.load(version), lambda: store.verify(version), lambda: store.promote(version)):
        refused(code, call)
    entry = next(entry for entry in store.list() if entry.version == version)
    assert (code != "model_untrusted") or entry.fault  # the list checks trust; `verify` checks every hash
    assert store.current() == shipped.version


def test_a_model_from_another_installation_is_refused(
    store: ModelStore, tmp_path: Path, model: Model, examples: list[Example]
) -> None:
    elsewhere = ModelStore(tmp_path / "elsewhere", record=tmp_path / "none.json")
    version = elsewhere.add(model, examples).version
    store.folder.mkdir(parents=True)
    (elsewhere.folder / version).rename(store.folder / version)
    refused("model_untrusted", lambda: store.load(version))
    signing_key(store.data_dir, create=True)
    refused("model_untrusted", lambda: store.load_folder(store.folder / version))


def resign(store: ModelStore, folder: Path) -> None:
    key = signing_key(store.data_dir, create=False)
    assert key is not None
    (folder / "signature").write_text(signature((folder / "manifest.json").read_bytes(), key), encoding="ascii")


Body = dict[str, Any]


def in_tests(change: Callable[[Body], Body]) -> Callable[[Body], Body]:
    """Return a change of every self-test of a manifest."""
    return lambda body: body | {"self_test": [test | change(test) for test in body["self_test"]]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda body: body | {"format": 3}, "model_format"),
        (lambda body: {key: value for key, value in body.items() if key != "files"}, "model_unreadable"),
        (lambda body: body | {"version": "20200101-0000000000"}, "model_tampered"),
        (lambda body: body | {"self_test": []}, "model_self_test"),
        (in_tests(lambda test: {"relevance": test["relevance"] + 2e-6}), "model_self_test"),
        (in_tests(lambda _: {"confidence": {"96": 0.5}}), "model_self_test"),
        (in_tests(lambda _: {"classifier": {}}), "model_self_test"),
        (in_tests(lambda _: {"text": "Gunmen seized them"}), "model_self_test"),
        (in_tests(lambda _: {"engine": {"96": 1.0}}), "model_self_test"),
        (in_tests(lambda test: {"relevance": test["relevance"] + 5e-7}), ""),
    ],
)  # fmt: skip
def test_format_and_self_test_are_checked(
    store: ModelStore,
    model: Model,
    examples: list[Example],
    change: Callable[[Body], Body],
    code: str,
) -> None:
    folder = store.folder / store.add(model, examples).version
    path = folder / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    resign(store, folder)
    if code:
        refused(code, lambda: store.load(folder.name))
    else:
        assert store.load(folder.name).version == folder.name


def test_a_model_file_that_lacks_a_part_is_refused(
    store: ModelStore, model: Model, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    state = model.to_state()
    del state["judgement"]
    monkeypatch.setattr(Model, "to_state", lambda _: state)
    version = store.add(model, examples).version
    refused("model_unreadable", lambda: store.load(version))


def test_a_model_whose_parts_do_not_fit_is_refused(
    store: ModelStore, model: Model, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = model.judgement.full
    narrow = replace(full, names=full.names[:-1], weights=full.weights[:-1])
    state = replace(model, judgement=replace(model.judgement, full=narrow)).to_state()
    monkeypatch.setattr(Model, "to_state", lambda _: state)
    version = store.add(model, examples).version
    refused("model_self_test", lambda: store.load(version))


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_the_key_is_for_the_owner_only(store: ModelStore, model: Model, examples: list[Example]) -> None:
    version = store.add(model, examples).version
    key = store.data_dir / KEY_FILE
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.chmod(0o644)
    refused("model_key", lambda: store.load(version))
    key.chmod(0o600)
    assert store.load(version).version == version
    key.write_bytes(b"short")
    refused("model_key", lambda: store.load(version))


def test_storing_the_same_model_again_mends_it(store: ModelStore, model: Model, examples: list[Example]) -> None:
    version = store.add(model, examples).version
    tamper_model(store.folder / version)
    assert store.add(model, examples).version == version
    assert store.load(version).version == version
    assert {path.name for path in store.folder.iterdir()} == {version}


def test_a_failed_write_leaves_nothing(
    store: ModelStore, model: Model, examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Model, "to_state", lambda _: {"bad": object()})
    with pytest.raises(TypeError):
        store.add(model, examples)
    assert list(store.folder.iterdir()) == []


@pytest.mark.usefixtures("shipped")
def test_a_broken_pointer_is_an_error_not_the_shipped_model(store: ModelStore) -> None:
    store.folder.mkdir(parents=True)
    (store.folder / "current.json").write_text("{", encoding="utf-8")
    refused("model_pointer", store.load)


@pytest.mark.usefixtures("shipped")
def test_a_current_model_that_is_gone_is_an_error_not_the_shipped_model(
    store: ModelStore, model: Model, examples: list[Example]
) -> None:
    version = store.add(other(model, 0.5), examples).version
    store.promote(version)
    (store.folder / version).rename(store.folder.parent / "gone")
    refused("model_missing", store.load)
