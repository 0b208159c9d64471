"""The ground of a draft: units with exact counts, for those whose task the communities are."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.access import Action, Caller
from api.cover import require_cover
from api.deps import StateDep, SystemSessionDep, allow
from api.revisions import tag
from api.schemas.common import AreaCode, PlanId
from api.schemas.draft_ground import DraftGround
from gridgeo.services.draft_ground import MOST_AREAS, read_ground
from gridgeo.services.list_plans import scope_of_plan

router = APIRouter(prefix="/plans/{plan_id}", tags=["plan operations"])

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Areas = Annotated[
    list[AreaCode],
    Query(max_length=MOST_AREAS, description="Communities; the plan's first when left out"),
]


@router.get("/ground", operation_id="get_draft_ground")
def read_draft_ground(
    session: SystemSessionDep,
    state: StateDep,
    caller: Reader,
    plan_id: PlanId,
    response: Response,
    area: Areas = [],  # noqa: B006 - FastAPI copies it
) -> DraftGround:
    """Give the units and grids of some communities of a draft, with exact counts and borders.

    Unlike tiles it names the households of every unit, so the caller's roles have to cover what
    is asked for.
    """
    network, _ = scope_of_plan(session, plan_id)
    ground = read_ground(session, plan_id, area)
    codes = [one["code"] for one in ground["areas"]]  # grids may reach beyond what was asked for
    require_cover(session, state, caller, Action.READ_PLANS, network, codes)
    response.headers["ETag"] = tag(ground["revision"])
    response.headers["Cache-Control"] = "no-store"
    return DraftGround(**ground)
