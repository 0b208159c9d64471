"""Households outside their stated community as findings of a network's check."""

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import Communities, communities_below
from gridgeo.geometry.crs import transform
from gridgeo.services.check_context import WGS84
from gridgeo.services.stray_households import Stray, find_strays
from gridgeo.topology import misplaced
from gridgeo.topology.finding import Finding
from gridgeo.topology.misplaced import Misplaced
from gridgeo.topology.view import NetworkView

# Beyond that the place is no place: it is shown where the address says.
_FAR_M = 100_000.0


def find_misplaced(session: Session, view: NetworkView, communities: Communities) -> list[Finding]:
    """Find households that are stated to lie, or lie, in some communities, and not both.

    Parameters
    ----------
    session : Session
        Only read from.
    view : NetworkView
        The grids that tile the ground.
    communities : Communities
        Those that have a grid of the network.
    """
    known = set(communities.codes)
    strays = [one for one in find_strays(session) if known & {one.stated_area, one.area}]
    if not strays:
        return []
    every = communities_below(session)
    names = dict(zip(every.codes, every.names, strict=True))
    ground = dict(zip(every.codes, every.ground, strict=True))
    places = np.array(
        [
            shapely.Point(one.lon, one.lat)
            if one.distance_m < _FAR_M
            else shapely.point_on_surface(ground[one.stated_area])
            for one in strays
        ],
        dtype=object,
    )
    return misplaced.find(
        view,
        Misplaced(
            transform(places, WGS84, view.crs),
            np.array([one.households for one in strays], dtype=np.int64),
            np.array([names[one.stated_area] for one in strays], dtype=object),
            np.array([_here(one, names) for one in strays], dtype=object),
            np.array([one.distance_m for one in strays], dtype=float),
        ),
    )


def _here(stray: Stray, names: dict[str, str]) -> str:
    return "" if stray.area is None else names[stray.area]
