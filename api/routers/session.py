"""Signing in and out with a password; a signed, HttpOnly cookie names the session."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from api.access import Caller, allowed_actions
from api.deps import (
    CallerDep,
    SessionDep,
    StateDep,
    SystemSessionDep,
    caller_of,
    client_address,
)
from api.errors import kind_of, problem, request_id_of
from api.schemas.sign_in import Credentials, PasswordChange, SignedIn
from api.schemas.users import RoleGrant
from api.sessions import SessionContent
from api.state import State
from gridgeo.domain.errors import ForbiddenError, NotSignedInError
from gridgeo.services.passwords import change_own_password
from gridgeo.services.sign_in import Person, load_person, rest, sign_in
from gridgeo.services.user_sessions import begin_session, end_session, end_sessions

router = APIRouter(prefix="/session", tags=["session"])


@router.post(
    "",
    operation_id="sign_in",
    response_model=SignedIn,
)
def create_session(
    request: Request, credentials: Credentials, state: StateDep, session: SystemSessionDep
) -> Response | SignedIn:
    """Sign in: the answer sets the cookie and gives the token that writes must carry.

    After eight wrong passwords in a row an account rests for five minutes, or until an
    administrator unlocks it; an address may fail thirty times a minute.
    """
    address = client_address(request)
    state.sign_in_limits.check(address)
    attempt = sign_in(session, credentials.name, credentials.password.get_secret_value())
    if attempt.person is None:
        state.sign_in_limits.count_failure(address)
        # Returned, not raised: the failure that was just counted must be committed.
        refusal = attempt.refusal or NotSignedInError("Name or password is wrong.")
        if attempt.unknown and not state.sign_in_limits.let_unknown(credentials.name):
            refusal = rest()
        return problem(
            kind_of(refusal),
            refusal.message,
            request_id=request_id_of(request),
            field=refusal.field,
        )
    return enter(request, state, session, attempt.person)


@router.get("", operation_id="get_session")
def read_session(request: Request, caller: CallerDep) -> SignedIn:
    """Who is signed in, with the token for writes."""
    content = SessionContent.read(request.session)
    if caller.user_id is None or content is None:
        raise NotSignedInError("Nobody is signed in.")
    return _show(caller, content)


@router.put("/password", operation_id="change_own_password")
def change_password(
    request: Request,
    caller: CallerDep,
    state: StateDep,
    session: SessionDep,
    wanted: PasswordChange,
) -> SignedIn:
    """Choose another password: you stay signed in here, and are signed out everywhere else."""
    content = SessionContent.read(request.session)
    if caller.user_id is None or caller.scopes is not None or content is None:
        raise NotSignedInError("Sign in to change your password.")
    state.sign_in_limits.check(client_address(request))
    present, password = wanted.present.get_secret_value(), wanted.password.get_secret_value()
    try:
        change_own_password(session, caller.user_id, present, password)
    except ForbiddenError:
        state.sign_in_limits.count_failure(client_address(request))
        raise
    end_sessions(session, caller.user_id)
    person = load_person(session, caller.user_id)
    if person is None:
        raise NotSignedInError("This account is closed.")
    return enter(request, state, session, person)


@router.delete("", operation_id="sign_out", status_code=204)
def end(request: Request, caller: CallerDep, session: SessionDep) -> None:
    """Sign out: the session is over, whoever still has its cookie."""
    content = SessionContent.read(request.session)
    if content is not None:
        end_session(session, content.token)
    request.session.clear()


def enter(request: Request, state: State, session: Session, person: Person) -> SignedIn:
    """Begin a session for somebody who has shown who they are, and put it into the cookie."""
    lasts = timedelta(hours=state.settings.session_hours)
    content = SessionContent.begin(person, begin_session(session, person.user_id, lasts))
    content.write(request.session)
    return _show(caller_of(person), content)


def _show(caller: Caller, content: SessionContent) -> SignedIn:
    return SignedIn(
        name=caller.name,
        display_name=caller.display_name,
        roles=caller.roles,
        grants=[
            RoleGrant(role=grant.role, area=grant.area_code, network=grant.network_code)
            for grant in caller.grants
        ],
        actions=allowed_actions(caller),
        must_change_password=caller.must_change_password,
        csrf_token=content.csrf,
    )
