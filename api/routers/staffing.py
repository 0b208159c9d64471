"""Staffing of grids: figures, loads, cover pairs (AB岗), who serves what."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action, Caller
from api.cover import require_area
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import AsOf
from api.schemas.common import AreaCode, NetworkCode
from api.schemas.staffing import (
    CoverPair,
    CoverPairs,
    CoverProposal,
    CoverRequest,
    KeptCover,
    Loads,
    Service,
    ServiceRequest,
    StaffingFigures,
)
from gridgeo.services.staffing import cover
from gridgeo.services.staffing.figures import staffing_figures
from gridgeo.services.staffing.loads import worker_loads
from gridgeo.staffing.cover import CoverWeights
from gridgeo.staffing.fairness import TOLERANCE

router = APIRouter(prefix="/staffing", tags=["people"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_STAFF))]
Manager = Annotated[Caller, Depends(allow(Action.MANAGE_STAFF))]
OfNetwork = Annotated[NetworkCode, Query()]
InArea = Annotated[AreaCode | None, Query(description="District, town or community; all if none")]


@router.get("", operation_id="get_staffing")
def read_figures(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: OfNetwork,
    as_of: AsOf,
    area: InArea = None,
) -> StaffingFigures:
    """Ratios, vacancies and structure of the staff, for an area and its communities."""
    require_area(session, state, caller, Action.READ_STAFF, area, network)
    return StaffingFigures(**staffing_figures(session, network, area, as_of))


@router.get("/loads", operation_id="get_worker_loads")
def read_loads(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: OfNetwork,
    area: InArea = None,
    tolerance: Annotated[float, Query(ge=0.01, le=10)] = TOLERANCE,
) -> Loads:
    """Give what each worker has to do, and whose share is not fair."""
    require_area(session, state, caller, Action.READ_STAFF, area, network)
    return Loads(**worker_loads(session, network, area, tolerance=tolerance))


@router.get("/cover", operation_id="list_cover_pairs")
def read_cover(
    session: SessionDep, state: StateDep, caller: Reader, network: OfNetwork, area: InArea = None
) -> CoverPairs:
    """Cover pairs in force."""
    require_area(session, state, caller, Action.READ_STAFF, area, network)
    rows = cover.list_cover(session, network, area)
    return CoverPairs(items=[CoverPair(**row) for row in rows])


@router.post("/cover/proposal", operation_id="propose_cover_pairs")
def propose_cover(
    session: SessionDep, state: StateDep, caller: Reader, wanted: CoverRequest
) -> CoverProposal:
    """Propose the best cover pairs; nothing is written."""
    require_area(session, state, caller, Action.READ_STAFF, wanted.area, wanted.network)
    proposal = cover.propose_cover(
        session, wanted.network, wanted.area, weights=_weights(wanted), at=wanted.at
    )
    return CoverProposal(**proposal)


@router.post("/cover", operation_id="keep_cover_pairs", status_code=201)
def keep_cover(
    session: SessionDep, state: StateDep, caller: Manager, wanted: CoverRequest
) -> KeptCover:
    """Put the best cover pairs in force; those that the grids had end."""
    require_area(session, state, caller, Action.MANAGE_STAFF, wanted.area, wanted.network)
    kept = cover.keep_cover(
        session,
        wanted.network,
        wanted.area,
        actor=caller.name,
        weights=_weights(wanted),
        at=wanted.at,
    )
    return KeptCover(**kept)


@router.post("/service", operation_id="get_service")
def read_service(
    session: SessionDep, state: StateDep, caller: Reader, wanted: ServiceRequest
) -> Service:
    """Who serves each grid on a day: leaves, vacancies, and whoever else is away."""
    require_area(session, state, caller, Action.READ_STAFF, wanted.area, wanted.network)
    served = cover.who_serves(
        session,
        wanted.network,
        wanted.area,
        at=wanted.at,
        absent=wanted.absent,
        most_load=wanted.most_load,
        only_stood_in=wanted.only_stood_in,
    )
    return Service(**served)


def _weights(wanted: CoverRequest) -> CoverWeights:
    return CoverWeights(**wanted.weights.model_dump())
