"""What a plan starts from and has to respect: present grids, groups, locks, pins and loads."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.planner.graph import Floats, Integers

NONE = -1  # a unit without a present grid, or without a group


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Facts about the units that a plan may not change; each array has shape (n,) or is None.

    Attributes
    ----------
    present : int64
        Present grid of each unit, -1 where there is none. The plan starts from these grids, and
        ``Wishes.keep`` says how much a change weighs.
    groups : int64
        Units of one number stay together (a hamlet, a compound of several units); -1 for units
        that are free. The parts of a group that do not touch are groups of their own.
    locked : bool
        Units whose present grid is locked: it keeps exactly these units, and nothing joins it.
        All units of a grid are locked, or none.
    pinned : bool
        Units that stay in their present grid, however that changes otherwise.
    load : float64
        Workload of each unit, not negative. Balance (``Wishes.balance``) is then a balance of
        loads; without it, of households.
    """

    present: Integers | None = None
    groups: Integers | None = None
    locked: NDArray[np.bool_] | None = None
    pinned: NDArray[np.bool_] | None = None
    load: Floats | None = None

    def check(self, units: int) -> None:
        """Refuse facts that do not fit ``units`` units or each other.

        Raises
        ------
        BadInputError
            If an array has another length, a load is negative, a locked or pinned unit has no
            present grid, or a grid is locked in part.
        """
        for item in fields(self):
            values = getattr(self, item.name)
            if values is not None and len(values) != units:
                raise BadInputError(
                    f"{len(values)} values of '{item.name}' for {units} units.", field=item.name
                )
        if self.load is not None and not (np.isfinite(self.load) & (self.load >= 0)).all():
            raise BadInputError("A unit's workload is negative or no number.", field="load")
        for name in ("locked", "pinned"):
            self._require_present(name)
        if self.locked is not None and self.present is not None:
            part = np.isin(self.present[~self.locked], self.present[self.locked])
            if part.any():
                grid = int(self.present[~self.locked][part][0])
                raise BadInputError(
                    f"Present grid {grid} is locked in part; lock all of its units or none.",
                    field="locked",
                )

    @property
    def fixed(self) -> NDArray[np.bool_] | None:
        """Units that no new grid may take: locked and pinned ones; None where there are none."""
        if self.locked is None or self.pinned is None:
            return self.pinned if self.locked is None else self.locked
        return self.locked | self.pinned

    def _require_present(self, name: str) -> None:
        chosen: NDArray[np.bool_] | None = getattr(self, name)
        if chosen is None or not chosen.any():
            return
        if self.present is None or (self.present[chosen] < 0).any():
            raise BadInputError(f"A unit that is {name} has no present grid.", field=name)

    def take(self, units: Integers) -> "Given":
        """Give the facts about some units."""
        cut = {item.name: _cut(getattr(self, item.name), units) for item in fields(self)}
        return Given(**cut)


def _cut(values: Any, units: Integers) -> Any:
    return None if values is None else values[units]
