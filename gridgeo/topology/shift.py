"""A network that lies beside its place as a whole: one cause, not ten thousand overlaps.

Coordinates of map services (GCJ-02, BD-09) that pass for WGS 84 lie some 500 m off, by an amount
that changes slowly; so do networks in another zone or datum. A shift is recognised by its cure: the
borders of the moved network fall on those of the other one, which chance does not bring about.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.enums import Relation, Severity
from gridgeo.geometry.crs import transform
from gridgeo.topology.between import check_relation, without_dedicated
from gridgeo.topology.finding import Finding, Fix, finding_id
from gridgeo.topology.shift_causes import CAUSES, Cause, Degrees, twin, unknown_cause
from gridgeo.topology.shift_search import Borders, find_offset, refine_offset
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import number

RULE = "shift"
NEAR_M = 5.0  # borders so near to each other are drawn after the same street or wall
ALIKE = 0.5  # share of borders that fall together where nothing has to be explained
LEAST_SHARE = 0.2  # of the borders that have to fall together after the shift is undone
TIMES = 3.0  # as much as before, and as chance brings about
LEAST_GRIDS = 10  # fewer can fall together by a displacement that means nothing
LEAST_M = 25.0  # a smaller one is careless drawing
CHANCE_M = (333.0, 777.0)  # offsets that mean nothing, in eight directions each


@dataclass(frozen=True, slots=True)
class Shift:
    """A network's shift against another one.

    Parameters
    ----------
    cause : Cause
        The likely reason, and what undoes it.
    east_m, north_m : float
        How far it lies off on average; undoing it moves it the other way.
    share_before, share_after : float
        Share of its borders within `NEAR_M` of the other network's, before and after.
    """

    cause: Cause
    east_m: float
    north_m: float
    share_before: float
    share_after: float

    @property
    def distance_m(self) -> float:
        """How far it lies off."""
        return float(np.hypot(self.east_m, self.north_m))

    def turned(self) -> "Shift":
        """Tell the same of the other network."""
        return replace(self, cause=twin(self.cause), east_m=-self.east_m, north_m=-self.north_m)


def find_shift(
    suspect: NDArray[np.object_], other: NDArray[np.object_], least_grids: int = LEAST_GRIDS
) -> Shift | None:
    """Recognise that a network lies beside another one as a whole.

    Parameters
    ----------
    suspect, other : (n,) and (m,) arrays of polygons
        In degrees, longitude first, as their files claim. Both should draw many of their borders
        along the same streets or boundaries, whatever their grids are.
    least_grids : int
        Of both, to speak of a displacement that no system explains.

    Returns
    -------
    Shift or None
        None where the borders fall together as they are, or under no shift.
    """
    if not len(suspect) or not len(other):
        return None
    # Borders of the coarser network can all be found in the finer one, not the other way round.
    if shapely.length(suspect).sum() <= shapely.length(other).sum():
        return _find(suspect, other, least_grids)
    found = _find(other, suspect, least_grids)
    return None if found is None else found.turned()


def _find(
    suspect: NDArray[np.object_], other: NDArray[np.object_], least_grids: int
) -> Shift | None:
    frame = Borders.of(other)
    samples = frame.samples(suspect)
    before = frame.share(samples, NEAR_M)
    if before >= ALIKE or not len(samples):
        return None
    cause, moved, after = _best_cause(frame, samples)
    if after < ALIKE and min(len(suspect), len(other)) >= least_grids:
        offset = refine_offset(frame, samples, *find_offset(frame, samples))
        straight = samples + frame.degrees(offset)
        share = frame.share(straight, NEAR_M)
        # Undoing a known cause follows a shift that changes from place to place.
        if after < 0.8 * share:
            cause, moved, after = unknown_cause(), straight, share
    if after < max(LEAST_SHARE, TIMES * max(before, _by_chance(frame, moved))):
        return None
    east, north = -frame.metres(np.mean(moved - samples, axis=0))
    if np.hypot(east, north) < LEAST_M:
        return None
    return Shift(cause, float(east), float(north), before, after)


def _best_cause(frame: Borders, samples: Degrees) -> tuple[Cause, Degrees, float]:
    tried = [(cause, cause.undo(samples)) for cause in CAUSES]
    shares = [frame.share(moved, NEAR_M) for _, moved in tried]
    best = int(np.argmax(shares))
    return (*tried[best], shares[best])


def _by_chance(frame: Borders, moved: Degrees) -> float:
    """Measure the share of borders that fall together under shifts that mean nothing."""
    angles = np.arange(8) * np.pi / 4 + 0.3  # off the axes, which streets like
    ways = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    offsets = np.concatenate([metres * ways for metres in CHANCE_M])
    return float(np.median([frame.share(moved + frame.degrees(o), NEAR_M) for o in offsets]))


def shift_finding(view: NetworkView, other: NetworkView) -> Finding | None:
    """Tell of a network that lies beside another one as a whole, in one finding.

    Parameters
    ----------
    view, other : NetworkView
        In the same CRS.
    """
    found = find_shift(in_degrees(view), in_degrees(other))
    return None if found is None else tell(view, other.network, found)


def tell(view: NetworkView, other: str | None, found: Shift) -> Finding:
    """Say that a network lies beside another one, or beside its boundary.

    Parameters
    ----------
    view : NetworkView
        The network.
    other : str or None
        The network that it lies beside; None for its own boundary.
    found : Shift
    """
    networks = (view.network,) if other is None else (view.network, other)
    beside_zh, beside_en = (other, other) if other is not None else ("辖区边界", "its boundary")
    size = f"{number(found.distance_m)} m"
    share = f"{found.share_before:.0%}", f"{found.share_after:.0%}"
    return Finding(
        rule=RULE,
        severity=Severity.ERROR,
        networks=networks,
        codes=(),
        geometry=shapely.box(*shapely.total_bounds(view.ground)),
        area_m2=0.0,
        width_m=found.distance_m,
        households=None,
        zh=f"{view.network} 相对 {beside_zh} 整体偏移 {number(found.distance_m)} 米"
        f"（向东 {found.east_m:.0f} 米，向北 {found.north_m:.0f} 米）：{found.cause.zh}；"
        f"还原后边界吻合率由 {share[0]} 升至 {share[1]}。",
        en=f"{view.network} lies {size} beside {beside_en} as a whole"
        f" ({found.east_m:.0f} m east, {found.north_m:.0f} m north): {found.cause.en}; undoing it"
        f" brings {share[1]} of the borders together instead of {share[0]}.",
        id=finding_id(RULE, networks, [found.cause.name]),
        fixes=(Fix("import_again", (), found.cause.cure_zh, found.cause.cure_en),),
    )


def hold_against(view: NetworkView, other: NetworkView, relation: Relation) -> list[Finding]:
    """Hold a network against another one: that it lies beside it, or how it breaks the relation.

    Parameters
    ----------
    view, other : NetworkView
        In the same CRS.
    relation : Relation
        As in `gridgeo.topology.between.check_relation`.
    """
    shifted = shift_finding(view, other)
    if shifted is not None:
        return [shifted]
    return check_relation(*without_dedicated(view, other), relation)


def in_degrees(view: NetworkView) -> NDArray[np.object_]:
    """Give a network's ground as longitudes and latitudes."""
    return transform(view.ground, view.crs, CRS.from_epsg(4326))
