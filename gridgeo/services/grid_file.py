"""A file of grids: polygons with a code each, checked and sorted by code."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.shapes import mend_polygon, object_array
from gridgeo.io.vector import read_layer, require_field

CODE_FIELDS = ("code", "grid", "grid_code", "id", "编码", "网格编码")


@dataclass(frozen=True, slots=True)
class GridFile:
    """Grids of a file, sorted by code.

    Attributes
    ----------
    crs : CRS
        The file's own coordinate system.
    codes : str object array (grids)
        Unique and rising.
    geometry : polygon and multipolygon object array (grids)
        Valid; None or empty where the file has none.
    repaired : int
        How many polygons had to be mended.
    """

    crs: CRS
    codes: NDArray[np.object_]
    geometry: NDArray[np.object_]
    repaired: int


def read_grids(
    path: Path,
    *,
    layer: str | None = None,
    id_field: str | None = None,
    crs: str | None = None,
    repair: bool = False,
) -> GridFile:
    """Read the grids of any vector file.

    Parameters
    ----------
    layer : str, optional
        ``grids`` when left out and there is one, as in what ``gridgeo plan`` writes.
    id_field : str, optional
        The field with the codes; one of `CODE_FIELDS` when left out.
    crs : str, optional
        The coordinate system where the file names none.
    repair : bool
        Mend invalid polygons instead of refusing them.

    Raises
    ------
    BadInputError
        Unreadable, no codes, a code twice, other shapes than polygons, invalid polygons.
    """
    frame = read_layer(path, layer=layer, crs=crs, usual="grids")
    codes = _codes(frame, path, id_field)
    geometry = frame.geometry.to_numpy().copy()
    _refuse_other_shapes(geometry, codes, path)
    invalid = ~shapely.is_valid(geometry) & ~shapely.is_missing(geometry)
    if invalid.any() and not repair:
        named = ", ".join(codes[invalid][:3])
        raise BadInputError(
            f"'{path.name}' has {invalid.sum()} invalid polygons ({named}):"
            " mend them, or let --repair do it."
        )
    geometry[invalid] = object_array([mend_polygon(shape) for shape in geometry[invalid]])
    order = np.argsort(codes, kind="stable")
    return GridFile(frame.crs, codes[order], geometry[order], int(invalid.sum()))


def _codes(frame: gpd.GeoDataFrame, path: Path, id_field: str | None) -> NDArray[np.object_]:
    if id_field is not None:
        require_field(frame, id_field, "id")
    field = id_field or next((name for name in CODE_FIELDS if name in frame.columns), None)
    if field is None:
        names = ", ".join(str(name) for name in frame.columns if name != frame.geometry.name)
        raise BadInputError(
            f"Say which field of '{path.name}' holds the grids' codes with --id;"
            f" there are: {names or 'none'}.",
            field="id",
        )
    blank = frame[field].isna() | (frame[field].astype(str).str.strip() == "")
    if blank.any():
        raise BadInputError(
            f"{blank.sum()} grids of '{path.name}' have no '{field}', the first in row"
            f" {int(blank.to_numpy().argmax()) + 1}; choose another field with --id.",
            field="id",
        )
    codes = frame[field].astype(str)
    if codes.duplicated().any():
        twice = ", ".join(sorted(codes[codes.duplicated()].unique())[:3])
        raise BadInputError(
            f"The field '{field}' of '{path.name}' names several grids {twice};"
            " codes must be unique.",
            field="id",
        )
    unique: NDArray[np.object_] = codes.to_numpy(dtype=object)
    return unique


def _refuse_other_shapes(
    geometry: NDArray[np.object_], codes: NDArray[np.object_], path: Path
) -> None:
    wrong = ~np.isin(
        shapely.get_type_id(geometry),
        (-1, shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON),
    )
    if wrong.any():
        raise BadInputError(
            f"'{path.name}' holds {geometry[wrong][0].geom_type} at '{codes[wrong][0]}';"
            " grids are polygons."
        )
