"""A network in a vector file: its grids with codes and counts, moved into metres."""

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.band import MOST
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.io.guess_fields import guess_fields, sure_mapping
from gridgeo.io.kinds import GRIDS
from gridgeo.io.vector import read_layer, require_field

CODE_FIELDS = ("code", "id")  # taken for the grid's code where no field is named
_POLYGONAL = (3, 6)
_POINTS = (0, 4)


@dataclass(frozen=True, eq=False)
class NetworkFile:
    """Grids of one file.

    Parameters
    ----------
    name : str
        The file's name without its ending, and the layer where one was chosen.
    codes : tuple of str
        One a grid; row numbers (``#1``) where no field is named like one with codes.
    polygons : (n,) array of geometries or None
        In ``crs``.
    crs : CRS
        Metric.
    source_crs : CRS
        What the file came in, for what goes out.
    frame : GeoDataFrame
        The rows as they stood in the file.
    """

    name: str
    codes: tuple[str, ...]
    polygons: NDArray[np.object_]
    crs: CRS
    source_crs: CRS
    frame: gpd.GeoDataFrame

    def take(self, chosen: NDArray[np.bool_]) -> "NetworkFile":
        """Give some of the grids."""
        codes = tuple(np.array(self.codes, dtype=object)[chosen].tolist())
        return replace(self, codes=codes, polygons=self.polygons[chosen], frame=self.frame[chosen])

    def counts(self, field: str, option: str) -> NDArray[np.int64]:
        """Read whole, non-negative counts of the grids from a field (see `counts_of`)."""
        return counts_of(self.frame, field, self.codes, option)


def read_network(
    path: Path,
    *,
    layer: str | None = None,
    id_field: str | None = None,
    crs: str | None = None,
    metric: CRS | None = None,
) -> NetworkFile:
    """Read a polygon layer as a network.

    Parameters
    ----------
    path, layer, crs
        As in `gridgeo.io.vector.read_layer`; of several layers ``grids`` is meant, as in what
        ``gridgeo plan`` writes.
    id_field : str, optional
        Field with the grids' codes.
    metric : CRS, optional
        The metric CRS to move into; by default one that suits the file's own place.

    Raises
    ------
    BadInputError
        An unreadable file, an unknown field, rows that are not polygons.
    """
    frame = read_layer(path, layer=layer, crs=crs, usual="grids")
    source = CRS.from_user_input(frame.crs)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    codes = _codes(frame, id_field)
    _require_polygons(shapes, codes, path)
    target = metric or metric_crs(source, _extent(shapes, source).tolist())
    name = path.stem if layer is None else f"{path.stem}:{layer}"
    return NetworkFile(name, codes, transform(shapes, source, target), target, source, frame)


def read_boundary(path: Path, metric: CRS, *, layer: str | None = None) -> BaseGeometry:
    """Read polygons as one piece of ground, in ``metric``.

    Raises
    ------
    BadInputError
        An unreadable file, rows that are not polygons, or invalid ones.
    """
    area = read_network(path, layer=layer, metric=metric)
    present = area.polygons[~shapely.is_missing(area.polygons)]
    if not shapely.is_valid(present).all():
        raise BadInputError(
            f"The boundary '{path.name}' has an invalid polygon; repair it first.", field="within"
        )
    ground: BaseGeometry = shapely.union_all(present)
    return ground


def require_codes(network: NetworkFile, remedy: str, option: str) -> None:
    """Refuse rows without a code, and codes that several rows share.

    Parameters
    ----------
    remedy : str
        What to do about it; ends the sentence.
    option : str
        The option at fault.

    Raises
    ------
    BadInputError
        With the first row or code at fault.
    """
    missing = [row for row, code in enumerate(network.codes, start=1) if not code]
    if missing:
        raise BadInputError(
            f"'{network.name}' has {len(missing)} rows without a code, the first is row"
            f" {missing[0]}; {remedy}.",
            field=option,
        )
    values, uses = np.unique(np.array(network.codes, dtype=np.str_), return_counts=True)
    twice = values[uses > 1]
    if len(twice):
        raise BadInputError(
            f"'{network.name}' has {len(twice)} codes more than once, the first is '{twice[0]}';"
            f" {remedy}.",
            field=option,
        )


