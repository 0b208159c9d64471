"""Networks as administrators define them: standard, codes, dedicated grids, ties."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access import Action, Caller
from api.deps import SessionDep, allow
from api.idempotency import WriteRoute
from api.schemas.common import NetworkCode
from api.schemas.network_definition import NetworkChange, NetworkRequest
from api.schemas.networks import NetworkDetail
from gridgeo.services.define_network import add_network, change_network
from gridgeo.services.list_networks import get_network

router = APIRouter(prefix="/networks", tags=["networks"], route_class=WriteRoute)

Definer = Annotated[Caller, Depends(allow(Action.DEFINE_NETWORKS))]


@router.post("", operation_id="create_network", status_code=201)
def define(
    session: SessionDep, caller: Definer, wanted: NetworkRequest, response: Response
) -> NetworkDetail:
    """Define a network. It has no grids yet: import them, or make a plan and publish it."""
    add_network(session, wanted.as_spec(), actor=caller.name)
    response.headers["Location"] = f"/api/v1/networks/{wanted.code}"
    return NetworkDetail.of(get_network(session, wanted.code))


@router.patch("/{network}", operation_id="change_network")
def change(
    session: SessionDep, caller: Definer, network: NetworkCode, wanted: NetworkChange
) -> NetworkDetail:
    """Change parts of a network's definition; published grids stay as they are."""
    change_network(session, network, wanted.changes(), actor=caller.name)
    return NetworkDetail.of(get_network(session, network))
