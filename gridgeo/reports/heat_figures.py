"""What the report of a heat map says, as values: the picture, where it lies, sums and grids."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gridgeo.patrol.heat_classes import VIRIDIS, Measure
from gridgeo.reports.network_figures import BaseMap

STATES = {
    "patrolled": ("已巡查", "patrolled"),
    "not_patrolled": ("未巡查", "not patrolled"),
    "cannot_be_patrolled": ("按现状走不通", "cannot be patrolled as drawn"),
}


@dataclass(frozen=True, slots=True)
class PatrolledGrid:
    """One grid's line; shares from 0 to 1, None where there is nothing to pass."""

    code: str
    name: str
    state: str
    days: int
    days_due: int
    minutes: float
    households_share: float | None
    ground_share: float | None

    @property
    def words(self) -> tuple[str, str]:
        """The state in Chinese and in English."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class HeatReport:
    """Where a network's people went.

    Attributes
    ----------
    period, whose : str
        Ready to be read: days and hours; whose tracks.
    picture : bytes
        PNG in web mercator.
    bounds : (west, south, east, north)
        Of the picture, in degrees.
    grids : polygon array
        EPSG:4326, in the order of ``lines``.
    lines : sequence of PatrolledGrid
        The worst first.
    totals : dict of str to float
        ``grids``, ``met``, ``not_patrolled``, ``divided``, ``hours``, ``km``.
    households_share, ground_share : float or None
        Of all grids together.
    """

    network_code: str
    network_name: str
    period: str
    whose: str
    measure: Measure
    picture: bytes
    bounds: tuple[float, float, float, float]
    grids: NDArray[np.object_]
    lines: Sequence[PatrolledGrid]
    totals: dict[str, float]
    households_share: float | None
    ground_share: float | None
    base: BaseMap
    synthetic: bool
    software: str

    @property
    def classes(self) -> list[tuple[str, str]]:
        """Colour and label of each class, the last one open."""
        limits = [f"{limit:g}" for limit in self.measure.limits]
        labels = [f"{low}–{high}" for low, high in pairwise(limits)]
        return list(zip(VIRIDIS, [*labels, f"≥ {limits[-1]}"], strict=True))
