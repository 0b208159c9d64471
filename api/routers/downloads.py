"""A network's grids as a file, in the format and the coordinate system that are asked for."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from api.access import Action
from api.deps import SessionDep, allow
from api.params import AsOf
from api.schemas.common import NetworkCode
from gridgeo.domain.errors import UnavailableError
from gridgeo.io.export_formats import FORMATS, format_of_name
from gridgeo.services.export_network import export_network

router = APIRouter(
    prefix="/networks", tags=["networks"], dependencies=[Depends(allow(Action.FEATURES))]
)

MOST_AT_ONCE = 2  # a process; each holds a whole network as tables
_places = threading.BoundedSemaphore(MOST_AT_ONCE)

FormatName = Literal["gpkg", "shp", "geojson", "kml", "xlsx", "csv", "fgb", "parquet"]
_FILES = {
    200: {
        "content": {chosen.media_type: {} for chosen in FORMATS.values()},
        "description": "The file",
    }
}


@router.get(
    "/{network}/download",
    operation_id="download_network",
    response_class=FileResponse,
    responses=_FILES,  # type: ignore[arg-type]  # FastAPI wants int | str as keys
)
def download_network(
    session: SessionDep,
    network: NetworkCode,
    as_of: AsOf,
    format: Annotated[FormatName, Query(description="shp is a shapefile in a ZIP")] = "gpkg",
    crs: Annotated[
        str,
        Query(
            max_length=64,
            description="EPSG:4326, EPSG:4490, a Gauss-Krüger zone, EPSG:3857, gcj02 or bd09",
            examples=["EPSG:4547"],
        ),
    ] = "EPSG:4326",
    encoding: Annotated[
        Literal["utf-8", "gbk"], Query(description="gbk for shapefile and CSV only")
    ] = "utf-8",
) -> FileResponse:
    """Give the grids of a network, as they are or were, as one file."""
    chosen = format_of_name(format)
    with _one_of_few():
        folder = tempfile.TemporaryDirectory(prefix="gridgeo-download-")
        path = Path(folder.name) / _file_name(network, as_of, chosen.suffix)
        try:
            export_network(
                session, network, path, as_of=as_of, crs=crs, encoding=encoding, chosen=chosen
            )
        except BaseException:
            folder.cleanup()
            raise
    return FileResponse(
        path,
        media_type=chosen.media_type,
        filename=path.name,
        background=BackgroundTask(folder.cleanup),
    )


@contextmanager
def _one_of_few() -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise UnavailableError(
            f"{MOST_AT_ONCE} files are being written already; ask again in a few seconds."
        )
    try:
        yield
    finally:
        _places.release()


def _file_name(network: str, as_of: datetime | None, suffix: str) -> str:
    return f"{network}{'' if as_of is None else f'-{as_of:%Y-%m-%d}'}{suffix}"
