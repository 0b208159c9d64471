"""Units (划分单元) as vector tiles, with small counts hidden."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gridgeo.tiles.density import LEAST_SHOWN
from gridgeo.tiles.layer import Layer
from gridgeo.tiles.shapes import POLYGON

UNITS = "units"
UNIT_ZOOM = 12  # below, a unit is smaller than a few pixels


def unit_layer(geometry: NDArray[np.object_], columns: Mapping[str, Sequence[object]]) -> Layer:
    """Make the layer of units.

    Parameters
    ----------
    geometry : multipolygons (units)
        EPSG:4326, a coverage.
    columns : mapping of str to sequence (units)
        Attributes; counts of homes from `shown_counts`.
    """
    coverage = np.zeros(len(geometry), np.int64)
    return Layer.build(UNITS, geometry, POLYGON, columns, coverage=coverage, least_zoom=UNIT_ZOOM)


def shown_counts(households: Sequence[int]) -> list[object]:
    """Leave out counts from 1 to 4: so few homes could be told apart."""
    return [count if count == 0 or count >= LEAST_SHOWN else None for count in households]
