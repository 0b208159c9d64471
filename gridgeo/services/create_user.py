"""Accounts of people: a login, a password kept as its hash, and roles within scopes."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit
from gridgeo.db.tables import RoleGrant, User
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.services.sign_in import Grant, hash_password

PASSWORD_LENGTH = 12


def create_user(
    session: Session,
    login: str,
    password: str,
    grants: Sequence[Grant],
    *,
    display_name: str | None = None,
    actor: str = "system",
) -> int:
    """Create an account and give its key; the caller commits.

    Raises
    ------
    BadInputError
        If the login is empty or has spaces, or the password is too short.
    ConflictError
        If somebody has this login already.
    """
    if not login or any(letter.isspace() for letter in login):
        raise BadInputError("A login must not be empty or have spaces.", field="login")
    if len(password) < PASSWORD_LENGTH:
        raise BadInputError(
            f"A password needs at least {PASSWORD_LENGTH} characters.", field="password"
        )
    if accounts.user_by_login(session, login) is not None:
        raise ConflictError(f"There is a user '{login}' already.", field="login")
    user = User(
        login=login, display_name=display_name or login, password_hash=hash_password(password)
    )
    session.add(user)
    session.flush()
    for grant in grants:
        session.add(
            RoleGrant(
                user_id=user.id,
                role=grant.role,
                area_code=grant.area_code,
                network_code=grant.network_code,
            )
        )
    session.flush()
    roles = sorted(grant.role.value for grant in grants)
    audit.append(session, actor, "create", "user", login, {"roles": roles})
    return user.id
