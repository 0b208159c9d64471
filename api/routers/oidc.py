"""Signing in through an OpenID Connect provider: there, and back."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse

from api.deps import StateDep, SystemSessionDep
from api.routers.session import enter
from api.state import State
from gridgeo.domain.errors import NotFoundError, NotSignedInError
from gridgeo.services.oidc.pending import Pending
from gridgeo.services.oidc.people import enter_by_claims, read_rules

if TYPE_CHECKING:
    from gridgeo.services.oidc.provider import OidcProvider

router = APIRouter(prefix="/session/oidc", tags=["session"])

_PENDING = "oidc"
_AWAY = {302: {"description": "On to the provider, or back to the map"}}


@router.get(
    "",
    operation_id="begin_oidc",
    status_code=302,
    response_class=RedirectResponse,
    responses=_AWAY,  # type: ignore[arg-type]  # FastAPI wants int | str as keys
)
def begin(request: Request, state: StateDep) -> RedirectResponse:
    """Go to the provider to sign in: authorization code with PKCE, state and nonce."""
    address, pending = _provider(state).begin(_callback(request))
    request.session[_PENDING] = [pending.state, pending.nonce, pending.verifier]
    return RedirectResponse(address, 302)


@router.get(
    "/callback",
    operation_id="finish_oidc",
    status_code=302,
    response_class=RedirectResponse,
    responses=_AWAY,  # type: ignore[arg-type]  # as above
)
def finish(
    request: Request,
    state: StateDep,
    session: SystemSessionDep,
    code: Annotated[str | None, Query(max_length=2048)] = None,
    returned: Annotated[str | None, Query(alias="state", max_length=200)] = None,
) -> RedirectResponse:
    """Come back from the provider: its token is verified, and the session begins."""
    provider = _provider(state)
    kept = request.session.pop(_PENDING, None)
    if kept is None or returned != kept[0]:
        raise NotSignedInError("This sign-in was not begun in this browser; begin anew.")
    if code is None:
        raise NotSignedInError("The provider did not let you in.")
    claims = provider.finish(code, Pending(*kept), _callback(request))
    settings = state.settings
    person = enter_by_claims(
        session,
        provider.issuer,
        claims,
        read_rules(settings.oidc_rules),
        login_claim=settings.oidc_login_claim,
    )
    enter(request, state, session, person)
    return RedirectResponse("/", 302)


def _provider(state: State) -> "OidcProvider":
    if state.oidc is None:
        raise NotFoundError("No sign-in provider is set up here (GRIDGEO_OIDC_ISSUER).")
    return state.oidc


def _callback(request: Request) -> str:
    return f"{str(request.base_url).rstrip('/')}/api/v1/session/oidc/callback"
