"""Which polygon covers a point: exact, and millions of times a second.

**The rule.** A point belongs to the *first* polygon, in the order in which they were given, that
covers it, border included. Callers give the grids of a network sorted by code, so a point on a
shared border, a junction or an overlap belongs to exactly one grid: the one with the lowest code.
The same rule in SQL is ``WHERE ST_Covers(geometry, point) ORDER BY code COLLATE "C" LIMIT 1``.

"Covers" is decided on the coordinates as they are, by the exact sign of a determinant: no tolerance
and no rounding, so that two clients, two machines and two chunkings give one answer.
"""

from gridgeo.geometry.locator.distance import metres_per_degree
from gridgeo.geometry.locator.locator import Locator
from gridgeo.geometry.locator.raster import cells_for

__all__ = ["Locator", "cells_for", "metres_per_degree"]
