"""The API keys: made once, kept only as a hash, compared in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ihl_classifier.schema.error import IhlError
from ihl_classifier.store.models import KeyRecord

SHAPE = re.compile(r"ihl_(?P<prefix>[0-9a-f]{12})_[A-Za-z0-9_-]{43}")
NAME = re.compile(r"[\w][\w .@:+-]{0,199}")
NO_HASH = "0" * 64


class Scope(StrEnum):
    """What a key may do; `admin` may do everything."""

    LABEL = "label"
    REVIEW = "review"
    TRAIN = "train"
    ADMIN = "admin"


class KeyState(StrEnum):
    """Whether a key opens the door today."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the store knows it: everything but the key itself."""

    id: uuid.UUID
    name: str
    prefix: str
    scopes: frozenset[Scope]
    created: datetime
    expires: datetime | None
    revoked: datetime | None

    def allows(self, scopes: Collection[Scope]) -> bool:
        """Return whether the key has one of the scopes, or is an admin's; no scope asked means any key."""
        return not scopes or Scope.ADMIN in self.scopes or not self.scopes.isdisjoint(scopes)

    def state(self, now: datetime) -> KeyState:
        """Return whether the key is active, expired or revoked at that moment."""
        if self.revoked is not None:
            return KeyState.REVOKED
        if self.expires is not None and self.expires <= now:
            return KeyState.EXPIRED
        return KeyState.ACTIVE


@dataclass(frozen=True, slots=True, repr=False)
class NewKey:
    """A key just made, with its secret; the only time that the secret is seen."""

    key: Key
    secret: str


class KeyRepository:
    """The keys within one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def create(self, scopes: Collection[Scope], name: str = "", expires: datetime | None = None) -> NewKey:
        """Return a new key with its secret; without a name it is called after its scopes and prefix.

        Raises:
            IhlError: no scope, a name that is taken or that cannot be printed in one line.
        """
        if not scopes:
            raise IhlError("key_without_scope", "a key needs a scope", where="scope", hint=f"one of {', '.join(Scope)}")
        ordered = [scope for scope in Scope if scope in scopes]
        prefix = secrets.token_hex(6)
        secret = f"ihl_{prefix}_{secrets.token_urlsafe(32)}"
        name = name or f"{'-'.join(ordered)}-{prefix}"
        if not NAME.fullmatch(name):
            raise IhlError(
                "key_name_invalid", "the name holds characters that it may not", where="name",
                hint="letters, digits, space and . _ @ : + -, at most 200, a letter or digit first",
            )  # fmt: skip
        record = KeyRecord(
            id=uuid.uuid4(),
            name=name,
            prefix=prefix,
            sha256=_hash(secret),
            scopes=[scope.value for scope in ordered],
            created=datetime.now(UTC),
            expires=expires,
            revoked=None,
        )
        try:
            with self._session.begin_nested():
                self._session.add(record)
        except IntegrityError as error:
            raise IhlError(
                "key_name_taken", f"there is a key called {name!r} already", where="name", hint="choose another name"
            ) from error
        return NewKey(_key(record), secret)

    def find(self, secret: str) -> Key | None:
        """Return the key whose secret this is, active or not; None if there is none."""
        shape = SHAPE.fullmatch(secret)
        record = None
        if shape is not None:
            record = self._session.scalars(select(KeyRecord).where(KeyRecord.prefix == shape["prefix"])).first()
        same = hmac.compare_digest(record.sha256 if record else NO_HASH, _hash(secret))
        return _key(record) if record is not None and same else None

    def list(self) -> list[Key]:
        """Return all keys, oldest first."""
        return [_key(row) for row in self._session.scalars(select(KeyRecord).order_by(KeyRecord.created))]

    def any(self) -> bool:
        """Return whether a key was ever made."""
        return self._session.scalars(select(KeyRecord.id).limit(1)).first() is not None

    def revoke(self, name_or_prefix: str) -> Key:
        """Return the key, revoked now (or when it was before).

        Raises:
            IhlError: no key has that name or prefix.
        """
        query = select(KeyRecord).where(or_(KeyRecord.name == name_or_prefix, KeyRecord.prefix == name_or_prefix))
        record = self._session.scalars(query).first()
        if record is None:
            raise IhlError(
                "key_unknown", "no key has that name or prefix", where="key", hint="see them with: ihl keys list"
            )
        if record.revoked is None:
            record.revoked = datetime.now(UTC)
        self._session.flush()
        return _key(record)


def _hash(secret: str) -> str:
    # A plain SHA-256 is enough for 256 random bits: there is no dictionary to try (unlike with passwords).
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _key(record: KeyRecord) -> Key:
    scopes = frozenset(Scope(scope) for scope in record.scopes)
    return Key(record.id, record.name, record.prefix, scopes, record.created, record.expires, record.revoked)
