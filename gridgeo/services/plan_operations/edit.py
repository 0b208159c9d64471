"""What an operation wants: another grid for some units, other attributes, and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.services.plan_operations.draft import Draft


@dataclass(frozen=True, slots=True, eq=False)
class Moved:
    """Ground that a repair gives to another grid.

    Attributes
    ----------
    fault : str
        ``overlap``, ``gap``, ``outside``, ``edge_match`` as of a repair; ``unit``: units are not
        cut; ``contiguity``: a part that lay apart.
    losing, gaining : str
        Codes of grids; empty for nobody.
    area_m2 : float
    households : int
        Of the units whose inner point lies there.
    geometry : geometry
        In EPSG:4326.
    """

    fault: str
    losing: str
    gaining: str
    area_m2: float
    households: int
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """The wish of one operation; `gridgeo.services.plan_operations.settle` makes a change of it.

    Attributes
    ----------
    zh, en : str
        One sentence in each language; ``{new}`` stands for the new grids with their counts.
    numbers : int64, shape (n,), optional
        Grid of each unit afterwards; numbers that are not there yet are new grids.
    pinned : bool, shape (n,), optional
        Which units are pinned afterwards.
    attributes : dict of int to dict
        What grids, present and new, are to be called and to be; new ones get the rest by rule.
    overlays : dict of int to geometry
        New grids that lie over others, in EPSG:4326.
    removed : tuple of int
        Grids over others that end.
    lock, unlock : tuple of int
        Grids to lock and to unlock.
    base_version : int, optional
        The published version that the plan is based on afterwards.
    repairs : sequence of Moved
        What a repair does, step by step.
    draft : Draft, optional
        The draft that all this is about, where units of it were cut.
    """

    zh: str
    en: str
    numbers: NDArray[np.int64] | None = None
    pinned: NDArray[np.bool_] | None = None
    attributes: dict[int, dict[str, Any]] = field(default_factory=dict)
    overlays: dict[int, BaseGeometry] = field(default_factory=dict)
    removed: tuple[int, ...] = ()
    lock: tuple[int, ...] = ()
    unlock: tuple[int, ...] = ()
    base_version: int | None = None
    repairs: Sequence[Moved] = ()
    draft: Draft | None = None
