"""What administrators do with accounts: list, make, grant, close, unlock, give a new password.

Who administers some areas or networks manages those accounts alone whose every grant lies there;
the last administrator of everything cannot be closed or taken away.
"""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy.orm import Session

from gridgeo.db.repositories import accounts, audit, browse_users
from gridgeo.db.tables import User
from gridgeo.domain.enums import Role
from gridgeo.domain.errors import ConflictError, ForbiddenError, NotFoundError, RefusedError
from gridgeo.services.create_user import create_user, describe_grants, store_grants
from gridgeo.services.list_areas import codes_above
from gridgeo.services.passwords import check_password, make_password
from gridgeo.services.read_rows import cut_page, read_cursor
from gridgeo.services.sign_in import Grant, hash_password
from gridgeo.services.user_sessions import end_sessions

# The grants by which somebody administers; None for the command line, which may do all.
Hands = Sequence[Grant] | None


def list_users(
    session: Session,
    hands: Hands,
    *,
    role: Role | None = None,
    search: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of accounts in the order of logins, and the next page's cursor.

    Raises
    ------
    BadInputError
        If the cursor is none of ours.
    """
    rows = browse_users.list_users(
        session,
        hands=_hands(session, hands),
        after=read_cursor(cursor),
        role=None if role is None else role.value,
        search=search,
        limit=limit + 1,
    )
    return cut_page(rows, limit, "login")


def get_user(session: Session, hands: Hands, user_id: int) -> dict[str, Any]:
    """Give one account with its grants.

    Raises
    ------
    NotFoundError
        If there is none, or it is not in these hands.
    """
    rows = browse_users.list_users(session, hands=_hands(session, hands), user_id=user_id)
    if not rows:
        raise NotFoundError(f"There is no account {user_id} among those you manage.", field="id")
    return dict(rows[0])


def add_user(
    session: Session,
    hands: Hands,
    login: str,
    grants: Sequence[Grant],
    *,
    display_name: str | None = None,
    password: str | None = None,
    actor: str = "system",
) -> tuple[int, str | None]:
    """Make an account; give its key and, where none was given, the password made for it.

    The person has to choose another one at the first sign-in.

    Raises
    ------
    BadInputError
        The login or the password cannot be used.
    ConflictError
        The login is taken.
    ForbiddenError
        A grant goes beyond these hands.
    """
    browse_users.lock_accounts(session)
    _require_within(session, hands, grants)
    made = None if password is not None else make_password()
    user_id = create_user(
        session,
        login,
        password or made or "",
        grants,
        display_name=display_name,
        must_change_password=True,
        actor=actor,
    )
    return user_id, made


def set_grants(
    session: Session, hands: Hands, user_id: int, grants: Sequence[Grant], *, actor: str = "system"
) -> None:
    """Put grants in the place of all that an account has; they hold from the next request on.

    Raises
    ------
    NotFoundError
        No such account, area or network.
    ForbiddenError
        A grant goes beyond these hands.
    RefusedError
        Nobody would be left who administers everything.
    """
    user = _managed(session, hands, user_id)
    _require_within(session, hands, grants)
    administrators = browse_users.count_administrators(session)
    before = [
        Grant(grant.role, grant.area_code, grant.network_code)
        for grant in accounts.grants_of(session, user_id)
    ]
    accounts.delete_grants(session, user_id)
    store_grants(session, user_id, grants)
    _keep_an_administrator(session, administrators)
    details = {"before": describe_grants(before), "after": describe_grants(grants)}
    audit.append(session, actor, "set_grants", "user", user.login, details)


def change_user(
    session: Session,
    hands: Hands,
    user_id: int,
    *,
    display_name: str | None = None,
    active: bool | None = None,
    actor: str = "system",
) -> None:
    """Rename, close or open an account; whoever is closed is signed out at once.

    Raises
    ------
    NotFoundError
        No such account in these hands.
    RefusedError
        Nobody would be left who administers everything.
    """
    user = _managed(session, hands, user_id)
    administrators = browse_users.count_administrators(session)
    changed: dict[str, Any] = {}
    if display_name is not None and display_name != user.display_name:
        user.display_name = changed["display_name"] = display_name
    if active is not None and active != user.active:
        user.active = changed["active"] = active
        if not active:
            changed["sessions_ended"] = end_sessions(session, user_id)
    session.flush()
    _keep_an_administrator(session, administrators)
    if changed:
        audit.append(session, actor, "change", "user", user.login, changed)


def link_user(
    session: Session, hands: Hands, user_id: int, issuer: str, subject: str, *, actor: str
) -> None:
    """Let somebody whom a provider knows by a subject sign in to an account; its roles stay.

    Raises
    ------
    NotFoundError
        No such account in these hands.
    ConflictError
        Another account has this subject.
    """
    user = _managed(session, hands, user_id)
    other = accounts.user_by_subject(session, issuer, subject)
    if other is not None and other.id != user_id:
        raise ConflictError(f"'{other.login}' has this subject already.", field="subject")
    user.oidc_issuer, user.oidc_subject = issuer, subject
    session.flush()
    audit.append(session, actor, "link", "user", user.login, {"issuer": issuer})


def reset_password(
    session: Session, hands: Hands, user_id: int, password: str | None = None, *, actor: str
) -> str | None:
    """Give an account a new password, unlock it and sign it out; give the password if made here.

    The person has to choose another one at the next sign-in.

    Raises
    ------
    NotFoundError
        No such account in these hands.
    BadInputError
        The password cannot be used.
    """
    user = _managed(session, hands, user_id)
    made = None if password is not None else make_password()
    wanted = password or made or ""
    check_password(wanted, user.login)
    user.password_hash = hash_password(wanted)
    user.must_change_password = True
    user.failed_sign_ins, user.locked_until = 0, None
    ended = end_sessions(session, user_id)
    session.flush()
    audit.append(session, actor, "reset_password", "user", user.login, {"sessions_ended": ended})
    return made


def unlock_user(session: Session, hands: Hands, user_id: int, *, actor: str) -> None:
    """Let an account that rests after wrong passwords sign in again.

    Raises
    ------
    NotFoundError
        No such account in these hands.
    """
    user = _managed(session, hands, user_id)
    user.failed_sign_ins, user.locked_until = 0, None
    session.flush()
    audit.append(session, actor, "unlock", "user", user.login)


def sign_out_user(session: Session, hands: Hands, user_id: int, *, actor: str) -> int:
    """End all sessions of an account; give how many there were.

    Raises
    ------
    NotFoundError
        No such account in these hands.
    """
    user = _managed(session, hands, user_id)
    ended = end_sessions(session, user_id)
    audit.append(session, actor, "sign_out", "user", user.login, {"sessions_ended": ended})
    return ended


def _managed(session: Session, hands: Hands, user_id: int) -> User:
    browse_users.lock_accounts(session)
    get_user(session, hands, user_id)
    user = accounts.user_by_id(session, user_id)
    if user is None:
        raise NotFoundError(f"There is no account {user_id}.", field="id")
    return user


def _hands(session: Session, hands: Hands) -> str | None:
    """Write what somebody administers for the query; None where that is everything."""
    if hands is None or any(grant.everywhere for grant in hands):
        return None
    return orjson.dumps(
        [
            {
                "areas": None
                if grant.area_code is None
                else browse_users.codes_below(session, grant.area_code),
                "network": grant.network_code,
            }
            for grant in hands
        ]
    ).decode()


def _require_within(session: Session, hands: Hands, grants: Sequence[Grant]) -> None:
    if hands is None or any(grant.everywhere for grant in hands):
        return
    if not grants:
        raise ForbiddenError("Give at least one role within what you administer.", field="grants")
    for grant in grants:
        chain = _chain(session, grant)
        if not any(_within(grant, chain, own) for own in hands):
            raise ForbiddenError(
                f"The role '{grant.role.value}' would reach beyond what you administer.",
                field="grants",
            )


def _chain(session: Session, grant: Grant) -> frozenset[str]:
    return codes_above(session, [grant.area_code])[0] if grant.area_code else frozenset()


def _within(grant: Grant, chain: frozenset[str], own: Grant) -> bool:
    return (own.area_code is None or own.area_code in chain) and (
        own.network_code is None or own.network_code == grant.network_code
    )


def _keep_an_administrator(session: Session, before: int) -> None:
    if before and browse_users.count_administrators(session) == 0:
        raise RefusedError(
            "Nobody would be left who administers everything: give that role to somebody else"
            " first."
        )
