"""A published network held against the topology rules, and the relation that it owes another."""

from datetime import datetime

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks
from gridgeo.db.repositories.areas import Communities, communities_below, from_wkb
from gridgeo.db.repositories.grids import PublishedGrids, published_grids
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import polygonal
from gridgeo.services.check_context import WGS84, load_context
from gridgeo.services.keep_findings import empty_report, keep_findings
from gridgeo.services.misplaced_homes import find_misplaced
from gridgeo.services.network_report import NetworkReport, report_of
from gridgeo.services.network_view import (
    GridSet,
    Progress,
    build_view,
    check_crs,
    find_faults,
    tier,
)
from gridgeo.topology.finding import Finding
from gridgeo.topology.rim_shift import gather_shift
from gridgeo.topology.shift import hold_against
from gridgeo.topology.tiers import Tiers, check_tiers
from gridgeo.topology.view import NetworkView


def check_network(
    session: Session,
    network_code: str,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> NetworkReport:
    """Run the rules over a network as it is, or was at an instant.

    The ground that it must cover is that of every community in which it has a grid.

    Parameters
    ----------
    session : Session
        The caller commits: findings of the present are kept, those of the past are not.
    network_code : str
        The network.
    as_of : datetime, optional
        Aware instant; now by default.
    progress : callable, optional
        Told each rule's name, and the share that is done.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    network = networks.load_network(session, network_code)
    rows = published_grids(session, network_code, as_of)
    if not len(rows):
        return empty_report(session, network_code)
    ground = from_wkb(list(rows.wkb))
    communities, settings = _place(communities_below(session), rows, ground)
    grids = _grid_set(network, rows, ground, settings)
    crs = check_crs(grids, communities)
    context = load_context(session, network_code, communities, crs)
    view = build_view(network, grids, communities, context, crs)
    tiers = Tiers.of(view, network.dedicated == "overlay")
    found = check_all(session, network, tiers, as_of, progress)
    if as_of is None:
        found += find_misplaced(session, tiers.base, communities)
        return keep_findings(session, tiers, found)
    return report_of(tiers, found, WGS84)


def check_all(
    session: Session,
    network: NetworkSpec,
    tiers: Tiers,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Run every rule: tier by tier, and towards the network that this one owes a relation."""
    found = check_tiers(tiers, None, lambda base, rules: find_faults(base, rules, progress))
    if network.related_network_code is not None:
        other = related_view(session, network.related_network_code, tiers.view, as_of)
        if other is not None:
            found += hold_against(tiers.base, other, network.relation)
    return gather_shift(tiers.base, found)


def related_view(
    session: Session, network_code: str, view: NetworkView, as_of: datetime | None
) -> NetworkView | None:
    """Lay out the related network as far as it lies on this one's ground; None without any.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
        The related network.
    view : NetworkView
        The network that owes it a relation.
    as_of : datetime or None
        Aware instant; now where it is None.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    related = networks.load_network(session, network_code)
    rows = published_grids(session, network_code, as_of)
    chosen = tier(rows.kinds, related) if len(rows) else np.empty(0, dtype=np.intp)
    ground = _on_ground(from_wkb(list(rows.wkb[chosen])), view)
    there = ~shapely.is_empty(ground)
    if not there.any():
        return None
    return NetworkView(
        network=network_code,
        codes=tuple(rows.codes[chosen][there]),
        polygons=ground[there],
        crs=view.crs,
        homes=view.homes,
        thresholds=view.thresholds,
    )


def _on_ground(ground: np.ndarray, view: NetworkView) -> np.ndarray:
    """Bring grids into the view's metres and clip them to its boundary, where it has one."""
    moved = transform(ground, WGS84, view.crs)
    if view.boundary is None or not len(moved):
        return moved
    shapely.prepare(view.boundary)
    across = ~shapely.covers(view.boundary, moved)
    moved[across] = polygonal(shapely.intersection(moved[across], view.boundary))
    return moved


def _place(
    communities: Communities, rows: PublishedGrids, ground: np.ndarray
) -> tuple[Communities, np.ndarray]:
    """Give the communities that have a grid, and the setting of each grid."""
    points = shapely.point_on_surface(ground)
    grid, place = shapely.STRtree(communities.ground).query(points, predicate="intersects")
    number = {code: i for i, code in enumerate(communities.codes)}
    home = np.full(len(rows), -1, dtype=np.int64)
    home[grid[::-1]] = place[::-1]  # the lowest code wins a tie
    named = [number.get(code, -1) for code in rows.area_codes]
    home = np.where(np.array(named, dtype=np.int64) >= 0, named, home)
    settings = np.array(
        [communities.settings[i].value if i >= 0 else "urban" for i in home], dtype=object
    )
    return communities.take(np.unique(home[home >= 0])), settings


def _grid_set(
    network: NetworkSpec, rows: PublishedGrids, ground: np.ndarray, settings: np.ndarray
) -> GridSet:
    counts = rows.households if network.unit.value == "households" else rows.persons
    return GridSet(
        rows.codes,
        rows.kinds,
        settings,
        rows.area_codes,
        counts,
        rows.households,
        ground,
        rows.parent_codes,
    )
