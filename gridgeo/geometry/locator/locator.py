"""`Locator`: many polygons made ready to say which of them covers a point."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridgeo.geometry.locator.addressed import answer_on_globe
from gridgeo.geometry.locator.answers import (
    answer_all,
    answer_many,
    answer_one,
    count_all,
)
from gridgeo.geometry.locator.distance import Scale, nearest_of, those_within
from gridgeo.geometry.locator.distance import border_distance as _border_distance
from gridgeo.geometry.locator.edges import edges_of
from gridgeo.geometry.locator.index import Edges, Frame, Labels, Rows
from gridgeo.geometry.locator.raster import frame_of, labels_of
from gridgeo.geometry.locator.rows import rows_of
from gridgeo.geometry.locator.window import bordering
from gridgeo.geometry.polygon_store import PolygonStore

_NOTHING = np.empty(0, np.int32)
NO_ROWS = Rows(_NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)
PLANE: Scale = (1.0, 1.0)  # coordinates that are metres already


@dataclass(frozen=True, slots=True)
class Locator:
    """An index over polygons in one coordinate system; it never changes once built.

    Polygons are known by their position in the array given to `build`. A point covered by several
    (a shared border, an overlap) belongs to the first of them. Safe to use from many threads.
    """

    edges: Edges
    frame: Frame
    rows: Rows
    labels: Labels

    @classmethod
    def build(cls, geometry: NDArray[np.object_], cells: int | None = None) -> "Locator":
        """Index polygons and multipolygons.

        Parameters
        ----------
        geometry : array of shapely polygons or multipolygons (polygons)
            None and empty ones cover nothing. Even-odd where rings cross themselves.
        cells : int, optional
            How many raster cells to aim at; 200 a polygon by default, 16 million at most.
        """
        return cls.over(PolygonStore.of(np.asarray(geometry, dtype=object)), cells=cells)

    @classmethod
    def over(
        cls,
        store: PolygonStore,
        chosen: NDArray[np.int64] | None = None,
        cells: int | None = None,
    ) -> "Locator":
        """Index stored polygons; their vertices are shared with the store.

        Parameters
        ----------
        chosen : int64, optional
            Only these, in this order; all of them otherwise.
        cells : int, optional
            As for `build`.
        """
        edges = edges_of(store, chosen)
        frame = frame_of(edges, cells)
        rows = rows_of(edges, frame)
        labels = labels_of(edges, frame, rows)
        return cls(edges, frame, rows if labels.needs_rows else NO_ROWS, labels)

    def __len__(self) -> int:
        return len(self.edges.first)

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, the vertices that a store may share among them."""
        arrays = (*self.edges, *self.rows, self.labels.cells, self.labels.lists)
        return sum(array.nbytes for array in arrays)

    def locate(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int32]:
        """Give for each point the first polygon that covers it, or -1 (also for NaN).

        Parameters
        ----------
        x, y : array_like of float (points)
            East and north in the polygons' coordinate system.
        """
        xs, ys = _pair(x, y)
        found: NDArray[np.int32] = answer_many(
            self.edges, self.frame, self.rows, self.labels, xs, ys
        )
        return found

    def locate_all(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Give every (point, polygon) pair of a point and a polygon that covers it, both sorted."""
        xs, ys = _pair(x, y)
        counts = count_all(self.edges, self.frame, self.rows, self.labels, xs, ys)
        polygons: NDArray[np.int32] = answer_all(
            self.edges, self.frame, self.rows, self.labels, xs, ys, int(counts.sum())
        )
        return np.repeat(np.arange(len(xs)), counts), polygons

    def border_distance(self, polygon: int, x: float, y: float, scale: Scale = PLANE) -> float:
        """Give the distance from a point to the border of one polygon, in metres.

        Parameters
        ----------
        scale : (float, float)
            Metres in a unit of x and of y; `metres_per_degree` of the latitude for degrees.
        """
        edges = self.edges
        first, stop = edges.first[polygon], edges.stop[polygon]
        return float(
            _border_distance(edges.vertices, edges.goes_on, first, stop, float(x), float(y), scale)
        )

    def locate_one(self, x: float, y: float, scale: Scale = PLANE) -> tuple[int, float]:
        """Give the first polygon that covers one point and the distance to its border, in metres.

        The same answer as `locate` and `border_distance`, several times as fast; (-1, inf) where
        no polygon covers the point.
        """
        edges, labels, rows = self.edges, self.labels, self.rows
        found: tuple[int, float] = answer_one(
            edges.vertices, edges.goes_on, edges.first, edges.stop, labels.cells, labels.lists,
            rows.edges, rows.offsets, *self.frame, x, y, *scale,
        )  # fmt: skip
        return found

    def on_globe(self) -> Callable[[float, float], tuple[int, float]]:
        """Give a function of longitude and latitude that answers as `locate_one` does.

        For those who ask one point after the other: what never changes is bound to it, and the
        metres in a degree are reckoned in the compiled code. Takes floats, no other numbers.
        """
        return answer_on_globe(self.edges, self.frame, self.rows, self.labels)

    def nearest(self, x: float, y: float, scale: Scale = PLANE) -> tuple[int, float]:
        """Give the polygon with the nearest border and the distance in metres; -1 when empty.

        Looks around the point, twice as far each time, until there is border within that reach.
        """
        reach_m = 4 / self.frame.per_x * scale[0]
        polygon, distance, far = -1, float("inf"), False
        while polygon < 0 and not far:
            near = bordering(self.frame, self.labels, len(self), x, y, scale, reach_m)
            far = len(near) == len(self)
            polygon, distance = nearest_of(self.edges, near, float(x), float(y), scale)
            if distance > reach_m and not far:
                polygon = -1
            reach_m *= 2
        return int(polygon), float(distance)

    def within(
        self, x: float, y: float, radius_m: float, scale: Scale = PLANE
    ) -> NDArray[np.int32]:
        """Give the polygons that have border within ``radius_m`` of the point, in their order."""
        near = bordering(self.frame, self.labels, len(self), x, y, scale, radius_m)
        found: NDArray[np.int32] = those_within(
            self.edges, near, float(x), float(y), scale, float(radius_m)
        )
        return found


def _pair(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    xs = np.ascontiguousarray(np.atleast_1d(x), dtype=np.float64)
    ys = np.ascontiguousarray(np.atleast_1d(y), dtype=np.float64)
    if xs.shape != ys.shape or xs.ndim != 1:
        raise ValueError(f"x {xs.shape} and y {ys.shape} must be two lists of one length")
    return xs, ys
