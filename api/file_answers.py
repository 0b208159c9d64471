"""Files that are written for one answer: few at once, and gone once they are sent."""

import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from fastapi import Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from gridgeo.domain.errors import UnavailableError
from gridgeo.io.export_formats import FORMATS, Format

MOST_AT_ONCE = 2  # a process; each holds a whole layer as tables
_places = threading.BoundedSemaphore(MOST_AT_ONCE)

FormatName = Annotated[
    Literal["gpkg", "shp", "geojson", "kml", "xlsx", "csv", "dxf", "fgb", "parquet"],
    Query(description="shp is a shapefile in a ZIP"),
]
FileCrs = Annotated[
    str,
    Query(
        max_length=64,
        description="EPSG:4326, EPSG:4490, a Gauss-Krüger zone, EPSG:3857, gcj02 or bd09",
        examples=["EPSG:4547"],
    ),
]
Encoding = Annotated[Literal["utf-8", "gbk"], Query(description="gbk for shapefile and CSV only")]
FILES = {
    200: {
        "content": {chosen.media_type: {} for chosen in FORMATS.values()},
        "description": "The file",
    }
}


def file_answer(name: str, chosen: Format, write: Callable[[Path], object]) -> FileResponse:
    """Have a file written and send it.

    Parameters
    ----------
    name : str
        Of the file, without its ending.
    chosen : Format
    write : callable
        Given the path to write to.

    Raises
    ------
    UnavailableError
        If too many files are being written.
    """
    with _one_of_few():
        folder = tempfile.TemporaryDirectory(prefix="gridgeo-download-")
        path = Path(folder.name) / f"{name}{chosen.suffix}"
        try:
            write(path)
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
