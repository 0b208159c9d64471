"""Where grids miss the band: a point for each grid outside it, and how many there are by area."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.grids import label_points
from gridgeo.tiles.layer import Layer
from gridgeo.tiles.shapes import POINT, POLYGON
from gridgeo.tiles.tileset import Tileset

DEVIATIONS, AREAS = "deviations", "deviation_areas"
POINT_ZOOM = 9  # below, the points of a town would hide each other


def deviation_tileset(
    grids: NDArray[np.object_],
    grid_columns: Mapping[str, Sequence[object]],
    areas: NDArray[np.object_],
    area_columns: Mapping[str, Sequence[object]],
) -> Tileset:
    """Make the tiles of deviations.

    Parameters
    ----------
    grids : multipolygons (grids outside the band)
        EPSG:4326; a point inside each is drawn.
    grid_columns : mapping of str to sequence (grids)
    areas : multipolygons (areas that have grids)
        EPSG:4326, a coverage.
    area_columns : mapping of str to sequence (areas)
    """
    together = np.zeros(len(areas), np.int64)
    return Tileset(
        [
            Layer.build(AREAS, areas, POLYGON, area_columns, coverage=together),
            Layer.build(
                DEVIATIONS, label_points(grids), POINT, grid_columns, least_zoom=POINT_ZOOM
            ),
        ]
    )
