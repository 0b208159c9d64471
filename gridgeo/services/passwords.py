"""What a password must be, one made at random, and a person's change of their own."""

import secrets

from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit
from gridgeo.domain.errors import BadInputError, ForbiddenError
from gridgeo.services.sign_in import has_password, hash_password

PASSWORD_LENGTH = 12
MOST_CHARACTERS = 256


def check_password(password: str, login: str) -> None:
    """Refuse passwords that are too short, too long, or hold the login.

    Raises
    ------
    BadInputError
        The sentence says which; the password is never echoed.
    """
    if not PASSWORD_LENGTH <= len(password) <= MOST_CHARACTERS:
        raise BadInputError(
            f"A password needs at least {PASSWORD_LENGTH} characters, and at most"
            f" {MOST_CHARACTERS}.",
            field="password",
        )
    if login.casefold() in password.casefold() and len(password) < PASSWORD_LENGTH + len(login):
        raise BadInputError("A password must not be made of the login.", field="password")


def make_password() -> str:
    """Make a password at random (120 bits): it is shown once, and stored as its hash."""
    return secrets.token_urlsafe(15)


def change_own_password(session: Session, user_id: int, present: str, wanted: str) -> None:
    """Change a person's password; whoever is signed in elsewhere with the old one is signed out.

    Raises
    ------
    ForbiddenError
        The present password is not this one.
    BadInputError
        The new one is too short, or the same.
    """
    user = accounts.user_by_id(session, user_id)
    if user is None or user.password_hash is None or not has_password(session, user_id, present):
        raise ForbiddenError("The present password is not this one.", field="present")
    check_password(wanted, user.login)
    if wanted == present:
        raise BadInputError("The new password is the present one.", field="password")
    user.password_hash = hash_password(wanted)
    user.must_change_password = False
    session.flush()
    audit.append(session, user.login, "change_password", "user", user.login)
