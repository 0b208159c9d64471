"""What the report of a network says, as values: its grids, their figures, and sums of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median

import numpy as np
from numpy.typing import NDArray

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus, CountUnit, GridKind


@dataclass(frozen=True, slots=True)
class GridFigures:
    """One published grid.

    Attributes
    ----------
    count : int or None
        What the standard counts (households or persons); None where nobody has counted.
    band : HouseholdBand or None
        The standard that holds here; None for a grid that is not held to it (dedicated, micro).
    compactness : float
        Polsby-Popper, 0 to 1.
    """

    code: str
    name: str
    kind: GridKind
    town: str
    community: str
    households: int | None
    persons: int | None
    count: int | None
    band: HouseholdBand | None
    reason: str | None
    area_m2: float
    compactness: float

    @property
    def status(self) -> BandStatus | None:
        """Where the count lies against the band; None without either."""
        if self.band is None or self.count is None:
            return None
        return self.band.status(self.count)

    @property
    def deviation(self) -> float | None:
        """Share by which the count departs from the target; None without either."""
        if self.band is None or self.count is None:
            return None
        return self.band.deviation(self.count)


@dataclass(frozen=True, slots=True)
class BaseMap:
    """What is drawn beneath the grids, EPSG:4326.

    Attributes
    ----------
    communities, towns : object arrays
        Polygons.
    barriers : object, shape (b,)
        Lines and surfaces.
    kinds : str, shape (b,)
    ranks : int64, shape (b,)
        1 for a trunk road to 5 for a path.
    """

    communities: NDArray[np.object_]
    towns: NDArray[np.object_]
    barriers: NDArray[np.object_]
    kinds: NDArray[np.str_]
    ranks: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """All that the report shows; ``ground`` holds a polygon a grid, EPSG:4326."""

    network_code: str
    network_name: str
    unit: CountUnit
    urban: HouseholdBand
    rural: HouseholdBand
    version: int
    valid_from: datetime
    synthetic: bool
    software: str
    grids: Sequence[GridFigures]
    ground: NDArray[np.object_]
    base: BaseMap


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over the grids that are held to the standard."""

    grids: int
    in_band: int
    under: int
    over: int
    uncounted: int
    explained: int
    dedicated: int
    micro: int
    households: int
    persons: int
    mean_count: float
    median_count: float
    mean_compactness: float

    @property
    def in_band_share(self) -> float:
        """Share of the counted grids that lie in the band, 0 to 1."""
        counted = self.in_band + self.under + self.over
        return self.in_band / counted if counted else 0.0


@dataclass(frozen=True, slots=True)
class TownLine:
    """A town's line in the report."""

    name: str
    grids: int
    in_band: int
    under: int
    over: int
    households: int


def summarise(grids: Sequence[GridFigures]) -> Summary:
    """Sum up a network; micro-grids lie in base grids, so their people are not counted again."""
    held = [grid for grid in grids if grid.band is not None]
    status = Counter(grid.status for grid in held)
    counts = [grid.count for grid in held if grid.count is not None]
    outside = [grid for grid in held if grid.status in (BandStatus.UNDER, BandStatus.OVER)]
    whole = [grid for grid in grids if grid.kind is not GridKind.MICRO]
    return Summary(
        grids=len(held),
        in_band=status[BandStatus.IN_BAND],
        under=status[BandStatus.UNDER],
        over=status[BandStatus.OVER],
        uncounted=status[None],
        explained=sum(grid.reason is not None for grid in outside),
        dedicated=sum(grid.kind is GridKind.DEDICATED for grid in grids),
        micro=sum(grid.kind is GridKind.MICRO for grid in grids),
        households=sum(grid.households or 0 for grid in whole),
        persons=sum(grid.persons or 0 for grid in whole),
        mean_count=mean(counts) if counts else 0.0,
        median_count=median(counts) if counts else 0.0,
        mean_compactness=mean(grid.compactness for grid in held) if held else 0.0,
    )


def sum_by_town(grids: Sequence[GridFigures]) -> list[TownLine]:
    """Give a line a town, in the order in which the towns first appear."""
    lines = []
    for name in dict.fromkeys(grid.town for grid in grids):
        summary = summarise([grid for grid in grids if grid.town == name])
        lines.append(
            TownLine(
                name,
                summary.grids,
                summary.in_band,
                summary.under,
                summary.over,
                summary.households,
            )
        )
    return lines
