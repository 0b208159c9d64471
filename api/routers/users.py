"""Accounts of people and their roles, for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Action, Caller
from api.deps import SessionDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.schemas.common import RowId
from api.schemas.users import (
    Grants,
    NewPassword,
    NewUser,
    PasswordGiven,
    SignedOut,
    User,
    UserChange,
    UserPage,
    UserRequest,
)
from gridgeo.domain.enums import Role
from gridgeo.services import manage_users
from gridgeo.services.sign_in import Grant

router = APIRouter(prefix="/users", tags=["users"], route_class=WriteRoute)

Manager = Annotated[Caller, Depends(allow(Action.MANAGE_USERS))]
Search = Annotated[str | None, Query(max_length=64, description="Part of the login or of the name")]


@router.get("", operation_id="list_users")
def read_users(
    session: SystemSessionDep,
    caller: Manager,
    role: Annotated[Role | None, Query(description="Only who has this role")] = None,
    search: Search = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> UserPage:
    """Accounts that you manage, in the order of their logins.

    Who administers some areas sees the accounts whose every role lies within them.
    """
    items, following = manage_users.list_users(
        session, _hands(caller), role=role, search=search, cursor=cursor, limit=limit
    )
    return UserPage(items=[User(**row) for row in items], next=following)


@router.post("", operation_id="create_user", status_code=201)
def make_user(
    session: SessionDep, caller: Manager, wanted: UserRequest, response: Response
) -> NewUser:
    """Make an account; the person chooses a password of their own at the first sign-in."""
    user_id, made = manage_users.add_user(
        session,
        _hands(caller),
        wanted.login,
        [grant.as_grant() for grant in wanted.grants],
        display_name=wanted.display_name,
        password=wanted.plain,
        actor=caller.name,
    )
    response.headers["Location"] = f"/api/v1/users/{user_id}"
    return NewUser(**manage_users.get_user(session, None, user_id), password=made)


@router.get("/{user_id}", operation_id="get_user")
def read_user(session: SystemSessionDep, caller: Manager, user_id: RowId) -> User:
    """One account with its roles, and whether it rests after wrong passwords."""
    return User(**manage_users.get_user(session, _hands(caller), user_id))


@router.patch("/{user_id}", operation_id="change_user")
def change(session: SessionDep, caller: Manager, user_id: RowId, wanted: UserChange) -> User:
    """Rename an account, close it (the person is signed out at once), or open it again."""
    manage_users.change_user(
        session,
        _hands(caller),
        user_id,
        display_name=wanted.display_name,
        active=wanted.active,
        actor=caller.name,
    )
    return User(**manage_users.get_user(session, None, user_id))


@router.put("/{user_id}/grants", operation_id="set_user_grants")
def set_grants(session: SessionDep, caller: Manager, user_id: RowId, wanted: Grants) -> User:
    """Give an account exactly these roles; they hold from its next request on."""
    grants = [grant.as_grant() for grant in wanted.grants]
    manage_users.set_grants(session, _hands(caller), user_id, grants, actor=caller.name)
    return User(**manage_users.get_user(session, None, user_id))


@router.post("/{user_id}/password", operation_id="reset_user_password")
def reset_password(
    session: SessionDep, caller: Manager, user_id: RowId, wanted: NewPassword
) -> PasswordGiven:
    """Give an account a new password: it is unlocked, and signed out everywhere."""
    made = manage_users.reset_password(
        session, _hands(caller), user_id, wanted.plain, actor=caller.name
    )
    return PasswordGiven(password=made)


@router.post("/{user_id}/unlock", operation_id="unlock_user")
def unlock(session: SessionDep, caller: Manager, user_id: RowId) -> User:
    """Let an account that rests after wrong passwords sign in again at once."""
    manage_users.unlock_user(session, _hands(caller), user_id, actor=caller.name)
    return User(**manage_users.get_user(session, None, user_id))


@router.post("/{user_id}/sign-out", operation_id="sign_out_user")
def sign_out(session: SessionDep, caller: Manager, user_id: RowId) -> SignedOut:
    """End all sessions of an account."""
    ended = manage_users.sign_out_user(session, _hands(caller), user_id, actor=caller.name)
    return SignedOut(ended=ended)


def _hands(caller: Caller) -> tuple[Grant, ...]:
    return caller.grants_for(Action.MANAGE_USERS)
