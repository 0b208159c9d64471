"""Compounds that hold more households than a unit may: divided by building, inside their walls."""

from dataclasses import dataclass

import numpy as np
import shapely

from gridgeo.geometry.enclosures import Barriers, Geometries, Integers
from gridgeo.geometry.tessellation_footprints import find_owners


@dataclass(frozen=True, slots=True)
class Walls:
    """Compounds that stay whole, and barriers with the walls of the others among them.

    Attributes
    ----------
    compounds : object, shape (q,)
        Those that stay whole.
    position : int64, shape (q,)
        Where each stood among all.
    building_compound : int64, shape (b,)
        What the source names, in the new numbering; -1 for none, or one that is divided.
    barriers : Barriers
    """

    compounds: Geometries
    position: Integers
    building_compound: Integers
    barriers: Barriers


def open_compounds(
    compounds: Geometries,
    buildings: Geometries,
    named: Integers,
    households: Integers,
    barriers: Barriers,
    most: int | None,
) -> Walls:
    """Turn compounds with more than ``most`` households into walls around single buildings.

    Parameters
    ----------
    compounds : object, shape (p,)
    buildings : object, shape (b,)
    named, households : int64, shape (b,)
        Compound that the source names for each building (-1: none), and its households.
    barriers : Barriers
    most : int or None
        None keeps every compound whole.
    """
    if most is None:
        return Walls(compounds, np.arange(len(compounds)), named, barriers)
    owner = find_owners(buildings, compounds, named)
    walled = owner < len(compounds)
    held = np.bincount(owner[walled], weights=households[walled], minlength=len(compounds))
    whole = held <= most
    number = np.where(whole, np.cumsum(whole) - 1, -1)
    opened = shapely.boundary(compounds[~whole])
    return Walls(
        compounds[whole],
        np.flatnonzero(whole),
        np.where(named >= 0, number[named], -1) if len(compounds) else named,
        Barriers(
            np.concatenate([barriers.lines, opened]),
            np.concatenate([barriers.kinds, np.full(len(opened), "wall")]),
        ),
    )
