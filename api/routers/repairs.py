"""Repairs of published networks: a dry run, whose result is a file to look at and to import."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.accept_job import accept_job
from api.access import Action, Caller, require
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.schemas.crosswalks import RepairRequest
from api.schemas.jobs import Job
from gridgeo.services.list_networks import require_network

router = APIRouter(prefix="/repairs", tags=["repairs"], route_class=WriteRoute)

Writer = Annotated[Caller, Depends(allow(Action.WRITE_PLANS))]


@router.post("", operation_id="create_repair", status_code=202)
def make(
    session: SessionDep, state: StateDep, caller: Writer, wanted: RepairRequest, response: Response
) -> Job:
    """Resolve overlaps, fill gaps and match borders of a network, without publishing anything.

    The answer is a job; its document lists the largest changes, its file is a GeoPackage with all
    of them and the repaired grids.
    """
    require_network(session, wanted.network)
    require(
        caller,
        Action.WRITE_PLANS,
        public_read=state.settings.public_read,
        network=wanted.network,
        areas=[frozenset()],  # the whole network is repaired
    )
    return accept_job(session, caller, response, "repair", wanted.model_dump(mode="json"))
