"""What became of a network, and what waits: versions, lives, borders, tasks; and going back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action, Caller
from api.cover import require_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.schemas.common import AreaCode, GridCode, NetworkCode
from api.schemas.history import (
    BorderHistory,
    Life,
    RollbackRequest,
    RolledBack,
    SplitProposal,
    Task,
    TaskList,
    Version,
    VersionPage,
)
from gridgeo.domain.errors import BadInputError
from gridgeo.services import history
from gridgeo.services.list_tasks import list_tasks
from gridgeo.services.propose_split import propose_split
from gridgeo.services.roll_back import areas_to_roll_back, roll_back

router = APIRouter(prefix="/networks/{network}", tags=["history"], route_class=WriteRoute)

# Who did what, by name: for staff.
Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Publisher = Annotated[Caller, Depends(allow(Action.PUBLISH))]


@router.get("/versions", operation_id="list_versions")
def read_versions(
    session: SessionDep,
    caller: Reader,
    network: NetworkCode,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> VersionPage:
    """List the publications of a network, the latest first."""
    items, following = history.list_versions(session, network, cursor=cursor, limit=limit)
    return VersionPage(items=[Version(**row) for row in items], next=following)


@router.get("/grids/{code}/history", operation_id="get_grid_history")
def read_life(session: SessionDep, caller: Reader, network: NetworkCode, code: GridCode) -> Life:
    """Tell the life of a code: versions, who published them, by which operations, descent."""
    return Life(**history.read_life(session, network, code))


@router.get("/borders", operation_id="get_border_history")
def read_border(
    session: SessionDep,
    caller: Reader,
    network: NetworkCode,
    grid: Annotated[
        list[GridCode] | None, Query(max_length=2, description="Two neighbouring grids")
    ] = None,
    lon: Annotated[float | None, Query(ge=-180, le=180, allow_inf_nan=False)] = None,
    lat: Annotated[float | None, Query(ge=-85, le=85, allow_inf_nan=False)] = None,
    radius_m: Annotated[float, Query(gt=0, le=100, description="Around the place")] = 20.0,
) -> BorderHistory:
    """Tell who changed a border, when and why: of two grids, or at a place."""
    if grid is not None and len(grid) == 2 and lon is None and lat is None:
        return BorderHistory(**history.border_between(session, network, *grid))
    if lon is not None and lat is not None and grid is None:
        return BorderHistory(**history.border_near(session, network, (lon, lat), radius_m))
    raise BadInputError("Name two grids, or a place by lon and lat.", field="grid")


@router.get("/tasks", operation_id="list_tasks")
def read_tasks(
    session: SessionDep,
    caller: Reader,
    network: NetworkCode,
    area: Annotated[AreaCode | None, Query(description="Only grids in this area")] = None,
) -> TaskList:
    """List what waits for somebody: reserved grids that fill up, and suspended ones."""
    return TaskList(items=[Task(**row) for row in list_tasks(session, network, area)])


@router.get("/tasks/{grid}/proposal", operation_id="get_split_proposal")
def read_proposal(
    session: SessionDep, caller: Reader, network: NetworkCode, grid: GridCode
) -> SplitProposal:
    """Draw the split that is proposed for a reserved grid which holds more than it may."""
    return SplitProposal(**propose_split(session, network, grid))


@router.post("/rollback", operation_id="roll_back_network", status_code=201)
def go_back(
    session: SessionDep,
    state: StateDep,
    caller: Publisher,
    network: NetworkCode,
    wanted: RollbackRequest,
) -> RolledBack:
    """Publish an earlier version once more, as the next one; nothing of the past is rewritten."""
    areas = areas_to_roll_back(session, network, wanted.version)
    require_cover(session, state, caller, Action.PUBLISH, network, areas)
    made = roll_back(session, network, wanted.version, wanted.reason, actor=caller.name)
    return RolledBack(
        version=made.version, opened=made.opened, closed=made.closed, valid_from=made.valid_from
    )
