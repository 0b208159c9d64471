"""Sessions of people, kept by the database: the cookie holds a token; ended is ended."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts
from gridgeo.services.sign_in import Person, person_of


def begin_session(session: Session, user_id: int, lasts: timedelta) -> str:
    """Begin a session and give its token, which is stored nowhere but in the cookie.

    Sessions that are over are forgotten on the way.
    """
    token = secrets.token_urlsafe(32)
    accounts.forget_ended_sessions(session)
    accounts.store_session(session, _hash(token), user_id, lasts)
    return token


def person_of_session(session: Session, token: str) -> Person | None:
    """Give whose session it is; None when it has ended, or the account is gone or closed."""
    user = accounts.user_of_session(session, _hash(token))
    if user is None or not user.active:
        return None
    return person_of(session, user)


def end_session(session: Session, token: str) -> None:
    """End one session; ended twice is ended."""
    accounts.delete_session(session, _hash(token))


def end_sessions(session: Session, user_id: int, *, but: str | None = None) -> int:
    """End all sessions of an account, but the one with this token; give how many there were."""
    return accounts.delete_sessions(session, user_id, None if but is None else _hash(but))


def _hash(token: str) -> bytes:
    # A token has 256 random bits: one round is enough, and quick on every request.
    return hashlib.sha256(token.encode()).digest()
