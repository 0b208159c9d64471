"""Simplified copies of a layer, one a zoom; neighbours keep sharing their border at each."""

import threading

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.tiles.cell_index import index_cells
from gridgeo.tiles.mercator import units_per_metre
from gridgeo.tiles.shapes import LINE, POLYGON, Shapes, shapes_of

FULL_ZOOM = 15  # from here on nothing is simplified
TOLERANCE_UNITS = 4  # half a pixel on a map of 512 pixels a tile


class Levels:
    """A layer's geometry at every zoom; a level is made when it is first asked for.

    Parameters
    ----------
    geometry : polygons, lines or points (features)
        EPSG:3857, of one kind.
    kind : int
        `POINT`, `LINE` or `POLYGON`.
    coverage : int array (features), optional
        Polygons of one number divide the ground between them and are simplified together, so
        that a shared border stays shared; without it each shape is simplified alone.
    """

    def __init__(
        self,
        geometry: NDArray[np.object_],
        kind: int,
        coverage: NDArray[np.int64] | None = None,
    ) -> None:
        self.kind = kind
        self._geometry = geometry
        # Simplifying only takes vertices out, so no level reaches beyond these boxes.
        self.index = index_cells(np.ascontiguousarray(shapely.bounds(geometry)))
        self._coverage = coverage
        self._made: dict[int, Shapes] = {}
        self._making = threading.Lock()

    def __len__(self) -> int:
        return len(self._geometry)

    def has(self, zoom: int) -> bool:
        """Say whether the level of a zoom has been made."""
        return min(zoom, FULL_ZOOM) in self._made

    def at(self, zoom: int) -> Shapes:
        """Give the level of a zoom."""
        zoom = min(zoom, FULL_ZOOM)
        if zoom not in self._made:
            with self._making:
                if zoom not in self._made:
                    self._made[zoom] = shapes_of(self._simplify(zoom), self.kind)
        return self._made[zoom]

    def _simplify(self, zoom: int) -> NDArray[np.object_]:
        if zoom == FULL_ZOOM or self.kind not in (LINE, POLYGON):
            return self._geometry
        tolerance_m = TOLERANCE_UNITS / units_per_metre(zoom)
        if self._coverage is None:
            alone: NDArray[np.object_] = shapely.simplify(self._geometry, tolerance_m)
            return alone
        simplified = self._geometry.copy()
        solid = ~(shapely.is_missing(simplified) | shapely.is_empty(simplified))
        for number in np.unique(self._coverage):
            chosen = solid & (self._coverage == number)
            simplified[chosen] = shapely.coverage_simplify(simplified[chosen], tolerance_m)
        return simplified
