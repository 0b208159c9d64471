"""Simplified copies of a layer, one a zoom; neighbours keep sharing their border at each."""

import threading

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.spare_memory import give_back_memory
from gridgeo.tiles.cell_index import index_cells
from gridgeo.tiles.mercator import units_per_metre
from gridgeo.tiles.paths import Paths, paths_of
from gridgeo.tiles.shapes import POINT, Shapes, geometry_of, shapes_of

FULL_ZOOM = 15  # from here on nothing is simplified
TOLERANCE_UNITS = 4  # half a pixel on a map of 512 pixels a tile


class Levels:
    """A layer's geometry at every zoom; a level is made when it is first asked for.

    What is kept are flat arrays: shapely's objects take several times as much memory.

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
        self._finest = shapes_of(geometry, kind)
        # Simplifying only takes vertices out, so no level reaches beyond these boxes.
        self.index = index_cells(self._finest.boxes)
        self._coverage = coverage
        self._made: dict[int, tuple[Shapes, Paths]] = {
            FULL_ZOOM: (self._finest, paths_of(self._finest, kind, FULL_ZOOM))
        }
        self._making = threading.Lock()

    def __len__(self) -> int:
        return len(self._finest.boxes)

    @property
    def made(self) -> frozenset[int]:
        """The zooms whose level has been made."""
        return frozenset(self._made.copy())  # another thread may be adding one

    def has(self, zoom: int) -> bool:
        """Say whether the level of a zoom has been made."""
        return self._level(zoom) in self._made

    def at(self, zoom: int) -> tuple[Shapes, Paths]:
        """Give the level of a zoom: its shapes, and their paths ready written.

        Shapes of a simplified level are without vertices, which stand in its paths.
        """
        level = self._level(zoom)
        if level not in self._made:
            with self._making:
                if level not in self._made:
                    shapes = shapes_of(self._simplify(level), self.kind)
                    paths = paths_of(shapes, self.kind, level)
                    # A level serves one zoom, whose paths hold its vertices in a sixth of the room.
                    self._made[level] = shapes._replace(xy=np.empty((0, 2))), paths
                    give_back_memory()
        return self._made[level]

    def _level(self, zoom: int) -> int:
        return FULL_ZOOM if self.kind == POINT else min(zoom, FULL_ZOOM)

    def _simplify(self, zoom: int) -> NDArray[np.object_]:
        simplified = geometry_of(self._finest, self.kind)
        tolerance_m = TOLERANCE_UNITS / units_per_metre(zoom)
        if self._coverage is None:
            alone: NDArray[np.object_] = shapely.simplify(simplified, tolerance_m)
            return alone
        solid = ~(shapely.is_missing(simplified) | shapely.is_empty(simplified))
        for number in np.unique(self._coverage):
            chosen = solid & (self._coverage == number)
            simplified[chosen] = shapely.coverage_simplify(simplified[chosen], tolerance_m)
        return simplified
