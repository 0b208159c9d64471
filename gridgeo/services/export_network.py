"""Published grids into a GeoPackage, GeoJSON or shapefile."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import from_wkb
from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.repositories.networks import load_network
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.io.outputs import cannot_write

DRIVERS = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".json": "GeoJSON", ".shp": "ESRI Shapefile"}
# A shapefile's names have ten characters at most; these stay themselves.
_COLUMNS = {
    "codes": "code",
    "names": "name",
    "kinds": "kind",
    "statuses": "status",
    "area_codes": "area_code",
    "parent_codes": "parent",
    "households": "households",
    "persons": "persons",
    "versions": "version",
    "reasons": "reason",
}


def export_network(
    session: Session,
    network_code: str,
    path: Path,
    *,
    as_of: datetime | None = None,
    crs: str = "EPSG:4326",
) -> int:
    """Write a network's grids, valid at an instant, to a file; give their number.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
        The network.
    path : Path
        Its ending chooses the format. A GeoJSON is RFC 7946, always EPSG:4326.
    as_of : datetime, optional
        Aware instant; now by default.
    crs : str
        Of the file.

    Raises
    ------
    NotFoundError
        If there is no such network, or it has no grids at that instant.
    BadInputError
        If the ending or the coordinate system is not known.
    UnavailableError
        If the file cannot be written; nothing half-written stays.
    """
    driver = DRIVERS.get(path.suffix.lower())
    if driver is None:
        raise BadInputError(
            f"'{path.name}' must end in one of {', '.join(DRIVERS)}.", field="output"
        )
    load_network(session, network_code)
    rows = published_grids(session, network_code, as_of)
    if not len(rows):
        raise NotFoundError(f"The network '{network_code}' has no grids at that time.")
    frame = gpd.GeoDataFrame(
        {column: _column(getattr(rows, name)) for name, column in _COLUMNS.items()},
        geometry=from_wkb(list(rows.wkb)),
        crs="EPSG:4326",
    ).to_crs(_target(crs, driver))
    _write(frame, path, driver, network_code)
    return len(frame)


def _column(values: NDArray[Any]) -> pd.Series:
    """Give a column of the file; a count that was never made is a missing value."""
    if values.dtype.kind == "i":
        return pd.Series(values, dtype="Int64").where(values >= 0)
    return pd.Series(values, dtype="string")


def _target(crs: str, driver: str) -> CRS:
    try:
        target = CRS.from_user_input(crs)
    except CRSError as error:
        raise BadInputError(
            f"'{crs}' is no coordinate system that gridgeo knows.", field="crs"
        ) from error
    if driver == "GeoJSON" and target != CRS.from_epsg(4326):
        raise BadInputError("GeoJSON is always in EPSG:4326; choose a GeoPackage.", field="crs")
    return target


def _write(frame: gpd.GeoDataFrame, path: Path, driver: str, layer: str) -> None:
    """Write beside the target, then rename: a shapefile is several files."""
    options = {"RFC7946": "YES"} if driver == "GeoJSON" else {}
    encoding = "UTF-8" if driver == "ESRI Shapefile" else None
    name = None if driver == "ESRI Shapefile" else layer
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}-") as folder:
            draft = Path(folder) / path.name
            pyogrio.write_dataframe(
                frame, draft, layer=name, driver=driver, encoding=encoding, **options
            )
            for part in sorted(Path(folder).iterdir()):
                part.replace(path.parent / part.name)
    except (OSError, pyogrio.errors.DataSourceError, RuntimeError) as error:
        raise cannot_write(path, error) from error
