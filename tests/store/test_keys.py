"""API keys: kept as a hash, found by their whole secret only, with scopes and an end."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ihl_classifier.schema.error import IhlError
from ihl_classifier.store import Store
from ihl_classifier.store.keys import KeyState, Scope
from ihl_classifier.store.models import KeyRecord

NOW = datetime.now(UTC)


def test_the_secret_is_nowhere_in_the_store(sqlite_store: Store, tmp_path: Path) -> None:
    with sqlite_store.write() as unit:
        made = unit.keys.create([Scope.LABEL])
    with Session(sqlite_store.engine) as session:
        assert session.get_one(KeyRecord, made.key.id).sha256 == hashlib.sha256(made.secret.encode()).hexdigest()
    secret_part = made.secret.rpartition("_")[2].encode() or made.secret[17:].encode()
    for path in tmp_path.iterdir():
        assert secret_part not in path.read_bytes()
    assert made.secret not in repr(made)


def test_a_key_is_found_by_its_whole_secret_only(store: Store) -> None:
    with store.write() as unit:
        made, other = unit.keys.create([Scope.LABEL]), unit.keys.create([Scope.ADMIN])
    last = "A" if made.secret[-1] != "A" else "B"
    wrong = [
        "", "ihl_", made.secret[:-1], made.secret[:-1] + last, made.secret + "A", made.secret.upper(), made.key.prefix,
        f"ihl_{made.key.prefix}_", f"ihl_{other.key.prefix}_{made.secret[17:]}", made.secret[:-1] + "\ud800", "é" * 60,
        made.secret.replace("ihl_", "ihl_%"), " " + made.secret,
    ]  # fmt: skip
    with store.read() as unit:
        found = unit.keys.find(made.secret)
        assert found == made.key
        assert [secret for secret in wrong if unit.keys.find(secret) is not None] == []


@pytest.mark.parametrize(
    ("scopes", "asked", "allowed"),
    [
        ([Scope.LABEL], [Scope.LABEL], True),
        ([Scope.LABEL], [Scope.REVIEW], False),
        ([Scope.LABEL], [Scope.LABEL, Scope.REVIEW], True),
        ([Scope.LABEL, Scope.REVIEW], [Scope.REVIEW], True),
        ([Scope.TRAIN], [Scope.ADMIN], False),
        ([Scope.ADMIN], [Scope.TRAIN], True),
        ([Scope.TRAIN], [], True),
    ],
)
def test_scopes(store: Store, scopes: list[Scope], asked: list[Scope], allowed: bool) -> None:
    with store.write() as unit:
        assert unit.keys.create(scopes).key.allows(asked) is allowed


def test_a_key_ends_by_date_or_by_hand(store: Store) -> None:
    with store.write() as unit:
        short = unit.keys.create([Scope.LABEL], "short", NOW + timedelta(days=1)).key
        long = unit.keys.create([Scope.LABEL], "long").key
        revoked = unit.keys.revoke("long")
        again = unit.keys.revoke(long.prefix)
    assert short.state(NOW) is KeyState.ACTIVE
    assert short.state(NOW + timedelta(days=1)) is KeyState.EXPIRED
    assert long.state(NOW) is KeyState.ACTIVE
    assert revoked.state(NOW) is KeyState.REVOKED
    assert again.revoked == revoked.revoked


@pytest.mark.parametrize(
    ("scopes", "name", "code"),
    [
        ([], "", "key_without_scope"),
        ([Scope.LABEL], "taken", "key_name_taken"),
        ([Scope.LABEL], "two\nlines", "key_name_invalid"),
        ([Scope.LABEL], "\x1b[31mred", "key_name_invalid"),
        ([Scope.LABEL], "n" * 201, "key_name_invalid"),
    ],
)
def test_a_key_that_cannot_be_made(store: Store, scopes: list[Scope], name: str, code: str) -> None:
    with store.write() as unit:
        unit.keys.create([Scope.LABEL], "taken")
    with store.write() as unit:
        with pytest.raises(IhlError) as caught:
            unit.keys.create(scopes, name)
        assert caught.value.info.code == code
        # The unit is still good: the failed key did not break the transaction.
        assert [key.name for key in unit.keys.list()] == ["taken"]


def test_an_unknown_key_cannot_be_revoked(store: Store) -> None:
    with pytest.raises(IhlError) as caught, store.write() as unit:
        unit.keys.revoke("nobody")
    assert caught.value.info.code == "key_unknown"
