"""Use case: which grids of two networks meet, and the ground and people that they share.

Each network is a file, a published network at any instant, or a draft.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, plans
from gridgeo.db.repositories.areas import Communities, communities_below, from_wkb
from gridgeo.db.repositories.grids import published_grids
from gridgeo.db.repositories.place_points import load_places
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.network import NetworkSpec
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.shared_counts import share_points
from gridgeo.services.crosswalk_files import Counted, PeopleSource, Source, count_people, read_side
from gridgeo.services.network_file import require_near
from gridgeo.services.network_view import tier
from gridgeo.topology.crosswalk import Crosswalk, cross
from gridgeo.topology.crosswalk_rows import Side

Progress = Callable[[str, float], None]  # (step, share done)
COUNTED = 0.4  # share of the work that is done when the people are counted
WGS84 = CRS.from_epsg(4326)


@dataclass(frozen=True, slots=True)
class Published:
    """A network of the database as it is, or was at an aware instant."""

    network: str
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """A plan of the database."""

    plan_id: int


Reference = Source | Published | Drafted


@dataclass(frozen=True, eq=False)
class CrosswalkReport:
    """A crosswalk and the coordinate systems of its ground.

    Parameters
    ----------
    crosswalk : Crosswalk
    crs : CRS
        Metric, that of the sides' polygons.
    target : CRS
        For what is written to files: that of network A.
    """

    crosswalk: Crosswalk
    crs: CRS
    target: CRS


def crosswalk_networks(
    a: Reference,
    b: Reference,
    people: PeopleSource | None = None,
    *,
    session: Session | None = None,
    sliver_width_m: float = 3.0,
    progress: Progress | None = None,
) -> CrosswalkReport:
    """Lay two networks over each other and count what each pair of grids shares.

    Parameters
    ----------
    a, b : Source, Published or Drafted
        Any two, of one place.
    people : PeopleSource, optional
        Where people are; with a session the database's own homes by default.
    session : Session, optional
        Needed for what is in the database; only read from.
    sliver_width_m : float
        Common ground thinner than this is a sliver.
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.

    Raises
    ------
    BadInputError
        A file, layer or field that cannot be used; a network without grids; networks that lie
        nowhere near each other.
    NotFoundError
        If there is no such network or plan.
    """
    say = progress or (lambda step, share: None)
    say("read", 0.0)
    first, metric, target = _load(a, session, None)
    second, _, _ = _load(b, session, metric)
    require_near(first.name, first.polygons, second.name, second.polygons)
    if session is not None:
        first = _placed(session, first, metric)
    say("count people", 0.1)
    if people is not None:
        counted = count_people(first, second, people, metric)
    else:
        counted = _count_homes(session, first, second, metric)
    say("common ground", COUNTED)
    walk = cross(
        first,
        second,
        *counted,
        sliver_width_m,
        progress=lambda step, share: say(step, COUNTED + (1.0 - COUNTED) * share),
    )
    return CrosswalkReport(walk, metric, target)


def _load(
    reference: Reference, session: Session | None, metric: CRS | None
) -> tuple[Side, CRS, CRS]:
    """Load one network in metres; give its metric and its own CRS too."""
    if isinstance(reference, Source):
        side, network = read_side(reference, metric)
        return side, network.crs, network.source_crs
    if session is None:
        raise BadInputError("A network of the database needs the database.", field="network")
    if isinstance(reference, Drafted):
        name, codes, ground = _draft(session, reference.plan_id)
    else:
        name, codes, ground = _published(session, reference)
    if not len(ground):
        raise BadInputError(f"'{name}' has no grids.", field="network")
    crs = metric or metric_crs(WGS84, list(shapely.total_bounds(ground)))
    return Side(name, codes, transform(ground, WGS84, crs)), crs, WGS84


def _published(
    session: Session, reference: Published
) -> tuple[str, tuple[str, ...], NDArray[np.object_]]:
    network = networks.load_network(session, reference.network)
    rows = published_grids(session, reference.network, reference.as_of)
    chosen = tier(rows.kinds, network)
    day = "" if reference.as_of is None else f" {reference.as_of:%Y-%m-%d}"
    return f"{network.name}{day}", tuple(rows.codes[chosen]), from_wkb(list(rows.wkb[chosen]))


def _draft(session: Session, plan_id: int) -> tuple[str, tuple[str, ...], NDArray[np.object_]]:
    plan = plans.load_plan(session, plan_id)
    network: NetworkSpec = networks.load_network(session, plan.network_code)
    rows = plans.plan_grids(session, plan_id)
    kinds = np.array([row["kind"] for row in rows], dtype=object)
    chosen = [rows[index] for index in tier(kinds, network)]
    ground = from_wkb([row["wkb"] for row in chosen])
    return f"{network.name} #{plan_id}", tuple(row["code"] for row in chosen), ground


def _placed(session: Session, side: Side, metric: CRS) -> Side:
    """Name the community that each grid lies in, where the file has not said."""
    if side.communities is not None:
        return side
    areas: Communities = communities_below(session)
    points = transform(shapely.point_on_surface(side.polygons), metric, WGS84)
    grid, area = shapely.STRtree(areas.ground).query(points, predicate="intersects")
    home = np.full(len(points), -1, dtype=np.int64)
    home[grid[::-1]] = area[::-1]  # the lowest code wins a tie
    if not len(grid):
        return side
    return replace(side, communities=tuple(areas.names[i] if i >= 0 else "" for i in home))


def _count_homes(session: Session | None, a: Side, b: Side, metric: CRS) -> Counted:
    """Count the homes of the database; nothing where there are none."""
    if session is None:
        return None, None
    both = transform(np.concatenate([a.polygons, b.polygons]), metric, WGS84)
    places = load_places(session, list(shapely.total_bounds(both)))
    if not len(places):
        return None, None
    points = np.asarray(shapely.points(places.x, places.y), dtype=object)
    shares = share_points(a.polygons, b.polygons, transform(points, WGS84, metric))
    return shares.count(places.households), shares.count(places.persons)
