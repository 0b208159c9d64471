"""API keys for other systems."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access import Action, Caller
from api.deps import SessionDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.schemas.common import RowId
from api.schemas.sign_in import ApiKey, ApiKeyList, ApiKeyRequest, NewApiKey
from gridgeo.domain.errors import NotSignedInError
from gridgeo.services import api_keys

router = APIRouter(prefix="/api-keys", tags=["api keys"], route_class=WriteRoute)

Manager = Annotated[Caller, Depends(allow(Action.MANAGE_KEYS))]


@router.get("", operation_id="list_api_keys")
def read_keys(session: SystemSessionDep, caller: Manager) -> ApiKeyList:
    """All keys, ended ones too; never their secrets."""
    return ApiKeyList(items=[ApiKey.model_validate(row) for row in api_keys.list_keys(session)])


@router.post("", operation_id="create_api_key", status_code=201)
def create_key(session: SessionDep, caller: Manager, wanted: ApiKeyRequest) -> NewApiKey:
    """Make a key that acts for your account within the scopes; its secret is shown this once."""
    if caller.user_id is None:
        raise NotSignedInError("A key belongs to an account.")
    row, secret = api_keys.make_key(
        session,
        caller.user_id,
        wanted.name,
        wanted.scopes,
        requests_per_minute=wanted.requests_per_minute,
        actor=caller.name,
    )
    return NewApiKey(secret=secret, **ApiKey.model_validate(row).model_dump())


@router.delete("/{key_id}", operation_id="revoke_api_key")
def end_key(session: SessionDep, caller: Manager, key_id: RowId) -> ApiKey:
    """End a key at once."""
    return ApiKey.model_validate(api_keys.revoke_key(session, key_id, actor=caller.name))
