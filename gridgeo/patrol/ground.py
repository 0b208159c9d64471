"""The ground of grids as cells of 5 m: which lie inside, and which were passed."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.locator.edges import edges_of
from gridgeo.geometry.polygon_store import PolygonStore
from gridgeo.geometry.shapes import object_array
from gridgeo.patrol.kernels.stamp import (
    Buckets,
    Windows,
    fill_inside,
    sort_into_buckets,
    stamp_cells,
)
from gridgeo.patrol.points import Floats

Bools = NDArray[np.bool_]
_MOST_SQUARES = 4_000_000


@dataclass(frozen=True, slots=True)
class GroundCells:
    """Cells of each grid's own window; a cell belongs to a grid when its middle does.

    Attributes
    ----------
    windows : Windows
    buckets : Buckets
        Of the windows, to find those near a path.
    inside : bool array (cells)
    """

    windows: Windows
    buckets: Buckets
    inside: Bools

    @classmethod
    def of(cls, polygons: NDArray[np.object_], cell_m: float) -> "GroundCells":
        """Lay cells over polygons in metres; None and empty ones have none."""
        edges = edges_of(PolygonStore.of(polygons))
        boxes = edges.boxes
        known = np.isfinite(boxes).all(axis=1).reshape(-1, 1)
        low = np.where(known, np.floor(np.nan_to_num(boxes[:, :2]) / cell_m), 0).astype(np.int64)
        high = np.where(known, np.ceil(np.nan_to_num(boxes[:, 2:]) / cell_m), 0).astype(np.int64)
        size = high - low
        windows = Windows(
            column=np.ascontiguousarray(low[:, 0]),
            row=np.ascontiguousarray(low[:, 1]),
            columns=np.ascontiguousarray(size[:, 0]),
            rows=np.ascontiguousarray(size[:, 1]),
            first=np.append(0, np.cumsum(size[:, 0] * size[:, 1])).astype(np.int64),
            cell_m=float(cell_m),
        )
        buckets = buckets_of(boxes)
        return cls(windows, buckets, fill_inside(windows, edges))

    def __len__(self) -> int:
        return len(self.windows.column)

    @property
    def owner(self) -> NDArray[np.int64]:
        """The grid of each cell."""
        return np.repeat(np.arange(len(self)), np.diff(self.windows.first))

    def pass_by(self, segments: Floats, radius_m: float) -> Bools:
        """Say which cells of all windows have their middle within the radius of a path."""
        passed = np.zeros(self.windows.first[-1], bool)
        if len(segments):
            stamp_cells(self.windows, self.buckets, segments, radius_m, passed)
        return passed

    def shares(self, passed: Bools) -> Floats:
        """Give the share of each grid's ground that was passed; NaN without ground."""
        total = sum_runs(self.inside, self.windows.first)
        return ratio(sum_runs(self.inside & passed, self.windows.first), total)

    def blind_spots(self, grid: int, passed: Bools, least_m2: float = 400.0) -> NDArray[np.object_]:
        """Give the pieces of one grid that nobody passed, largest first, as polygons in metres.

        Parameters
        ----------
        passed : bool array (cells)
            Of all windows, from `pass_by`.
        least_m2 : float
            Smaller pieces are left out.
        """
        windows = self.windows
        part = slice(windows.first[grid], windows.first[grid + 1])
        missed = (self.inside[part] & ~passed[part]).reshape(windows.rows[grid], -1)
        return _pieces(
            missed, int(windows.column[grid]), int(windows.row[grid]), windows.cell_m, least_m2
        )


def buckets_of(boxes: Floats, least_side_m: float = 100.0) -> Buckets:
    """Sort boxes (minx, miny, maxx, maxy) into squares; never so many that memory suffers."""
    known = boxes[np.isfinite(boxes).all(axis=1)]
    if not len(known):
        return sort_into_buckets(boxes, (0.0, 0.0, least_side_m, 1, 1))
    x0, y0 = known[:, 0].min(), known[:, 1].min()
    width, height = known[:, 2].max() - x0, known[:, 3].max() - y0
    side = max(least_side_m, float(np.sqrt(width * height / _MOST_SQUARES)))
    frame = (float(x0), float(y0), side, int(width / side) + 1, int(height / side) + 1)
    return sort_into_buckets(np.ascontiguousarray(boxes), frame)


def sum_runs(values: NDArray[np.generic], first: NDArray[np.int64]) -> Floats:
    """Sum up runs of values; an empty run gives 0."""
    total = np.append(0.0, np.cumsum(values, dtype=np.float64))
    sums: Floats = total[first[1:]] - total[first[:-1]]
    return sums


def ratio(part: Floats, whole: Floats) -> Floats:
    """Divide, giving NaN where there is nothing to have a share of."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Floats = np.where(whole > 0, part / whole, np.nan)
    return shares


def _pieces(
    missed: Bools, column: int, row: int, cell_m: float, least_m2: float
) -> NDArray[np.object_]:
    """Make polygons of marked cells: runs along rows first, then their union."""
    padded = np.zeros((missed.shape[0], missed.shape[1] + 2), np.int8)
    padded[:, 1:-1] = missed
    change = np.diff(padded, axis=1)
    rows, begins = np.nonzero(change == 1)
    ends = np.nonzero(change == -1)[1]
    if not len(rows):
        return object_array([])
    x1, x2 = (column + begins) * cell_m, (column + ends) * cell_m
    y1 = (row + rows) * cell_m
    whole = shapely.union_all(shapely.box(x1, y1, x2, y1 + cell_m))
    parts = shapely.get_parts(whole)
    area = shapely.area(parts)
    order = np.argsort(-area, kind="stable")
    return np.asarray(parts[order[area[order] >= least_m2]])
