"""What routes ask for: settings, one session a request, the caller, and leave to go on."""

import hmac
from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie, APIKeyHeader
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.access import ANONYMOUS, PERSONAL, Action, Caller, require
from api.sessions import COOKIE, SessionContent
from api.state import State
from gridgeo.db.row_scope import confine
from gridgeo.db.session import open_session
from gridgeo.domain.errors import ForbiddenError, NotSignedInError
from gridgeo.services.api_keys import holder_of
from gridgeo.services.read_audit import note_reading, note_writing
from gridgeo.services.sign_in import Person
from gridgeo.services.user_sessions import person_of_session

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Who has a plan open just now: said four times a minute, and kept nowhere.
FLEETING = frozenset({"note_presence", "end_presence"})

# Declared for the OpenAPI document; get_caller reads both by itself.
_key_header = APIKeyHeader(name="X-API-Key", auto_error=False, description="Key of a system")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="Session of a person")


# Dependencies are coroutines wherever they do not block: FastAPI sends plain functions to a pool
# of threads, which costs more than most answers.
async def get_state(request: Request) -> State:
    """Give the application's parts."""
    state: State = request.app.state.parts
    return state


StateDep = Annotated[State, Depends(get_state)]


def get_system_session(state: StateDep) -> Iterator[Session]:
    """Give a session that reads everything: for accounts and keys, and where only counts leave."""
    with open_session(state.engine) as session:
        yield session


SystemSessionDep = Annotated[Session, Depends(get_system_session, scope="function")]


async def get_caller(
    request: Request,
    state: StateDep,
    api_key: Annotated[str | None, Depends(_key_header)],
    cookie: Annotated[str | None, Depends(_cookie)],
    csrf_token: Annotated[str | None, Header(alias="X-CSRF-Token", include_in_schema=False)] = None,
) -> Caller:
    """Find out who asks: by API key, by session cookie, or nobody.

    Raises
    ------
    NotSignedInError
        A key was sent that is unknown, expired or revoked.
    RateLimitedError
        The key has sent more requests than it may.
    ForbiddenError
        A write by session without the session's CSRF token.
    """
    api_key = api_key or _bearer(request)
    if api_key is not None:
        return await run_in_threadpool(_caller_of_key, state, api_key)
    if cookie is None:
        return ANONYMOUS
    content = SessionContent.read(request.session)
    if content is None:
        return ANONYMOUS
    if request.method not in SAFE_METHODS:
        _check_csrf(content, csrf_token)
    return await run_in_threadpool(_caller_of_session, state, content)


CallerDep = Annotated[Caller, Depends(get_caller)]


def get_session(request: Request, state: StateDep, caller: CallerDep) -> Iterator[Session]:
    """Give the request's session: one transaction, committed before the answer leaves.

    A question reads within the caller's scope, which the database itself holds it to. A write has
    to see all that it may touch, so that its rules are checked against what is there: the route
    asks `api.access.require` whether the caller's grants cover it.
    """
    with open_session(state.engine) as session:
        if request.method in SAFE_METHODS:
            confine(session, caller.tasks, caller.worker_code)
        yield session
        _note_reading(request, session, caller)
        _note_writing(request, session, caller)


# With the scope "function" the commit comes before the answer: who reads "201" finds it stored.
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def allow(action: Action) -> Callable[..., Caller]:
    """Make a dependency that lets only callers pass who may do ``action``."""

    async def allowed(request: Request, caller: CallerDep, state: StateDep) -> Caller:
        require(caller, action, public_read=state.settings.public_read)
        if action in PERSONAL:
            request.state.personal = PERSONAL[action]
        return caller

    allowed.action = action  # type: ignore[attr-defined]  # a test reads it from every route
    return allowed  # type: ignore[return-value]  # FastAPI awaits it


def _note_reading(request: Request, session: Session, caller: Caller) -> None:
    """Log who has read what of persons, unless the transaction has logged something already."""
    kind = getattr(request.state, "personal", None)
    if kind is not None and not session.info.get("audited"):
        query = f"?{request.url.query}" if request.url.query else ""
        note_reading(session, caller.name, kind, f"{request.url.path}{query}"[:500])


def _note_writing(request: Request, session: Session, caller: Caller) -> None:
    """Log every write, also one whose use case says nothing of it: what leads to a job, say."""
    operation = getattr(request.scope.get("route"), "operation_id", None)
    if request.method not in SAFE_METHODS and operation not in FLEETING:
        note_writing(session, caller.name, operation or request.method, request.url.path[:500])


def caller_of(person: Person) -> Caller:
    """Give a person who is signed in as a caller."""
    return Caller(
        person.login,
        person.user_id,
        person.grants,
        display_name=person.display_name,
        must_change_password=person.must_change_password,
        worker_code=person.worker_code,
    )


def client_address(request: Request) -> str:
    """Give the address that a request came from, as the server in front of us says."""
    return request.client.host if request.client is not None else "unknown"


def _bearer(request: Request) -> str | None:
    """Give the key of an Authorization header, which is all that some clients can send."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() or None if scheme.lower() == "bearer" else None


def _caller_of_key(state: State, secret: str) -> Caller:
    with open_session(state.engine) as session:
        holder = holder_of(session, secret)
    if holder is None:
        raise NotSignedInError("This API key is not valid, or no longer.", field="X-API-Key")
    state.key_limits.take(holder.key_id, holder.requests_per_minute)
    person = holder.person
    return Caller(f"key:{holder.name}", person.user_id, person.grants, holder.scopes)


def _caller_of_session(state: State, content: SessionContent) -> Caller:
    with open_session(state.engine) as session:
        person = person_of_session(session, content.token)
    if person is None or not hmac.compare_digest(person.seal, content.seal):
        return ANONYMOUS
    return caller_of(person)


def _check_csrf(content: SessionContent, token: str | None) -> None:
    if token is None or not hmac.compare_digest(token.encode(), content.csrf.encode()):
        raise ForbiddenError(
            "A write needs the session's token in the header X-CSRF-Token.", field="X-CSRF-Token"
        )
