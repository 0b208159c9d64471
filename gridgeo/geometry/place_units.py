"""Which units a place (场所) takes: those of which it covers most."""

import numpy as np
import shapely
from numpy.typing import NDArray

MAJORITY = 0.5  # of a unit's ground
NONE = -1


def find_place_units(units: NDArray[np.object_], places: NDArray[np.object_]) -> NDArray[np.int64]:
    """Give each unit to the place that covers most of it.

    Parameters
    ----------
    units, places : object, shapes (n,) and (p,)
        Polygons in the same metric CRS. Places may overlap.

    Returns
    -------
    int64, shape (n,)
        Position of the place that covers more than half of the unit's ground, and more than any
        other place does (the first of equals); -1 where there is none.
    """
    found = np.full(len(units), NONE, dtype=np.int64)
    if not len(units) or not len(places):
        return found
    unit, place = shapely.STRtree(places).query(units, predicate="intersects")
    covered = shapely.area(shapely.intersection(units[unit], places[place]))
    most = covered > MAJORITY * shapely.area(units[unit])
    unit, place, covered = unit[most], place[most], covered[most]
    order = np.lexsort((-place, covered, unit))  # the last write wins: most ground, first place
    found[unit[order]] = place[order]
    return found


def grounds(places: NDArray[np.object_], radius_m: NDArray[np.float64]) -> NDArray[np.object_]:
    """Give the ground of places: their polygons, and discs around those that are points.

    Parameters
    ----------
    places : object, shape (p,)
        Points and polygons in a metric CRS.
    radius_m : float64, shape (p,)
        Radius of the disc around a point.
    """
    ground = places.copy()
    points = shapely.get_dimensions(places) == 0
    ground[points] = shapely.buffer(places[points], radius_m[points])
    return ground
