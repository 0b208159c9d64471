"""Signing in and out with a password; the session lives in a signed, HttpOnly cookie."""

from fastapi import APIRouter, Request, Response

from api.access import Caller
from api.deps import CallerDep, SessionDep
from api.errors import kind_of, problem, request_id_of
from api.schemas.sign_in import Credentials, SignedIn
from api.sessions import SessionContent
from gridgeo.domain.errors import NotSignedInError
from gridgeo.services.sign_in import sign_in

router = APIRouter(prefix="/session", tags=["session"])


@router.post(
    "",
    operation_id="sign_in",
    response_model=SignedIn,
)
def create_session(
    request: Request, credentials: Credentials, session: SessionDep
) -> Response | SignedIn:
    """Sign in: the answer sets the cookie and gives the token that writes must carry.

    After eight wrong passwords in a row an account rests for five minutes.
    """
    attempt = sign_in(session, credentials.name, credentials.password.get_secret_value())
    if attempt.person is None:
        # Returned, not raised: the failure that was just counted must be committed.
        refusal = attempt.refusal or NotSignedInError("Name or password is wrong.")
        return problem(
            kind_of(refusal),
            refusal.message,
            request_id=request_id_of(request),
            field=refusal.field,
        )
    content = SessionContent.begin(attempt.person)
    content.write(request.session)
    person = attempt.person
    caller = Caller(person.login, person.user_id, person.grants)
    return SignedIn(name=caller.name, roles=caller.roles, csrf_token=content.csrf)


@router.get("", operation_id="get_session")
def read_session(request: Request, caller: CallerDep) -> SignedIn:
    """Who is signed in, with the token for writes."""
    content = SessionContent.read(request.session)
    if caller.user_id is None or content is None:
        raise NotSignedInError("Nobody is signed in.")
    return SignedIn(name=caller.name, roles=caller.roles, csrf_token=content.csrf)


@router.delete("", operation_id="sign_out", status_code=204)
def end_session(request: Request, caller: CallerDep) -> None:
    """Sign out: the cookie is taken back."""
    request.session.clear()
