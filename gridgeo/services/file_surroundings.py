"""Households, barriers, buildings and compounds out of files, for a check."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.enums import BarrierKind
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import mend_polygon, object_array
from gridgeo.io.vector import read_layer, require_field
from gridgeo.services.network_file import counts_of, is_points
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Bars, Footprints, Surroundings


@dataclass(frozen=True, slots=True)
class Places:
    """Files that say what stands on the ground; each is left out where it is None.

    Parameters
    ----------
    homes : Path or None
        Points (a point inside of polygons is taken) of households.
    homes_layer : str or None
        Its layer, where it has several.
    count_field : str or None
        Field with the households that each point stands for; 1 where none is named.
    barriers : Path or None
        Lines or surfaces with the fields ``kind`` and, for roads, ``rank``.
    buildings, compounds : Path or None
        Polygons; the field ``code`` names them.
    """

    homes: Path | None = None
    homes_layer: str | None = None
    count_field: str | None = None
    barriers: Path | None = None
    buildings: Path | None = None
    compounds: Path | None = None


def read_homes(places: Places, metric: CRS) -> Homes | None:
    """Read household points; None where no file is named.

    Raises
    ------
    BadInputError
        If the file or a count cannot be used.
    """
    if places.homes is None:
        return None
    frame, shapes = _read(places.homes, metric, "households", places.homes_layer)
    counts = np.ones(len(frame), dtype=np.int64)
    if places.count_field is not None:
        names = tuple(f"household {row + 1}" for row in range(len(frame)))
        counts = counts_of(frame, places.count_field, names, "count")
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    points = shapes[present]
    if not is_points(points):
        points = shapely.point_on_surface(points)
    parts, row = shapely.get_parts(points, return_index=True)
    first = np.unique(row, return_index=True)[1]
    return Homes(parts[first], counts[present])


def read_surroundings(places: Places, metric: CRS) -> Surroundings | None:
    """Read what borders should heed; None where no file is named.

    Raises
    ------
    BadInputError
        If a file or one of its fields cannot be used.
    """
    if not any((places.barriers, places.buildings, places.compounds)):
        return None
    bars, walls = (None, None) if places.barriers is None else _bars(places.barriers, metric)
    return Surroundings(
        bars=bars,
        walls=walls,
        buildings=_footprints(places.buildings, metric, "buildings"),
        compounds=_footprints(places.compounds, metric, "compounds"),
    )


def _bars(path: Path, metric: CRS) -> tuple[Bars, Bars]:
    """Read what parts the ground, and the walls among it."""
    frame, shapes = _read(path, metric, "barriers")
    require_field(frame, "kind", "barriers")
    kinds = frame["kind"].astype(str).to_numpy(dtype=np.str_)
    wrong = ~np.isin(kinds, [kind.value for kind in BarrierKind])
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise BadInputError(
            f"'{path.name}' has the kind '{kinds[row]}' in row {row + 1}; a barrier is one of:"
            f" {', '.join(kind.value for kind in BarrierKind)}.",
            field="barriers",
        )
    ranks = counts_of(frame, "rank", tuple(kinds), "barriers") if "rank" in frame.columns else None
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes, kinds = shapes[there], kinds[there]
    bars = Bars.find(shapes, kinds, None if ranks is None else ranks[there])
    return bars, Bars.walls(shapes, kinds)


def _footprints(path: Path | None, metric: CRS, usual: str) -> Footprints | None:
    if path is None:
        return None
    frame, shapes = _read(path, metric, usual)
    flat = shapely.get_dimensions(shapes) == 2
    if not flat.any():
        raise BadInputError(f"'{path.name}' holds no polygons.", field=usual)
    broken = flat & ~shapely.is_valid(shapes)
    shapes[broken] = object_array([mend_polygon(shape) for shape in shapes[broken]])
    names = frame["code"].astype(str) if "code" in frame.columns else frame.index.astype(str)
    codes = np.asarray(names, dtype=object)[flat]
    return Footprints(tuple(codes.tolist()), shapes[flat])


def _read(
    path: Path, metric: CRS, usual: str, layer: str | None = None
) -> tuple[gpd.GeoDataFrame, NDArray[np.object_]]:
    frame = read_layer(path, layer=layer, usual=usual)
    shapes = np.asarray(frame.geometry.values, dtype=object)
    moved = transform(shapely.force_2d(shapes), CRS.from_user_input(frame.crs), metric)
    return frame, moved