def require_near(
    name: str, polygons: NDArray[np.object_], other: str, others: NDArray[np.object_]
) -> None:
    """Refuse two networks, in one metric CRS, that have no ground in common.

    Raises
    ------
    BadInputError
        If their extents do not meet.
    """
    one, two = shapely.total_bounds(polygons), shapely.total_bounds(others)
    if (one[:2] > two[2:]).any() or (two[:2] > one[2:]).any():
        raise BadInputError(
            f"'{name}' and '{other}' lie nowhere near each other; is one in another coordinate"
            " system than it says?"
        )


def counts_of(
    frame: gpd.GeoDataFrame, field: str, names: tuple[str, ...], option: str
) -> NDArray[np.int64]:
    """Read whole, non-negative counts from a field.

    Raises
    ------
    BadInputError
        If the field is missing, or a row holds text, nothing, a fraction or a negative number.
    """
    require_field(frame, field, option)
    values = pd.to_numeric(frame[field], errors="coerce").to_numpy(dtype=np.float64)
    good = np.isfinite(values) & (values >= 0) & (values <= MOST)
    wrong = ~(good & (values == np.rint(values)))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        value = frame[field].iloc[row]
        held = "nothing" if pd.isna(value) else f"'{value}'"
        raise BadInputError(
            f"'{names[row]}' (row {row + 1}) has {held} in the field '{field}';"
            f" a count is a whole number from 0 to {MOST:,}.",
            field=option,
        )
    return np.asarray(values, dtype=np.int64)


def is_points(shapes: NDArray[np.object_]) -> bool:
    """Say whether every present geometry is a point."""
    return bool(np.isin(shapely.get_type_id(shapes), (-1, *_POINTS)).all())


def is_polygons(shapes: NDArray[np.object_]) -> bool:
    """Say whether every present geometry is a polygon, and valid."""
    kinds = np.isin(shapely.get_type_id(shapes), (-1, *_POLYGONAL))
    return bool((kinds & (shapely.is_valid(shapes) | shapely.is_missing(shapes))).all())


def _codes(frame: gpd.GeoDataFrame, id_field: str | None) -> tuple[str, ...]:
    if id_field is not None:
        require_field(frame, id_field, "id")
    else:
        id_field = _likely_code(frame)
        if id_field is None:
            return tuple(f"#{row + 1}" for row in range(len(frame)))
    column = frame[id_field]
    if pd.api.types.is_float_dtype(column) and (column.dropna() % 1 == 0).all():
        column = column.astype("Int64")  # a missing code turns whole numbers into 1.0, 2.0
    return tuple("" if pd.isna(value) else str(value).strip() for value in column)


def _likely_code(frame: gpd.GeoDataFrame) -> str | None:
    """Find the field with the codes by its name: as gridgeo has it, or as offices write it."""
    fields = [str(name) for name in frame.columns if name != frame.geometry.name]
    known = next((name for name in CODE_FIELDS if name in fields), None)
    return known or sure_mapping(guess_fields(GRIDS, fields)).get("code")


def _require_polygons(shapes: NDArray[np.object_], codes: tuple[str, ...], path: Path) -> None:
    kinds = shapely.get_type_id(shapes)
    other = np.flatnonzero(~np.isin(kinds, (-1, *_POLYGONAL)))
    if len(other):
        row = int(other[0])
        raise BadInputError(
            f"'{path.name}' has {len(other)} rows that are not polygons, the first is"
            f" '{codes[row]}' (row {row + 1}, {shapes[row].geom_type})."
        )


def _extent(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.float64]:
    """Bounds of the geometries that are where they can be; stray ones are named by the checks."""
    bounds = shapely.bounds(shapes)
    limit = (360, 90, 360, 90) if crs.is_geographic else np.inf
    good = bounds[np.isfinite(bounds).all(axis=1) & (np.abs(bounds) <= limit).all(axis=1)]
    if len(good) == 0:
        return np.full(4, np.nan)
    return np.concatenate([good[:, :2].min(axis=0), good[:, 2:].max(axis=0)])
