"""Accounts of people: a login, a password kept as its hash, and roles within scopes."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit
from gridgeo.db.tables import Area, RoleGrant, User
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.services.list_networks import require_network
from gridgeo.services.passwords import check_password
from gridgeo.services.sign_in import Grant, hash_password


def create_user(
    session: Session,
    login: str,
    password: str,
    grants: Sequence[Grant],
    *,
    display_name: str | None = None,
    must_change_password: bool = False,
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
    check_password(password, login)
    if accounts.user_by_login(session, login) is not None:
        raise ConflictError(f"There is a user '{login}' already.", field="login")
    user = User(
        login=login,
        display_name=display_name or login,
        password_hash=hash_password(password),
        must_change_password=must_change_password,
    )
    session.add(user)
    session.flush()
    store_grants(session, user.id, grants)
    audit.append(session, actor, "create", "user", login, {"grants": describe_grants(grants)})
    return user.id


def store_grants(session: Session, user_id: int, grants: Sequence[Grant]) -> None:
    """Write grants of a user, each once.

    Raises
    ------
    NotFoundError
        If there is no such area or network.
    """
    for grant in dict.fromkeys(grants):
        if grant.area_code is not None and session.get(Area, grant.area_code) is None:
            raise NotFoundError(f"There is no area '{grant.area_code}'.", field="area")
        if grant.network_code is not None:
            require_network(session, grant.network_code)
        session.add(
            RoleGrant(
                user_id=user_id,
                role=grant.role,
                area_code=grant.area_code,
                network_code=grant.network_code,
            )
        )
    session.flush()


def describe_grants(grants: Sequence[Grant]) -> list[dict[str, str | None]]:
    """Write grants for the audit log."""
    return [
        {"role": grant.role.value, "area": grant.area_code, "network": grant.network_code}
        for grant in dict.fromkeys(grants)
    ]
