"""How compact a shape is, as one number between 0 (a thread) and 1 (a circle)."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray


def polsby_popper(area_m2: ArrayLike, perimeter_m: ArrayLike) -> NDArray[np.float64]:
    """Give 4 pi A / P squared (Polsby and Popper 1991); zero where there is no perimeter.

    Parameters
    ----------
    area_m2, perimeter_m : array_like
        Area, and whole perimeter with the holes' rings.
    """
    area = np.asarray(area_m2, dtype=np.float64)
    perimeter = np.asarray(perimeter_m, dtype=np.float64)
    ratio = np.zeros(np.broadcast_shapes(area.shape, perimeter.shape))
    np.divide(4 * np.pi * area, perimeter**2, out=ratio, where=perimeter > 0)
    return ratio


def measure_compactness(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give the Polsby-Popper figure of polygons in a metric CRS."""
    return polsby_popper(shapely.area(polygons), shapely.length(polygons))
