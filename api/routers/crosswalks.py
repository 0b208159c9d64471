"""Crosswalks (对照表): what the grids of two networks share."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.accept_job import accept_job
from api.access import Action, Caller
from api.cover import areas_seen, require_plan_cover
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.params import AsOf
from api.schemas.common import NetworkCode
from api.schemas.crosswalks import Agreement, Crosswalk, CrosswalkRequest, CrosswalkRow
from api.schemas.jobs import Job
from gridgeo.services.crosswalk_job import read_crosswalk

router = APIRouter(prefix="/crosswalks", tags=["crosswalks"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.FINDINGS))]
Writer = Annotated[Caller, Depends(allow(Action.WRITE_PLANS))]


@router.get("", operation_id="get_crosswalk")
def read(
    session: SystemSessionDep,
    caller: Reader,
    a: Annotated[NetworkCode, Query()],
    b: Annotated[NetworkCode, Query()],
    as_of: AsOf,
) -> Crosswalk:
    """Lay two published networks over each other: pairs of grids with what they share.

    For up to 2,000 grids in both together; larger ones are a job (``POST``).
    """
    walk = read_crosswalk(session, a, b, as_of, areas_seen(caller, "households"))
    return Crosswalk(
        a=walk.a.name,
        b=walk.b.name,
        households=walk.households,
        persons=walk.persons,
        agreement=walk.agreement,
        communities=[Agreement.model_validate(one) for one in walk.communities],
        rows=[CrosswalkRow.model_validate(row) for row in walk.worst]
        + [CrosswalkRow.model_validate(row) for row in walk.rows if row.same],
    )


@router.post("", operation_id="create_crosswalk", status_code=202)
def make(
    session: SessionDep,
    state: StateDep,
    caller: Writer,
    wanted: CrosswalkRequest,
    response: Response,
) -> Job:
    """Lay any two networks over each other: published, at any date, or drafts that you may read.

    The answer is a job; its result is the file, with sums, pairs and matrices for print in Excel.
    """
    for side in (wanted.a, wanted.b):
        if side.plan is not None:
            require_plan_cover(session, state, caller, Action.READ_PLANS, side.plan)
    arguments = {**wanted.model_dump(mode="json"), "seen": areas_seen(caller, "households")}
    return accept_job(session, caller, response, "crosswalk", arguments)
