"""Which polygons have border near a point: read from the raster, not from all polygons."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled
from gridgeo.geometry.locator.candidates import next_candidate
from gridgeo.geometry.locator.distance import Scale
from gridgeo.geometry.locator.index import Frame, Labels
from gridgeo.geometry.locator.rows import column_of, row_of

MOST_WORDS = 4_096  # past that many candidates a look at all polygons is as quick


def bordering(
    frame: Frame, labels: Labels, count: int, x: float, y: float, scale: Scale, radius_m: float
) -> NDArray[np.int32]:
    """Give, rising, all polygons that may have border within ``radius_m`` of the point.

    Never one too few: a border crosses a cell only if the cell lists its polygon.

    Parameters
    ----------
    count : int
        How many polygons there are: all of them are given where the window is large.
    """
    if np.isfinite(radius_m):
        found, size = _collect(frame, labels, x, y, radius_m / scale[0], radius_m / scale[1])
        if size <= MOST_WORDS:
            unique: NDArray[np.int32] = np.unique(found[:size])
            return unique
    return np.arange(count, dtype=np.int32)


@compiled
def _collect(
    frame: Frame, labels: Labels, x: float, y: float, dx: float, dy: float
) -> tuple[NDArray[np.int32], int]:
    """Give the candidates of the cells in a window; more than `MOST_WORDS` are not all given."""
    found = np.empty(MOST_WORDS, np.int32)
    size = 0
    if x + dx < frame.x0 or x - dx > frame.x1 or y + dy < frame.y0 or y - dy > frame.y1:
        return found, size
    left, right = column_of(frame, x - dx), column_of(frame, x + dx)
    bottom, top = row_of(frame, y - dy), row_of(frame, y + dy)
    if (right - left + 1) * (top - bottom + 1) > 4 * MOST_WORDS:
        return found, MOST_WORDS + 1
    for row in range(bottom, top + 1):
        for column in range(left, right + 1):
            cell = labels.cells[row * frame.columns + column]
            if cell >= -1:
                continue
            at = -1 - cell
            for _ in range(labels.lists[at - 1]):
                if labels.lists[at] >= 0:
                    if size == len(found):
                        return found, MOST_WORDS + 1
                    found[size] = labels.lists[at]
                    size += 1
                at = next_candidate(labels.lists, at)
    return found, size
