"""Notice sheets (公示牌) as PDF or picture."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.access import Action, Caller
from api.cover import require_area
from api.deps import SessionDep, StateDep, allow
from api.schemas.common import AreaCode, GridCode, NetworkCode
from gridgeo.domain.errors import BadInputError
from gridgeo.reports.notice_sheet import draw_sheet, lay_out_sheets
from gridgeo.services.list_areas import get_area_feature
from gridgeo.services.staffing.notice_sheets import find_face, write_notice_sheets
from gridgeo.services.staffing.people import community_of_grid

router = APIRouter(prefix="/notice-sheets", tags=["people"])

Reader = Annotated[Caller, Depends(allow(Action.READ_STAFF))]


@router.get("", operation_id="get_notice_sheets", response_class=Response)
def read_sheets(
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    network: Annotated[NetworkCode, Query()],
    area: Annotated[AreaCode | None, Query(description="All base grids of this community")] = None,
    grid: Annotated[GridCode | None, Query(description="Only this grid")] = None,
    paper: Annotated[Literal["a3", "a4"], Query()] = "a4",
    form: Annotated[Literal["pdf", "png"], Query(description="png: one grid only")] = "pdf",
) -> Response:
    """One page a grid: map, border in words, counts, people with duty telephone, QR code."""
    if form == "png" and grid is None:
        raise BadInputError("A picture shows one sheet: say which grid.", field="grid")
    if area is not None and get_area_feature(session, area)["properties"]["level"] != "community":
        raise BadInputError(
            "Take a community at a time; 'gridgeo notice' writes a whole district.", field="area"
        )
    place = area if grid is None else community_of_grid(session, network, grid)
    require_area(session, state, caller, Action.READ_STAFF, place, network)
    face = find_face(state.settings.glyph_font)
    sheets = write_notice_sheets(
        session,
        network,
        face=face,
        area=area,
        grid=grid,
        public_url=state.settings.public_url,
        actor=caller.name,
    )
    made = draw_sheet(sheets[0], face, paper) if form == "png" else None
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'inline; filename="notice-{grid or area}.{form}"',
    }
    return Response(
        made or lay_out_sheets(sheets, face, paper),
        media_type="image/png" if form == "png" else "application/pdf",
        headers=headers,
    )
