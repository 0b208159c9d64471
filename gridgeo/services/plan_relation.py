"""What a network's relation to another one means for its plan."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import Communities
from gridgeo.db.repositories.open_grids import OpenGrids, open_grids_in
from gridgeo.db.repositories.plans import UnitRows
from gridgeo.domain.enums import GridKind, GridStatus, Relation
from gridgeo.domain.errors import RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.planner.ground import NONE
from gridgeo.services.carving import CarvedGrid, Carving
from gridgeo.services.plan_continuity import present_grid_of_units


@dataclass(frozen=True, slots=True, eq=False)
class Related:
    """How a related network bounds a plan.

    Attributes
    ----------
    within : str, shape (n,)
        What grids stay inside: the community, and the related grid where grids nest in these.
    whole : int64, shape (n,), or None
        Related grid that must not be broken, -1 where there is none.
    carving : Carving
        The related grids as they are, where the network has to be the same.
    """

    within: NDArray[np.str_]
    whole: NDArray[np.int64] | None
    carving: Carving


def relate(
    session: Session, network: NetworkSpec, communities: Communities, units: UnitRows
) -> Related:
    """Find what the network's relation asks of a plan.

    Raises
    ------
    RefusedError
        If the related network has no grids in these communities.
    """
    areas = units.area_codes.astype(np.str_)
    nothing = Carving.nothing(len(units))
    if network.related_network_code is None:
        return Related(areas, None, nothing)
    other = open_grids_in(session, network.related_network_code, communities.codes)
    other = other.take(np.flatnonzero(other.kinds == GridKind.BASE.value))
    if not len(other):
        raise RefusedError(
            f"The network '{network.code}' is made from '{network.related_network_code}', which has"
            " no grids here; publish that one first."
        )
    grid = present_grid_of_units(units.ground, other)
    if network.relation is Relation.WHOLE_GRIDS_OF:
        return Related(areas, grid, nothing)
    if network.relation is Relation.NESTS_IN:
        codes = np.append(other.codes, "").astype(np.str_)  # the last is for units in no grid
        return Related(np.char.add(np.char.add(areas, "/"), codes[grid]), None, nothing)
    return Related(areas, None, _same(network, other, grid))


def _same(network: NetworkSpec, other: OpenGrids, grid: NDArray[np.int64]) -> Carving:
    """Take the related grids as they are; units in none of them are planned."""
    held = np.unique(grid[grid != NONE])
    number = np.full(len(other) + 1, NONE, dtype=np.int64)
    number[held] = np.arange(len(held))
    note = f"The same as grid {{}} of {network.related_network_code}."
    grids = tuple(
        CarvedGrid(
            GridKind.BASE,
            GridStatus.ACTIVE,
            note.format(other.codes[place]),
            banded=True,
            name=other.names[place],
        )
        for place in held.tolist()
    )
    return Carving(number[grid], grids, (), np.zeros(len(grid), dtype=np.bool_))
