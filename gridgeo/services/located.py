"""What a lookup answers, in plain values; one class a part of the answer."""

from dataclasses import dataclass
from datetime import datetime

RECENT_DAYS = 90  # before the version in force: what "lately" means


@dataclass(frozen=True, slots=True)
class AreaLink:
    """One link of the chain from the district down to the community."""

    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class LocatedGrid:
    """A grid as the lookup knows it; counts are None where nobody has counted yet."""

    code: str
    name: str
    kind: str
    status: str
    households: int | None
    persons: int | None
    deviation: float | None  # share of the target; base grids only
    band_status: str | None


@dataclass(frozen=True, slots=True)
class NearbyGrid:
    """A grid close to the point, and how far its border is."""

    code: str
    name: str
    distance_m: float


@dataclass(frozen=True, slots=True)
class Kin:
    """A grid that gave ground to another one, or got some, in one publication."""

    code: str
    households: int
    area_share: float  # of the ground of the one that gave


@dataclass(frozen=True, slots=True)
class GridChange:
    """How a grid came to be what it is, where that was lately."""

    version: int
    valid_from: datetime
    came_from: list[Kin]
    gave_to: list[Kin]


@dataclass(frozen=True, slots=True)
class NetworkAnswer:
    """The answer of one network at one version.

    Attributes
    ----------
    grid : LocatedGrid or None
        The one grid that the point belongs to; None outside.
    change : GridChange or None
        Only where the grid was changed lately; see `RECENT_DAYS`.
    dedicated : list of LocatedGrid
        Dedicated and micro grids that lie over it, sorted by code.
    ambiguous : bool
        The accuracy given reaches over a border, so that the true grid may be a neighbour.
    neighbours : list of NearbyGrid
        Other grids within the accuracy, nearest first.
    nearest : NearbyGrid or None
        Outside: the grid with the nearest border.
    """

    network: str
    network_name: str
    version: int
    valid_from: datetime | None
    inside: bool
    grid: LocatedGrid | None
    change: GridChange | None
    areas: list[AreaLink]
    dedicated: list[LocatedGrid]
    distance_to_border_m: float | None
    ambiguous: bool
    neighbours: list[NearbyGrid]
    nearest: NearbyGrid | None
