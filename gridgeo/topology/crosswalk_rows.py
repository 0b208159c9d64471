"""The rows of a crosswalk (对照表): what pairs of grids that meet share of ground and people."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.shared_counts import NOWHERE, SharedCounts
from gridgeo.topology.relation import Overlay, matching

OUTSIDE = "outside"  # class of what only one of the networks covers
Pair = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two networks.

    Parameters
    ----------
    name : str
    codes : (n,) tuple of str
        One a grid, each once.
    polygons : (n,) array of valid polygons
        Metric, in the CRS of the other side.
    communities : (n,) tuple of str, optional
        Name or code of each grid's community.
    """

    name: str
    codes: tuple[str, ...]
    polygons: NDArray[np.object_]
    communities: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What two grids share; an empty code stands for outside of that network.

    Parameters
    ----------
    a, b : str
        Grid codes.
    kind : str
        A `PairClass`, or `OUTSIDE`.
    community : str
        That of grid ``a``; empty where nobody knows.
    area_m2, share_of_a, share_of_b : float
    households, persons : int or None
        None where they are not known; likewise their shares of the two grids'.
    same : bool
        Whether the two are each other's match, so that nobody in both changes hands.
    """

    a: str
    b: str
    kind: str
    community: str
    area_m2: float
    share_of_a: float
    share_of_b: float
    households: int | None
    households_share_of_a: float | None
    households_share_of_b: float | None
    persons: int | None
    persons_share_of_a: float | None
    persons_share_of_b: float | None
    same: bool


def rows_of(
    a: Side,
    b: Side,
    laid: Overlay,
    households: SharedCounts | None,
    persons: SharedCounts | None,
) -> list[Row]:
    """Join ground and counts by pair; the rows come sorted by the codes."""
    ground = laid.ground
    pairs = list(zip(ground.first.tolist(), ground.second.tolist(), strict=True))
    size = dict(zip(pairs, ground.area_m2.tolist(), strict=True))
    kind = dict(zip(pairs, (str(one) for one in laid.classes), strict=True))
    size |= {
        (i, NOWHERE): m2 for i, m2 in enumerate(shapely.area(laid.first_bare).tolist()) if m2 > 0
    }
    size |= {
        (NOWHERE, j): m2 for j, m2 in enumerate(shapely.area(laid.second_bare).tolist()) if m2 > 0
    }
    homes, people = _Counted(households, a, b), _Counted(persons, a, b)
    area_a, area_b = shapely.area(a.polygons).tolist(), shapely.area(b.polygons).tolist()
    same = _matched(laid, households)

    def line(pair: Pair) -> Row:
        i, j = pair
        m2 = size.get(pair, 0.0)
        return Row(
            *(a.codes[i] if i != NOWHERE else "", b.codes[j] if j != NOWHERE else ""),
            kind=kind.get(pair, OUTSIDE),
            community=a.communities[i] if a.communities is not None and i != NOWHERE else "",
            area_m2=m2,
            share_of_a=m2 / area_a[i] if i != NOWHERE and area_a[i] else 0.0,
            share_of_b=m2 / area_b[j] if j != NOWHERE and area_b[j] else 0.0,
            households=homes.of(pair),
            households_share_of_a=homes.share(pair, 0),
            households_share_of_b=homes.share(pair, 1),
            persons=people.of(pair),
            persons_share_of_a=people.share(pair, 0),
            persons_share_of_b=people.share(pair, 1),
            same=pair in same,
        )

    rows = [line(pair) for pair in size.keys() | homes.pairs.keys() | people.pairs.keys()]
    return sorted(rows, key=lambda row: (not row.a, row.a, not row.b, row.b))


class _Counted:
    """Counts by pair, and their sums by grid; without counts everything is unknown."""

    def __init__(self, counts: SharedCounts | None, a: Side, b: Side) -> None:
        self._known = counts is not None
        self.pairs: dict[Pair, int] = {}
        self._sums = [[0] * (len(side.codes) + 1) for side in (a, b)]
        if counts is not None:
            keys = zip(counts.first.tolist(), counts.second.tolist(), strict=True)
            self.pairs = dict(zip(keys, counts.counts.tolist(), strict=True))
        for pair, count in self.pairs.items():
            for sums, index in zip(self._sums, pair, strict=True):
                sums[index] += count  # NOWHERE counts in the last place

    def of(self, pair: Pair) -> int | None:
        return self.pairs.get(pair, 0) if self._known else None

    def share(self, pair: Pair, side: int) -> float | None:
        """Share of the count of the pair's grid on one side; 0 of nothing."""
        if not self._known:
            return None
        whole = self._sums[side][pair[side]]
        return self.pairs.get(pair, 0) / whole if whole and pair[side] != NOWHERE else 0.0


def _matched(laid: Overlay, households: SharedCounts | None) -> set[Pair]:
    """Give the pairs that match one to one, by households, or by ground where nobody is counted."""
    counts = households
    if counts is None or not counts.counts.any():
        ground = laid.ground
        square_cm = np.rint(ground.area_m2 * 1e4).astype(np.int64)
        counts = SharedCounts(ground.first, ground.second, square_cm)
    chosen = matching(counts)
    return set(zip(counts.first[chosen].tolist(), counts.second[chosen].tolist(), strict=True))
