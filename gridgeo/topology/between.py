"""Hold a network against the relation that it must keep to another one."""

from dataclasses import replace

import numpy as np
import shapely

from gridgeo.domain.enums import GridKind, Relation
from gridgeo.geometry.shapes import polygonal
from gridgeo.topology import crossing, nesting
from gridgeo.topology.finding import Finding
from gridgeo.topology.view import NetworkView


def check_relation(view: NetworkView, other: NetworkView, relation: Relation) -> list[Finding]:
    """Hold a network against the relation that it must keep to another.

    Parameters
    ----------
    view, other : NetworkView
        In the same CRS.
    relation : Relation
        ``nests_in``: every grid lies in one of the other's; ``whole_grids_of``: every grid of the
        other lies in one of ours; ``same_as``: both; ``free``: nothing.

    Returns
    -------
    list of Finding
        Largest ground first.
    """
    found: list[Finding] = []
    if relation in (Relation.NESTS_IN, Relation.SAME_AS):
        found += nesting.find(view, other)
    if relation in (Relation.WHOLE_GRIDS_OF, Relation.SAME_AS):
        found += crossing.find(view, other)
    return sorted(found, key=lambda one: (-one.area_m2, one.rule, one.codes))


def without_dedicated(view: NetworkView, other: NetworkView) -> tuple[NetworkView, NetworkView]:
    """Set aside the ground of a network's dedicated grids, in both networks.

    They are cut out for reasons of their own; what is left has to keep the relation.
    """
    dedicated = view.is_kind(GridKind.DEDICATED)
    if not dedicated.any():
        return view, other
    ground = shapely.union_all(view.ground[dedicated])
    shapes = polygonal(shapely.difference(other.ground, ground))
    there = np.flatnonzero(~shapely.is_empty(shapes))
    return (
        view.take(np.flatnonzero(~dedicated)),
        replace(other.take(there), polygons=shapes[there]),
    )
