"""Use case: repair a published network; nothing is published, the result is a file to look at."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks
from gridgeo.db.repositories.areas import communities_below, from_wkb
from gridgeo.db.repositories.grids import PublishedGrids, published_grids
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.domain.thresholds import Thresholds
from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.shapes import object_array
from gridgeo.io.vector import write_layers
from gridgeo.services.network_view import tier
from gridgeo.services.plan_graph import WGS84
from gridgeo.topology.finding import Finding
from gridgeo.topology.registry import check
from gridgeo.topology.repair import Repair, RepairRules, repair
from gridgeo.topology.view import NetworkView

Progress = Callable[[str, float], None]  # (step, share done)
# Shares of the work that are done.
READ = 0.1
REPAIRED = 0.8


@dataclass(frozen=True, eq=False)
class NetworkRepair:
    """A repaired network.

    Parameters
    ----------
    grids : PublishedGrids
        As they are published.
    chosen : (n,) array of int
        Those that have to tile the ground.
    view : NetworkView
        Before, in metres.
    repair : Repair
    left : list of Finding
        What a check of the repaired network still finds.
    """

    grids: PublishedGrids
    chosen: np.ndarray
    view: NetworkView
    repair: Repair
    left: list[Finding]


def repair_network(
    session: Session,
    network_code: str,
    rules: RepairRules,
    min_area_m2: float = 1.0,
    *,
    as_of: datetime | None = None,
    progress: Progress | None = None,
) -> NetworkRepair:
    """Repair a network as it is published, or was at an instant; nothing is kept.

    The ground that it has to cover is that of the communities in which it has a grid; where there
    are none, it has no outer border to be held to.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    rules : RepairRules
    min_area_m2 : float
        Smaller changes count as matched borders.
    as_of : datetime, optional
        Aware instant.
    progress : callable, optional
        Told each step before it begins, and the share of the work that is done.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it is published.
    BadInputError
        If a locked code is none of its grids'.
    """
    say = progress or (lambda step, share: None)
    say("read", 0.0)
    network = networks.load_network(session, network_code)
    rows = published_grids(session, network_code, as_of)
    chosen = tier(rows.kinds, network)
    if not len(chosen):
        raise NotFoundError(f"Nothing of '{network_code}' is published.", field="network")
    codes = tuple(rows.codes[chosen])
    unknown = sorted(set(rules.locked) - set(codes))
    if unknown:
        raise BadInputError(f"'{network_code}' has no grid '{unknown[0]}' to lock.", field="locked")
    ground = from_wkb(list(rows.wkb[chosen]))
    crs = metric_crs(WGS84, list(shapely.total_bounds(ground)))
    own = transform(_own_ground(session, ground), WGS84, crs)
    view = NetworkView(
        network=network_code,
        codes=codes,
        polygons=transform(ground, WGS84, crs),
        crs=crs,
        boundary=shapely.union_all(own) if len(own) else None,
        households=np.maximum(rows.households[chosen], 0),
        thresholds=Thresholds(min_area_m2=min_area_m2),
    )
    done = repair(view, rules, lambda step, share: say(step, READ + (REPAIRED - READ) * share))
    left = check(
        _after(view, done),
        progress=lambda rule, share: say(rule, REPAIRED + (1 - REPAIRED) * share),
    )
    return NetworkRepair(rows, chosen, view, done, left)


def write_repair(result: NetworkRepair, path: Path) -> None:
    """Write the repaired grids and the changes as layers of a GeoPackage, EPSG:4326.

    A grid that was not redrawn keeps its published geometry to the bit.
    """
    rows, done = result.grids, result.repair
    stored = from_wkb(list(rows.wkb[result.chosen]))
    moved = transform(done.polygons, result.view.crs, WGS84)
    same = np.array(
        [made is was for made, was in zip(done.polygons, result.view.polygons, strict=True)]
    )
    there = np.flatnonzero(~shapely.is_empty(done.polygons))
    grids = gpd.GeoDataFrame(
        {
            "code": rows.codes[result.chosen][there],
            "name": rows.names[result.chosen][there],
            "kind": rows.kinds[result.chosen][there],
            "status": rows.statuses[result.chosen][there],
            "area_code": rows.area_codes[result.chosen][there],
        },
        geometry=np.where(same, stored, moved)[there],
        crs=WGS84,
    )
    changes = gpd.GeoDataFrame(
        {
            name: [getattr(one, name) for one in done.changes]
            for name in ("fault", "losing", "gaining", "area_m2")
        },
        geometry=transform(
            object_array([one.geometry for one in done.changes]), result.view.crs, WGS84
        ),
        crs=WGS84,
    )
    write_layers(path, {"grids": grids, "changes": changes})


def sum_up(result: NetworkRepair, most: int) -> dict[str, Any]:
    """Give a repair as plain values, with the ``most`` largest changes."""
    done = result.repair
    return {
        "network": result.view.network,
        "grids": len(result.chosen),
        "changes": len(done.changes),
        "largest": [
            {key: value for key, value in asdict(one).items() if key != "geometry"}
            for one in done.changes[:most]
        ],
        "redrawn": len(done.redrawn),
        "emptied": list(done.emptied[:most]),
        "left": len(result.left),
    }


def _own_ground(session: Session, ground: np.ndarray) -> np.ndarray:
    """Give the communities in which some grids lie."""
    communities = communities_below(session)
    points = shapely.point_on_surface(ground)
    inside = shapely.STRtree(communities.ground).query(points, predicate="intersects")[1]
    return np.asarray(communities.ground[np.unique(inside)])


def _after(view: NetworkView, done: Repair) -> NetworkView:
    there = ~shapely.is_empty(done.polygons)
    codes = tuple(np.array(view.codes, dtype=object)[there])
    return replace(view, codes=codes, polygons=done.polygons[there], households=None)
