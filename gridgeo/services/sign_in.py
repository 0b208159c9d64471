"""Who somebody is: passwords checked with argon2id, accounts that rest after many failures."""

import hashlib
import threading
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit
from gridgeo.db.tables import User
from gridgeo.domain.enums import Role
from gridgeo.domain.errors import GridgeoError, NotSignedInError, TooManyAttemptsError

FAILURES_BEFORE_REST = 8
REST = timedelta(minutes=5)
_REST_SENTENCE = (
    f"This account rests after {FAILURES_BEFORE_REST} wrong passwords;"
    f" try again in {REST.seconds // 60} minutes."
)
_HASHER = PasswordHasher()
# Each check takes 64 MiB on purpose; many at once must not take the machine.
_CHECKS_AT_ONCE = threading.BoundedSemaphore(4)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role within an area (with all below it) and a network; None means all."""

    role: Role
    area_code: str | None = None
    network_code: str | None = None

    @property
    def everywhere(self) -> bool:
        """Whether it is bound to no area and no network."""
        return self.area_code is None and self.network_code is None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account.

    Attributes
    ----------
    user_id : int
        Key of the account.
    login : str
        The name to sign in with.
    grants : tuple of Grant
        What the account may be used for.
    seal : str
        Changes with the password: a session made under another seal is over.
    display_name : str
        What others call them.
    must_change_password : bool
        Somebody else knows the password: it has to be changed before anything else.
    worker_code : str or None
        The grid worker that the account belongs to.
    """

    user_id: int
    login: str
    grants: tuple[Grant, ...]
    seal: str
    display_name: str = ""
    must_change_password: bool = False
    worker_code: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """Outcome of a sign-in: the person, or why not. Failures are counted, so nothing is raised.

    Of a name that nobody has, which has no account to count in, whoever asks keeps the count.
    """

    person: Person | None
    refusal: GridgeoError | None = None
    unknown: bool = False


def hash_password(password: str) -> str:
    """Hash a password with argon2id and a random salt."""
    return _HASHER.hash(password)


def rest() -> TooManyAttemptsError:
    """Give the refusal of an account that rests."""
    return TooManyAttemptsError(_REST_SENTENCE, field="name")


def sign_in(session: Session, login: str, password: str) -> Attempt:
    """Check a password and count failures; the caller commits in either case.

    Parameters
    ----------
    session : Session
        An open transaction.
    login, password : str
        As the person typed them.

    Returns
    -------
    Attempt
        With the person, or with the error to answer: the same for an unknown name, a wrong
        password and a closed account, so that names cannot be probed.
    """
    user = accounts.user_by_login(session, login)
    if user is not None and _rests(session, user):
        return Attempt(None, rest())
    stored = user.password_hash if user is not None and user.active else None
    right = _verify(stored or _nobodys_hash(), password) and stored is not None
    if user is None or stored is None or not right:
        if user is not None:
            accounts.count_failure(session, user.id, FAILURES_BEFORE_REST, REST)
            audit.append(session, login, "sign_in_failed", "user", str(user.id))
        refusal = NotSignedInError("Name or password is wrong.", field="password")
        return Attempt(None, refusal, unknown=user is None)
    newer = _HASHER.hash(password) if _HASHER.check_needs_rehash(stored) else None
    accounts.note_success(session, user.id, newer)
    person = _person(session, user, newer or stored)
    audit.append(session, login, "sign_in", "user", str(user.id))
    return Attempt(person)


def load_person(session: Session, user_id: int) -> Person | None:
    """Give the person of an account as it stands now; None when it is gone or closed."""
    user = accounts.user_by_id(session, user_id)
    if user is None or not user.active:
        return None
    return person_of(session, user)


def person_of(session: Session, user: User) -> Person:
    """Give the person of an account's row, with the grants."""
    return _person(session, user, user.password_hash)


def has_password(session: Session, user_id: int, password: str) -> bool:
    """Tell whether this is the account's present password."""
    user = accounts.user_by_id(session, user_id)
    return user is not None and _verify(user.password_hash or _nobodys_hash(), password)


def _person(session: Session, user: User, password_hash: str | None) -> Person:
    grants = tuple(
        Grant(grant.role, grant.area_code, grant.network_code)
        for grant in accounts.grants_of(session, user.id)
    )
    seal = hashlib.sha256((password_hash or "").encode()).hexdigest()[:16]
    return Person(
        user.id,
        user.login,
        grants,
        seal,
        user.display_name,
        user.must_change_password,
        user.worker_code,
    )


def _rests(session: Session, user: User) -> bool:
    return user.locked_until is not None and user.locked_until > accounts.database_now(session)


def _verify(stored: str, password: str) -> bool:
    with _CHECKS_AT_ONCE:
        try:
            return _HASHER.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys_hash() -> str:
    """Stand in for the hash of an unknown name, so that the answer takes as long as for a known."""
    return _HASHER.hash("nobody's password")
