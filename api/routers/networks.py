"""Networks (网络、条线) and their published grids (网格)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action
from api.deps import SessionDep, allow
from api.params import AsOf, BBox, Cursor, Limit
from api.responses import GeoJson
from api.schemas.common import AreaCode, Feature, GridCode, NetworkCode
from api.schemas.grids import Grid, GridPage, GridProperties
from api.schemas.networks import CodeList, CommunityCodes, Network, NetworkDetail, NetworkList
from gridgeo.domain.enums import GridStatus
from gridgeo.services.list_grids import GridFilter, get_grid_feature, list_grids
from gridgeo.services.list_networks import get_network, list_networks
from gridgeo.services.remaining_codes import remaining_codes

router = APIRouter(
    prefix="/networks", tags=["networks"], dependencies=[Depends(allow(Action.FEATURES))]
)


@router.get("", operation_id="list_networks")
def read_networks(session: SessionDep, as_of: AsOf) -> NetworkList:
    """All networks with their standards and what is published of them."""
    return NetworkList(items=[Network(**row) for row in list_networks(session, as_of)])


@router.get("/{network}", operation_id="get_network")
def read_network(session: SessionDep, network: NetworkCode, as_of: AsOf) -> NetworkDetail:
    """One network as it is defined, and where its tiles are."""
    return NetworkDetail.of(get_network(session, network, as_of))


@router.get("/{network}/codes", operation_id="list_remaining_codes")
def read_codes(
    session: SessionDep,
    network: NetworkCode,
    area: Annotated[AreaCode | None, Query(description="Only communities in this area")] = None,
) -> CodeList:
    """Say how many codes each community has left: a code is never given twice."""
    rows = remaining_codes(session, network, area)
    return CodeList(items=[CommunityCodes(**row) for row in rows])


@router.get("/{network}/grids", operation_id="list_grids")
def read_grids(
    session: SessionDep,
    network: NetworkCode,
    as_of: AsOf,
    bbox: BBox,
    area: Annotated[AreaCode | None, Query(description="Only grids in this area")] = None,
    status: Annotated[GridStatus | None, Query(description="Only grids of this status")] = None,
    search: Annotated[
        str | None, Query(min_length=1, max_length=64, description="Part of the code or the name")
    ] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> GridPage:
    """List a page of grids without their polygons, in the order of their codes."""
    wanted = GridFilter(network, area, status, bbox, as_of, search)
    items, following = list_grids(session, wanted, cursor=cursor, limit=limit)
    return GridPage(items=[Grid(**row) for row in items], next=following)


@router.get(
    "/{network}/grids/{code}",
    operation_id="get_grid",
    response_class=GeoJson,
    responses={200: {"model": Feature[GridProperties]}},
)
def read_grid(session: SessionDep, network: NetworkCode, code: GridCode, as_of: AsOf) -> GeoJson:
    """One grid with polygon, households, deviation, areas and lineage, as a GeoJSON feature."""
    return GeoJson(get_grid_feature(session, network, code, as_of))
