"""Findings (问题) as vector tiles: their ground, their lines, and a point for each."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.tiles.layer import Layer
from gridgeo.tiles.shapes import LINE, POINT, POLYGON
from gridgeo.tiles.tileset import Tileset

GROUND, LINES, POINTS = "findings", "finding_lines", "finding_points"
SHAPE_ZOOM = 10  # below, the point alone shows where a finding is


def finding_tileset(
    geometry: NDArray[np.object_], columns: Mapping[str, Sequence[object]]
) -> Tileset:
    """Make the tiles of findings.

    Parameters
    ----------
    geometry : geometries (findings)
        EPSG:4326: polygons, lines or points, none of them empty.
    columns : mapping of str to sequence (findings)
        Attributes; every layer carries all of them.
    """
    kinds = shapely.get_dimensions(geometry)
    marks = np.where(kinds == 0, shapely.centroid(geometry), shapely.point_on_surface(geometry))
    everything = np.arange(len(geometry))
    return Tileset(
        [
            _layer(GROUND, geometry, POLYGON, columns, np.flatnonzero(kinds == 2), SHAPE_ZOOM),
            _layer(LINES, geometry, LINE, columns, np.flatnonzero(kinds == 1), SHAPE_ZOOM),
            _layer(POINTS, marks, POINT, columns, everything, 0),
        ]
    )


def _layer(
    name: str,
    geometry: NDArray[np.object_],
    kind: int,
    columns: Mapping[str, Sequence[object]],
    chosen: NDArray[np.intp],
    least_zoom: int,
) -> Layer:
    picked = {key: [values[i] for i in chosen] for key, values in columns.items()}
    return Layer.build(name, geometry[chosen], kind, picked, least_zoom=least_zoom)
