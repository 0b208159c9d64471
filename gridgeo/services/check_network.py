"""A published network held against the topology rules."""

from datetime import datetime

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import findings, networks
from gridgeo.db.repositories.areas import Communities, communities_below, from_wkb
from gridgeo.db.repositories.grids import PublishedGrids, published_grids
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.network_view import GridSet, find_faults, load_homes, places_of, tier
from gridgeo.topology.finding import Finding


def check_network(
    session: Session, network_code: str, as_of: datetime | None = None
) -> list[Finding]:
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

    Returns
    -------
    list of Finding
        Errors first; their geometry is in the metric CRS of the check.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    network = networks.load_network(session, network_code)
    rows = published_grids(session, network_code, as_of)
    found: list[Finding] = []
    places = np.empty(0, dtype=object)
    if len(rows):
        ground = from_wkb(list(rows.wkb))
        communities, settings = _place(communities_below(session), rows, ground)
        everything = _grid_set(network, rows, ground, settings)
        grids = everything.take(tier(everything.kinds, network))
        found = find_faults(network, grids, communities, load_homes(session, communities))
        places = places_of(found, grids, communities)
    if as_of is None:
        findings.replace_findings(session, network_code, None, found, places)
    return found


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
    return GridSet(rows.codes, rows.kinds, settings, counts, ground)
