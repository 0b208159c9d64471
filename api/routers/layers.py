"""Layers of places as files: what an import takes in goes out again."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse

from api.access import PERSONAL, Action, Caller, require
from api.cover import areas_seen
from api.deps import SessionDep, StateDep, allow
from api.file_answers import FILES, Encoding, FileCrs, FormatName, file_answer
from gridgeo.io.export_formats import format_of_name
from gridgeo.services.export_layer import COUNTED, export_layer

router = APIRouter(prefix="/layers", tags=["layers"])

Layer = Literal[
    "areas",
    "barriers",
    "compounds",
    "buildings",
    "households",
    "places",
    "developments",
    "land_use",
    "units",
    "gazetteer",
]
Reader = Annotated[Caller, Depends(allow(Action.FEATURES))]


@router.get(
    "/{layer}/download",
    operation_id="download_layer",
    response_class=FileResponse,
    responses=FILES,  # type: ignore[arg-type]  # FastAPI wants int | str as keys
)
def download_layer(
    request: Request,
    session: SessionDep,
    state: StateDep,
    caller: Reader,
    layer: Layer,
    format: FormatName = "gpkg",
    crs: FileCrs = "EPSG:4326",
    encoding: Encoding = "utf-8",
) -> FileResponse:
    """Give a layer as one file, with the columns that an import reads.

    Layers with addresses or counts (buildings, units, households, gazetteer) are for those whose
    task the households are, within their areas, and go to the audit log.
    """
    seen = None
    if layer in COUNTED:
        require(caller, Action.READ_HOUSEHOLDS, public_read=False)
        request.state.personal = PERSONAL[Action.READ_HOUSEHOLDS]
        seen = areas_seen(caller, "households")
    chosen = format_of_name(format)
    return file_answer(
        layer,
        chosen,
        lambda path: export_layer(
            session, layer, path, crs=crs, encoding=encoding, chosen=chosen, seen=seen,
            actor=caller.name,
        ),
    )  # fmt: skip
