"""Units (划分单元) as vector tiles, with small counts hidden."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.tiles.density import LEAST_SHOWN
from gridgeo.tiles.layer import Layer
from gridgeo.tiles.shapes import POINT, POLYGON

UNITS, LABELS = "units", "unit_labels"
UNIT_ZOOM = 12  # below, a unit is smaller than a few pixels
LABEL_ZOOM = 15


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


def unit_labels(units: Layer, geometry: NDArray[np.object_]) -> Layer:
    """Give a point inside each unit of `unit_layer`: its polygon is cut at the tiles' sides.

    A label on each of the pieces would count a unit's homes as often.
    """
    least_zoom = np.full(len(geometry), LABEL_ZOOM, dtype=np.uint8)
    return units.beside(LABELS, shapely.point_on_surface(geometry), POINT, least_zoom)


def shown_counts(households: Sequence[int]) -> list[object]:
    """Leave out counts from 1 to 4: so few homes could be told apart."""
    return [count if count == 0 or count >= LEAST_SHOWN else None for count in households]
