"""Grids as vector tiles: which attributes they carry, of a network or of a plan alike."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.services.grid_table import GridTable
from gridgeo.tiles.grids import grid_tileset
from gridgeo.tiles.tileset import Tileset

WGS84 = CRS.from_epsg(4326)
Box = tuple[float, float, float, float]
WHOLE_MAP: Box = (-180.0, -85.0, 180.0, 85.0)


def tileset_of(
    table: GridTable,
    unit: str,
    *,
    cut_out: bool,
    labels: NDArray[np.object_] | None = None,
    more: Mapping[str, Sequence[object]] | None = None,
) -> Tileset:
    """Make the tiles of grids.

    Parameters
    ----------
    table : GridTable
    unit : str
        What the standard counts, ``households`` or ``persons``.
    cut_out : bool
        Whether dedicated grids divide the ground together with the base grids.
    labels : points (grids), optional
        Where labels stand, if that is known already.
    more : mapping of str to sequence (grids), optional
        Further attributes.
    """
    ground = table.geometry
    columns = columns_of(table, unit, areas_m2(ground), more)
    return grid_tileset(ground, columns, table.kinds, cut_out=cut_out, labels=labels)


def columns_of(
    table: GridTable,
    unit: str,
    areas: NDArray[np.int64],
    more: Mapping[str, Sequence[object]] | None = None,
) -> dict[str, list[object]]:
    """Give the attributes that tiles of grids carry.

    Parameters
    ----------
    table : GridTable
    unit : str
        What the standard counts, ``households`` or ``persons``.
    areas : int array (grids)
        From `areas_m2`.
    more : mapping of str to sequence (grids), optional
        Further attributes.
    """
    counts = table.persons if unit == "persons" else table.households
    held = [(band, count) for band, count in zip(table.bands, counts.tolist(), strict=True)]
    measured = [(band, count) if band is not None and count >= 0 else None for band, count in held]
    columns: dict[str, list[object]] = {
        "code": list(table.codes),
        "name": list(table.names),
        "kind": list(table.kinds),
        "status": list(table.statuses),
        "households": _counted(table.households),
        "deviation": [pair and round(pair[0].deviation(pair[1]), 4) for pair in measured],
        "band_status": [pair and pair[0].status(pair[1]).value for pair in measured],
    }
    if unit == "persons":
        columns["persons"] = _counted(table.persons)
    columns["area_m2"] = areas.tolist()
    return columns | {name: list(values) for name, values in (more or {}).items()}


def areas_m2(geometry: NDArray[np.object_]) -> NDArray[np.int64]:
    """Measure grids (EPSG:4326) in whole square metres, in a metric system of their place."""
    if not len(geometry):
        return np.zeros(0, np.int64)
    metric = metric_crs(WGS84, shapely.total_bounds(geometry).tolist())
    return np.rint(shapely.area(transform(geometry, WGS84, metric))).astype(np.int64)


def bounds_of_grids(geometry: NDArray[np.object_]) -> Box:
    """Give west, south, east, north in degrees; the whole map where there is no grid."""
    if not len(geometry):
        return WHOLE_MAP
    west, south, east, north = map(float, shapely.total_bounds(geometry))
    return west, south, east, north


def _counted(values: NDArray[np.int64]) -> list[object]:
    return [None if value < 0 else value for value in values.tolist()]
