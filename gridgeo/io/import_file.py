"""Files to import: a layer of a vector file, or a table whose rows may have coordinates."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.io.point_table import X_NAMES, Y_NAMES, text_encoding
from gridgeo.io.points import TABLE_SUFFIXES
from gridgeo.io.vector import read_layer


def read_import_file(
    path: Path, *, layer: str | None = None, crs: str | None = None
) -> gpd.GeoDataFrame:
    """Read the rows of a file as they are.

    Parameters
    ----------
    path : Path
        Any vector file; or a CSV or TSV in UTF-8 or GB18030, whose columns ``lon`` and ``lat`` (or
        经度 and 纬度, x and y) give points. Rows without a number there have no geometry.
    layer : str, optional
        Of a vector file.
    crs : str, optional
        Where the file names none; EPSG:4326 for a table.

    Raises
    ------
    BadInputError
        If the file is missing, empty or unreadable.
    """
    if path.suffix.lower() not in TABLE_SUFFIXES:
        return read_layer(path, layer=layer, crs=crs)
    if not path.exists():
        raise BadInputError(f"There is no file '{path}'.")
    table = _read_table(path)
    try:
        system = CRS.from_user_input(crs or "EPSG:4326")
    except CRSError as error:
        raise BadInputError(
            f"'{crs}' is no coordinate system that gridgeo knows.", field="crs"
        ) from error
    return gpd.GeoDataFrame(table, geometry=_points(table), crs=system)


def _read_table(path: Path) -> pd.DataFrame:
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    try:
        table = pd.read_csv(
            path,
            sep=separator,
            dtype=str,
            encoding=text_encoding(path),
            keep_default_na=False,
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, pd.errors.ParserWarning) as error:
        raise BadInputError(f"'{path.name}' is no table: {str(error).strip()}.") from error
    if table.empty:
        raise BadInputError(f"'{path.name}' has no rows.")
    return table


def _points(table: pd.DataFrame) -> NDArray[np.object_]:
    by_lower = {str(name).strip().lower(): str(name) for name in reversed(list(table.columns))}
    x, y = (
        next((by_lower[name] for name in names if name in by_lower), None)
        for names in (X_NAMES, Y_NAMES)
    )
    points = np.full(len(table), None, dtype=object)
    if x is not None and y is not None:
        numbers = [pd.to_numeric(table[name], errors="coerce").to_numpy() for name in (x, y)]
        places = np.column_stack(numbers)
        known = np.isfinite(places).all(axis=1)
        points[known] = shapely.points(places[known])
    return points
