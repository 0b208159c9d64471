"""What an operation wants: another grid for some units, other attributes, and a sentence."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry


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
