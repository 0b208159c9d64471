"""The crosswalk (对照表) of two networks: a row for every pair of grids that meet, and sums."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from gridgeo.geometry.shared_counts import SharedCounts
from gridgeo.topology.crosswalk_rows import Row, Side, rows_of
from gridgeo.topology.relation import Overlay, overlay


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two networks agree: households in all, and those whose grid is the same in both."""

    community: str
    households: int
    same: int

    @property
    def share(self) -> float:
        """Share of the households whose grid is the same; 1 where there are none."""
        return self.same / self.households if self.households else 1.0


@dataclass(frozen=True, eq=False)
class Crosswalk:
    """The crosswalk of two networks.

    Parameters
    ----------
    a, b : Side
    laid : Overlay
        The ground behind the rows.
    rows : list of Row
        Sorted by the codes; what one network leaves bare stands last under its grid.
    households, persons : int or None
        Totals, equal to the sums over the rows; None where they are not known.
    """

    a: Side
    b: Side
    laid: Overlay
    rows: list[Row]
    households: int | None
    persons: int | None

    @cached_property
    def agreement(self) -> float | None:
        """Share of all households whose grid is the same in both networks; None without counts."""
        if self.households is None:
            return None
        return Agreement(
            "", self.households, sum(_homes(row) for row in self.rows if row.same)
        ).share

    @cached_property
    def communities(self) -> list[Agreement]:
        """Agreement in each community of network A, the least first; none without counts."""
        if self.households is None or self.a.communities is None:
            return []
        whole: dict[str, int] = defaultdict(int)
        same: dict[str, int] = defaultdict(int)
        for row in self.rows:
            if row.a:
                whole[row.community] += _homes(row)
                same[row.community] += _homes(row) if row.same else 0
        found = [Agreement(name, count, same[name]) for name, count in whole.items()]
        return sorted(found, key=lambda one: (one.share, -one.households, one.community))

    @cached_property
    def worst(self) -> list[Row]:
        """Rows whose ground or people change hands, most households first, then most ground."""
        moving = [row for row in self.rows if not row.same]
        return sorted(moving, key=lambda row: (-_homes(row), -row.area_m2, row.a, row.b))


def cross(
    a: Side,
    b: Side,
    households: SharedCounts | None = None,
    persons: SharedCounts | None = None,
    sliver_width_m: float = 3.0,
    progress: Callable[[str, float], None] | None = None,
) -> Crosswalk:
    """Lay two networks over each other.

    Parameters
    ----------
    a, b : Side
    households, persons : SharedCounts, optional
        Of the two sides' polygons.
    sliver_width_m : float
        Common ground thinner than this is a sliver.
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.
    """
    laid = overlay(a.polygons, b.polygons, sliver_width_m, progress)
    rows = rows_of(a, b, laid, households, persons)
    return Crosswalk(a, b, laid, rows, _total(households), _total(persons))


def _homes(row: Row) -> int:
    return row.households or 0


def _total(counts: SharedCounts | None) -> int | None:
    return None if counts is None else int(counts.counts.sum())
