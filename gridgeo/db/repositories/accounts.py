"""Users, their sessions, grants and API keys: rows in, rows out; nothing is decided here."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from gridgeo.db.tables import ApiKey, RoleGrant, User, UserSession


def user_by_login(session: Session, login: str) -> User | None:
    """Give the user who signs in with this name."""
    return session.scalar(select(User).where(User.login == login))


def user_by_id(session: Session, user_id: int) -> User | None:
    """Give a user by key."""
    return session.get(User, user_id)


def user_by_subject(session: Session, issuer: str, subject: str) -> User | None:
    """Give the user whom a provider knows by this subject."""
    return session.scalar(
        select(User).where(User.oidc_issuer == issuer, User.oidc_subject == subject)
    )


def grants_of(session: Session, user_id: int) -> list[RoleGrant]:
    """Give a user's roles with their scopes, in the order in which they were granted."""
    rows = select(RoleGrant).where(RoleGrant.user_id == user_id).order_by(RoleGrant.id)
    return list(session.scalars(rows))


def delete_grants(session: Session, user_id: int) -> None:
    """Take all roles of a user away."""
    session.execute(delete(RoleGrant).where(RoleGrant.user_id == user_id))


def store_session(session: Session, token_hash: bytes, user_id: int, lasts: timedelta) -> None:
    """Write a session that ends after ``lasts``, by the database's clock."""
    session.add(UserSession(token_hash=token_hash, user_id=user_id, ends_at=func.now() + lasts))
    session.flush()


def user_of_session(session: Session, token_hash: bytes) -> User | None:
    """Give whose session it is, unless it has ended."""
    return session.scalar(
        select(User)
        .join(UserSession, UserSession.user_id == User.id)
        .where(UserSession.token_hash == token_hash, UserSession.ends_at > func.now())
    )


def delete_session(session: Session, token_hash: bytes) -> None:
    """End one session."""
    session.execute(delete(UserSession).where(UserSession.token_hash == token_hash))


def delete_sessions(session: Session, user_id: int, but: bytes | None = None) -> int:
    """End all sessions of a user, but one; give how many there were."""
    ended = delete(UserSession).where(UserSession.user_id == user_id)
    if but is not None:
        ended = ended.where(UserSession.token_hash != but)
    return len(session.scalars(ended.returning(UserSession.user_id)).all())


def forget_ended_sessions(session: Session) -> None:
    """Delete sessions whose time is over."""
    session.execute(delete(UserSession).where(UserSession.ends_at <= func.now()))


def count_failure(session: Session, user_id: int, limit: int, rest: timedelta) -> None:
    """Count a wrong password; at the limit the account rests and the count starts anew.

    One statement, so that attempts at the same time are all counted.
    """
    reached = User.failed_sign_ins + 1 >= limit
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(
            failed_sign_ins=case((reached, 0), else_=User.failed_sign_ins + 1),
            locked_until=case((reached, func.now() + rest), else_=User.locked_until),
        )
    )


def note_success(session: Session, user_id: int, password_hash: str | None = None) -> None:
    """Forget failures, note the time and, where given, store the password's newer hash."""
    values: dict[str, object] = {
        "failed_sign_ins": 0,
        "locked_until": None,
        "last_sign_in_at": func.now(),
    }
    if password_hash is not None:
        values["password_hash"] = password_hash
    session.execute(update(User).where(User.id == user_id).values(**values))


def database_now(session: Session) -> datetime:
    """Give the database's clock, so that all workers judge by the same one."""
    return session.scalars(select(func.now())).one()


def key_by_hash(session: Session, key_hash: bytes) -> tuple[ApiKey, User] | None:
    """Give the key of this hash with its user, if it is neither revoked nor expired."""
    found = session.execute(
        select(ApiKey, User)
        .join(User, User.id == ApiKey.user_id)
        .where(
            ApiKey.key_hash == key_hash,
            ApiKey.revoked_at.is_(None),
            func.coalesce(ApiKey.expires_at > func.now(), True),
        )
    ).one_or_none()
    return None if found is None else (found.ApiKey, found.User)


def keys_of(session: Session, user_ids: Iterable[int] | None = None) -> list[ApiKey]:
    """Give keys in the order in which they were made; those of some users, or all."""
    rows = select(ApiKey).order_by(ApiKey.id)
    if user_ids is not None:
        rows = rows.where(ApiKey.user_id.in_(list(user_ids)))
    return list(session.scalars(rows))


def revoke_key(session: Session, key_id: int) -> ApiKey | None:
    """End a key now; a key that has ended keeps its first end."""
    return session.scalar(
        update(ApiKey)
        .where(ApiKey.id == key_id)
        .values(revoked_at=func.coalesce(ApiKey.revoked_at, func.now()))
        .returning(ApiKey)
    )
