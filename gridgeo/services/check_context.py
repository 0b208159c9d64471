"""What the rules are told beside the grids: people, surroundings, ended codes, thresholds."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import shapely
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import Communities
from gridgeo.db.repositories.place_points import load_places
from gridgeo.db.repositories.retired_codes import retired_codes
from gridgeo.db.repositories.surroundings import load_surroundings
from gridgeo.db.repositories.thresholds import load_thresholds
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.crs import transform
from gridgeo.topology.homes import Homes
from gridgeo.topology.surroundings import Bars, Footprints, Surroundings

WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True, eq=False)
class CheckContext:
    """What is known around some communities, in the metric CRS of the check; None is unknown."""

    homes: Homes | None = None
    surroundings: Surroundings | None = None
    retired: frozenset[str] = frozenset()
    thresholds: Thresholds = field(default_factory=Thresholds)


def load_context(
    session: Session,
    network_code: str,
    communities: Communities,
    crs: CRS,
    *,
    with_homes: bool = True,
    codes: Collection[str] | None = None,
) -> CheckContext:
    """Load what is known around some communities.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
        Whose thresholds and ended codes.
    communities : Communities
        Nothing around is loaded where there are none.
    crs : CRS
        Metric.
    with_homes : bool
        Without them, rules about single homes stay silent.
    codes : collection of str, optional
        The grids that are checked; by default the network's whole history is searched.
    """
    known = CheckContext(
        retired=retired_codes(session, network_code, codes),
        thresholds=load_thresholds(session, network_code),
    )
    if not len(communities):
        return known
    bounds = shapely.total_bounds(communities.ground).tolist()
    return CheckContext(
        _homes(session, bounds, crs) if with_homes else None,
        _surroundings(session, bounds, crs),
        known.retired,
        known.thresholds,
    )


def _homes(session: Session, bounds: list[float], crs: CRS) -> Homes | None:
    places = load_places(session, bounds)
    if not len(places):
        return None
    points = np.asarray(shapely.points(places.x, places.y), dtype=object)
    return Homes(transform(points, WGS84, crs), places.households)


def _surroundings(session: Session, bounds: list[float], crs: CRS) -> Surroundings:
    rows = load_surroundings(session, bounds)
    barriers = transform(rows.barriers, WGS84, crs)
    return Surroundings(
        Bars.find(barriers, rows.barrier_kinds, rows.barrier_ranks),
        Footprints(rows.building_codes, transform(rows.buildings, WGS84, crs)),
        Footprints(rows.compound_codes, transform(rows.compounds, WGS84, crs)),
        Bars.walls(barriers, rows.barrier_kinds),
    )
