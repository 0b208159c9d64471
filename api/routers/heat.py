"""Heat maps of patrols: pictures, vector tiles, and what they hold."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

from api.access import Action
from api.deps import StateDep, SystemSessionDep, allow
from api.routers.reports import report_policy
from api.routers.tile_sets import TILE_RESPONSES, Number, Zoom
from api.schemas.patrols import HeatDescription
from api.tile_answers import ASK_ANEW, cache_rule, tile_answer
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.heat_classes import MEASURES
from gridgeo.services.list_networks import require_network
from gridgeo.services.patrols.heat import describe_heat, measure_named
from gridgeo.services.patrols.heat_maps import HeatQuestion
from gridgeo.services.patrols.heat_tiles import draw_tile, write_vector_tile
from gridgeo.services.patrols.report_heat import report_heat
from gridgeo.services.patrols.write_heat import heat_period, make_heat

router = APIRouter(
    prefix="/heat/{network}", tags=["patrols"], dependencies=[Depends(allow(Action.PATROLS))]
)

PNG = "image/png"
AnyNetwork = Annotated[
    str,
    Path(pattern=r"^(\*|[A-Za-z][A-Za-z0-9_-]{0,31})$", description="A network, or * for all"),
]
MeasureName = Literal["passes", "minutes", "days"]
_PICTURE: dict[int | str, dict[str, object]] = {
    200: {"content": {PNG: {}}, "description": "256 x 256 pixels"},
    304: {"description": "The tile that you have still holds"},
}
_REPORT: dict[int | str, dict[str, object]] = {
    200: {
        "content": {"text/html": {}, "application/pdf": {}, PNG: {}},
        "description": "A page of its own, or one sheet across",
    }
}


def _question(
    session: SystemSessionDep,
    network: AnyNetwork,
    first: Annotated[date | None, Query(alias="from", description="First local day")] = None,
    last: Annotated[date | None, Query(alias="to", description="Last local day")] = None,
    hours: Annotated[
        str, Query(pattern=r"^\d{1,2}-\d{1,2}$", description="Local hours, as in 8-12")
    ] = "0-24",
    role: Annotated[str | None, Query(max_length=40, description="Only workers' of a role")] = None,
) -> HeatQuestion:
    return read_question(session, network, first, last, hours, role)


def read_question(
    session: Session,
    network: str,
    first: date | None,
    last: date | None,
    hours: str,
    role: str | None,
) -> HeatQuestion:
    """Make a question of what a request says.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If the period or the hours are none.
    """
    if network != "*":
        require_network(session, network)
    period = heat_period(session, first, last)
    begin, _, end = hours.partition("-")
    if not begin.isdigit() or not end.isdigit():
        raise BadInputError("Hours are two numbers, as in hours=8-12.", field="hours")
    return HeatQuestion(network, period.first, period.last, int(begin), int(end), role)


Wanted = Annotated[HeatQuestion, Depends(_question)]


@router.get("", operation_id="describe_heat")
def read_heat(request: Request, session: SystemSessionDep, wanted: Wanted) -> HeatDescription:
    """Say what a heat map holds, its classes, and the addresses of its tiles."""
    found = describe_heat(session, wanted)
    query = {
        "from": wanted.first,
        "to": wanted.last,
        "hours": f"{wanted.hour_from}-{wanted.hour_to}",
        **({"role": wanted.role} if wanted.role else {}),
        "v": found["token"],
    }
    base = f"{str(request.base_url).rstrip('/')}/api/v1/heat/{wanted.network}/{{z}}/{{x}}/{{y}}"
    pictures = {name: f"{base}.png?{urlencode({'measure': name, **query})}" for name in MEASURES}
    return HeatDescription(
        **found, pictures=pictures, vector_tiles=f"{base}.mvt?{urlencode(query)}"
    )


@router.get("/report", operation_id="get_heat_report", response_class=Response, responses=_REPORT)
def read_report(
    session: SystemSessionDep,
    state: StateDep,
    wanted: Wanted,
    measure: MeasureName = "passes",
    form: Annotated[Literal["html", "pdf", "png"], Query(description="What to make")] = "html",
    paper: Annotated[Literal["a3", "a4"], Query(description="Of pdf and png")] = "a4",
) -> Response:
    """Write a page for a meeting: the map, how well the grids did, and which did worst."""
    if wanted.network == "*":
        raise BadInputError("A report is about one network.", field="network")
    report = report_heat(session, wanted, measure_named(measure))
    headers = {"Cache-Control": "private, no-store"}
    made = make_heat(report, form, paper, state.settings.glyph_font)
    if form == "html":
        policy = report_policy(made.decode())
        return HTMLResponse(made, headers=headers | {"Content-Security-Policy": policy})
    name = f"heat-{wanted.network}-{wanted.first}-{wanted.last}.{form}"
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(made, media_type=PNG if form == "png" else "application/pdf", headers=headers)


@router.get(
    "/{z}/{x}/{y}.png", operation_id="get_heat_picture", response_class=Response, responses=_PICTURE
)
def read_picture(
    request: Request,
    session: SystemSessionDep,
    wanted: Wanted,
    z: Zoom,
    x: Number,
    y: Number,
    measure: MeasureName = "passes",
) -> Response:
    """Draw a tile: viridis by fixed classes, grey where nobody walked, hatched where none knows."""
    tile = draw_tile(session, wanted, measure_named(measure), (z, x, y))
    return tile_answer(tile, request.headers, cache_rule(ASK_ANEW, public=False), PNG)


@router.get(
    "/{z}/{x}/{y}.mvt",
    operation_id="get_heat_tile",
    response_class=Response,
    responses=TILE_RESPONSES,
)
def read_tile(
    request: Request, session: SystemSessionDep, wanted: Wanted, z: Zoom, x: Number, y: Number
) -> Response:
    """Write a vector tile of cells with passes, minutes and days, and the class of each."""
    tile = write_vector_tile(session, wanted, (z, x, y))
    return tile_answer(tile, request.headers, cache_rule(ASK_ANEW, public=False))
