"""API keys for other systems: shown once, stored as a hash, scoped, revocable at once."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit
from gridgeo.db.tables import ApiKey
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.sign_in import Person, load_person, person_of

SCOPES = ("admin", "events", "features", "lookup", "metrics", "patrols", "tiles", "tracks")
REQUESTS_PER_MINUTE = 6000
_PREFIX = "gg_"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The account that a key acts for, the part of its rights that the key has, and its limit."""

    key_id: int
    person: Person
    name: str
    scopes: frozenset[str]
    requests_per_minute: int


def make_key(
    session: Session,
    user_id: int,
    name: str,
    scopes: Sequence[str],
    *,
    requests_per_minute: int = REQUESTS_PER_MINUTE,
    actor: str = "system",
) -> tuple[ApiKey, str]:
    """Make a key for an account; it may send so many requests a minute.

    Returns
    -------
    tuple of (ApiKey, str)
        The stored row and the secret, which is nowhere else: show it once.

    Raises
    ------
    BadInputError
        For a scope that does not exist.
    NotFoundError
        If there is no such account.
    """
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise BadInputError(
            f"There is no scope '{', '.join(unknown)}'; there are: {', '.join(SCOPES)}.",
            field="scopes",
        )
    if load_person(session, user_id) is None:
        raise NotFoundError(f"There is no account {user_id}.", field="user_id")
    secret = _PREFIX + secrets.token_urlsafe(32)
    row = ApiKey(
        user_id=user_id,
        name=name,
        prefix=secret[:9],
        key_hash=_hash(secret),
        scopes=sorted(set(scopes)),
        requests_per_minute=requests_per_minute,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    audit.append(session, actor, "create", "api_key", str(row.id), {"scopes": row.scopes})
    return row, secret


def holder_of(session: Session, secret: str) -> KeyHolder | None:
    """Give whom a secret stands for; None when it is unknown, expired or revoked."""
    found = accounts.key_by_hash(session, _hash(secret))
    if found is None:
        return None
    row, user = found
    if not user.active:
        return None
    person = person_of(session, user)
    return KeyHolder(row.id, person, row.name, frozenset(row.scopes), row.requests_per_minute)


def list_keys(session: Session) -> list[ApiKey]:
    """Give all keys, ended ones too, in the order in which they were made."""
    return accounts.keys_of(session)


def revoke_key(session: Session, key_id: int, *, actor: str = "system") -> ApiKey:
    """End a key at once.

    Raises
    ------
    NotFoundError
        If there is no such key.
    """
    row = accounts.revoke_key(session, key_id)
    if row is None:
        raise NotFoundError(f"There is no API key {key_id}.", field="id")
    audit.append(session, actor, "revoke", "api_key", str(key_id), {})
    return row


def _hash(secret: str) -> bytes:
    # A key has 256 random bits: one round of SHA-256 is enough, and quick on every request.
    return hashlib.sha256(secret.encode()).digest()
