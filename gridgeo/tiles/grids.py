"""The two layers of a network: its grids, and a point inside each for its label."""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.tiles.layer import Layer, zoom_for_pixels
from gridgeo.tiles.mercator import project
from gridgeo.tiles.shapes import POINT, POLYGON
from gridgeo.tiles.tileset import Tileset

GRIDS, LABELS = "grids", "grid_labels"
LABEL_PIXELS = 44  # a grid narrower than this has no room for its code
# Grids of one kind divide the ground between them; the kinds may lie over one another.
COVERAGES = {"base": 0, "dedicated": 1, "micro": 2}


def grid_tileset(
    geometry: NDArray[np.object_],
    columns: Mapping[str, Sequence[object]],
    kinds: NDArray[np.object_],
    *,
    cut_out: bool,
    labels: NDArray[np.object_] | None = None,
) -> Tileset:
    """Make the tiles of a network.

    Parameters
    ----------
    geometry : multipolygons (grids)
        EPSG:4326.
    columns : mapping of str to sequence (grids)
        Attributes of both layers.
    kinds : str array (grids)
        ``base``, ``dedicated`` or ``micro``.
    cut_out : bool
        Whether dedicated grids divide the ground together with the base grids.
    labels : points (grids), optional
        From `label_points`, where they are known already.
    """
    coverage = np.array([COVERAGES[kind] for kind in kinds], dtype=np.int64)
    if cut_out:
        coverage[coverage == COVERAGES["dedicated"]] = COVERAGES["base"]
    width_m = np.sqrt(shapely.area(project(geometry)))
    grids = Layer.build(GRIDS, geometry, POLYGON, columns, coverage=coverage)
    labels = label_points(geometry) if labels is None else labels
    return Tileset(
        [grids, grids.beside(LABELS, labels, POINT, zoom_for_pixels(width_m, LABEL_PIXELS))]
    )


def with_columns(tileset: Tileset, columns: Mapping[str, Sequence[object]]) -> Tileset:
    """Give a network's tiles, from `grid_tileset`, other attributes; the ground is shared."""
    grids, labels = tileset.layers
    described = grids.with_columns(columns)
    return Tileset([described, labels.described_as(described)])


def label_points(geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the roomiest place inside each polygon, to within a twentieth of its size."""
    solid = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    points = np.full(len(geometry), None, dtype=object)
    size = np.sqrt(shapely.area(geometry[solid]))
    radius = shapely.maximum_inscribed_circle(geometry[solid], size / 20)
    points[solid] = shapely.get_point(radius, 0)
    return points
