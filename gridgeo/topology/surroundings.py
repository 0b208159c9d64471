"""What else stands on the ground that borders should heed: barriers, buildings, compounds."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import BarrierKind
from gridgeo.geometry.ways_across import find_bars, ways_across

_LINE = 1  # shapely's number of the type LineString


@dataclass(frozen=True, eq=False)
class Bars:
    """Barriers that people get across at a few places only.

    Parameters
    ----------
    ground : (b,) array of lines and polygons
        Rivers, railways and trunk roads, in the view's CRS.
    kinds : (b,) array of str
        `BarrierKind` of each.
    ways : (w,) array of points and lines
        Ways across: bridges, underpasses, streets that cross.
    """

    ground: NDArray[np.object_]
    kinds: NDArray[np.str_]
    ways: NDArray[np.object_]

    @classmethod
    def walls(cls, lines: NDArray[np.object_], kinds: NDArray[np.str_]) -> "Bars":
        """Give the walls that part the ground, and the streets that lead through them.

        A wall that runs in a ring has a gate, recorded or not: it parts nothing.

        Parameters
        ----------
        lines, kinds
            As for `find`.
        """
        ring = (shapely.get_type_id(lines) == _LINE) & shapely.is_closed(lines)
        wall = (kinds == BarrierKind.WALL.value) & ~ring
        gates = ways_across(lines[wall], lines[kinds == BarrierKind.ROAD.value])
        return cls(lines[wall], kinds[wall], gates)

    @classmethod
    def find(
        cls,
        lines: NDArray[np.object_],
        kinds: NDArray[np.str_],
        ranks: NDArray[np.integer] | None = None,
    ) -> "Bars":
        """Tell the barriers that part the ground from the streets that lead across them.

        Parameters
        ----------
        lines : (b,) array of lines and polygons
            Barriers of every kind.
        kinds : (b,) array of str
            `BarrierKind` of each.
        ranks : (b,) array of int, optional
            1 is a trunk road; without ranks no road parts the ground.
        """
        parts, ways = find_bars(lines, kinds, ranks)
        return cls(lines[parts], kinds[parts], ways)


@dataclass(frozen=True, eq=False)
class Footprints:
    """Buildings or compounds: what a border must not cut.

    Parameters
    ----------
    codes : tuple of str
    ground : (k,) array of valid polygons
    """

    codes: tuple[str, ...]
    ground: NDArray[np.object_]

    def __len__(self) -> int:
        return len(self.codes)

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Index of the footprints."""
        return shapely.STRtree(self.ground)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Barriers, buildings and compounds in the view's CRS; what is not known is empty."""

    bars: Bars | None = None
    buildings: Footprints | None = None
    compounds: Footprints | None = None
    walls: Bars | None = None
