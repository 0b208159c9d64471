"""Units (划分单元) as vector tiles, with small counts hidden."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.density import LEAST_SHOWN
from gridgeo.tiles.layer import Layer
from gridgeo.tiles.shapes import POLYGON
from gridgeo.tiles.tileset import Tileset

UNITS = "units"
UNIT_ZOOM = 12  # below, a unit is smaller than a few pixels


def unit_tileset(
    geometry: NDArray[np.object_],
    columns: Mapping[str, Sequence[object]],
    households: Sequence[int],
) -> Tileset:
    """Make the tiles of units.

    Parameters
    ----------
    geometry : multipolygons (units)
        EPSG:4326, a coverage.
    columns : mapping of str to sequence (units)
        Attributes without counts.
    households : sequence of int (units)
        Numbers from 1 to 4 are left out: so few could be told apart.
    """
    shown = [count if count == 0 or count >= LEAST_SHOWN else None for count in households]
    coverage = np.zeros(len(geometry), np.int64)
    layer = Layer.build(
        UNITS,
        geometry,
        POLYGON,
        {**columns, "households": shown},
        coverage=coverage,
        least_zoom=UNIT_ZOOM,
    )
    return Tileset([layer])
