"""A network that lies beside its boundary: the faults along its rim are one, the shift."""

import numpy as np
import shapely
from pyproj import CRS

from gridgeo.geometry.arrangement import TOUCH_M
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.topology import gap, outside, shift, uncovered
from gridgeo.topology.finding import Finding
from gridgeo.topology.view import NetworkView


def gather_shift(view: NetworkView, found: list[Finding]) -> list[Finding]:
    """Put one finding in the place of those that a shift against the boundary explains.

    These are all of ``outside``, the gaps that reach the boundary, and the households that have no
    grid; gaps between grids stay.

    Parameters
    ----------
    view : NetworkView
        The grids that tile the ground.
    found : list of Finding
        What a check found in them, and against other networks.
    """
    rim = _rim(view, found)
    if view.boundary is None or len({found[number].fault for number in rim}) < 2:
        return found  # what moved leaves ground bare on one side and lies outside on the other
    boundary = transform(object_array([view.boundary]), view.crs, CRS.from_epsg(4326))
    # A boundary is one long line: what brings all of it onto borders of grids is no chance.
    least = 1 if len(view.codes) >= shift.LEAST_GRIDS else shift.LEAST_GRIDS
    told = shift.find_shift(shift.in_degrees(view), boundary, least)
    if told is None:
        return found
    left = [one for number, one in enumerate(found) if number not in rim]
    if any(one.rule == shift.RULE for one in left):
        return left
    return [shift.tell(view, None, told), *left]


def _rim(view: NetworkView, found: list[Finding]) -> set[int]:
    """Give the places of the findings that lie at the boundary or without a grid beyond it."""
    if view.boundary is None:
        return set()
    everywhere = {outside.RULE, uncovered.RULE}
    rim = {number for number, one in enumerate(found) if one.rule in everywhere}
    gaps = [number for number, one in enumerate(found) if one.fault == gap.RULE]
    shapes = object_array([found[number].geometry for number in gaps])
    near = shapely.dwithin(shapes, shapely.boundary(view.boundary), TOUCH_M)
    return rim | set(np.array(gaps, dtype=np.intp)[near].tolist())
