"""Units and barriers from the database as the planner's graph."""

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.enums import CountUnit
from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.geometry.crs import transform
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_borders import find_barred, follow_share
from gridgeo.planner.graph import UnitGraph

WGS84 = CRS.from_epsg(4326)


def counts_of(units: UnitRows, unit: CountUnit) -> NDArray[np.int64]:
    """Give what a network's standard counts, for each unit."""
    return units.households if unit is CountUnit.HOUSEHOLDS else units.persons


def build_graph(
    units: UnitRows,
    unit: CountUnit,
    barriers: tuple[list[str], NDArray[np.int64], NDArray[np.object_]],
    crs: CRS,
) -> UnitGraph:
    """Lay out units, their shared borders and what runs along these.

    Parameters
    ----------
    units : UnitRows
        In EPSG:4326.
    unit : CountUnit
        What the network's standard counts.
    barriers : kinds, ranks, geometries
        In EPSG:4326, as from `gridgeo.db.repositories.plans.load_barriers`.
    crs : CRS
        Metric.
    """
    ground = transform(units.ground, WGS84, crs)
    borders = find_adjacency(ground)
    kinds, ranks, lines = barriers
    follow, barred = None, None
    if len(lines) and len(borders.pairs):
        known = Barriers(transform(lines, WGS84, crs), np.array(kinds, dtype=np.str_), ranks)
        follow = follow_share(ground, borders.pairs, known)
        barred = find_barred(ground, borders.pairs, known)
    return UnitGraph.build(
        borders.pairs,
        borders.shared_length_m,
        counts_of(units, unit),
        borders.area_m2,
        borders.perimeter_m,
        follow=follow,
        barred=barred,
    )
