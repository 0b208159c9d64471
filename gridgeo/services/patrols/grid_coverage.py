"""Coverage of one grid: its days, its buildings, its ground by the exact overlay, blind spots."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days, track_lines
from gridgeo.patrol.coverage import exact_ground_shares
from gridgeo.patrol.points import Floats
from gridgeo.patrol.tracks import leg_lines
from gridgeo.services.patrols.coverage import (
    MOST_DAYS,
    SINCE,
    Covered,
    Period,
    cover_network,
    shares_before,
)
from gridgeo.services.patrols.coverage_list import coverage_row, rounded
from gridgeo.services.patrols.frame import NetworkFrame
from gridgeo.services.patrols.packed_path import unpack_path


def grid_coverage(
    session: Session, network: str, code: str, period: Period, *, exact: bool = False
) -> dict[str, Any]:
    """Give one grid: its row, its days, and when each of its buildings was last passed.

    Parameters
    ----------
    exact : bool
        Also overlay its ground with the buffer of all paths near it, in place of cells.
    """
    now = cover_network(session, network, period)
    place = now.frame.place(code)
    start = period.first
    days = [
        {
            "day": start + timedelta(days=number),
            "minutes": round(float(now.seconds[number, place]) / 60, 1),
            "distance_m": round(float(now.metres[number, place])),
            "rounds": int(now.rounds[number, place]),
            "tracks": int(now.tracks[number, place]),
            "counts": _counts(now, number, place),
        }
        for number in range(period.days)
    ]
    row = coverage_row(now, shares_before(session, now.frame, period), place)
    overlaid = rounded(float(exact_shares(session, now, [place], period)[0])) if exact else None
    buildings = _buildings(session, now.frame, place, period)
    return {
        **row,
        "exact_ground_share": overlaid,
        "from": period.first,
        "to": period.last,
        "daily": days,
        "buildings_passed": buildings,
    }


def blind_spots(
    session: Session, network: str, period: Period, code: str | None = None
) -> dict[str, Any]:
    """Give the ground that nobody passed as GeoJSON (RFC 7946), largest first in each grid."""
    now = cover_network(session, network, period)
    frame = now.frame
    places = range(len(frame)) if code is None else [frame.place(code)]
    features = []
    for place in places:
        pieces = frame.coverage.ground.blind_spots(place, now.passed.cells)
        if not len(pieces):
            continue
        shapes = orjson.loads("[" + ",".join(_geojson(frame.degrees(pieces))) + "]")
        for number, (shape, area) in enumerate(zip(shapes, shapely.area(pieces), strict=True)):
            properties = {"grid": frame.codes[place], "area_m2": round(float(area))}
            features.append(
                {
                    "type": "Feature",
                    "id": f"{frame.codes[place]}-{number + 1}",
                    "geometry": shape,
                    "properties": properties,
                }
            )
    return {"type": "FeatureCollection", "features": features}


def _geojson(shapes: NDArray[np.object_]) -> list[str]:
    return list(shapely.to_geojson(shapely.set_precision(shapely.normalize(shapes), 1e-7)))


def exact_shares(session: Session, now: Covered, places: Sequence[int], period: Period) -> Floats:
    """Overlay grids with the paths of the network's people that came near them.

    Returns
    -------
    (places,) array of float
        Share of each grid's ground within the radius of a path.
    """
    frame, polygons = now.frame, now.frame.polygons[list(places)]
    reach, box = frame.rules.radius_m, shapely.total_bounds(polygons)
    rows = track_lines.paths_between(session, frame.network, period.first, period.last)
    lines = [_lines_near(frame, path, box, reach) for path in rows]
    return exact_ground_shares(polygons, np.concatenate([np.empty((0, 4)), *lines]), reach)


def _lines_near(frame: NetworkFrame, packed: bytes, box: Floats, reach_m: float) -> Floats:
    """Give the lines of a path, in metres, whose bounds come within reach of a box."""
    path = unpack_path(packed)
    x, y = frame.project(path.lon, path.lat)
    lines = leg_lines(x, y, path.leg)
    low = np.minimum(lines[:, :2], lines[:, 2:]) - reach_m
    high = np.maximum(lines[:, :2], lines[:, 2:]) + reach_m
    near: Floats = lines[((low <= box[2:]) & (high >= box[:2])).all(axis=1)]
    return near


def _counts(now: Covered, number: int, place: int) -> bool:
    rules = now.frame.rules
    enough = now.seconds[number, place] >= max(rules.day_s, 1.0)
    return bool(enough and now.rounds[number, place] >= rules.rounds_a_day)


def _buildings(
    session: Session, frame: NetworkFrame, place: int, period: Period
) -> list[dict[str, Any]]:
    """Give each building of a grid with the last day on which somebody passed, and how long ago."""
    targets = frame.coverage.targets["buildings"]
    bounds = (period.last - timedelta(days=MOST_DAYS), period.last)
    found = patrol_days.last_passed(
        session, frame.network, frame.digest, "buildings", *bounds, len(targets)
    )
    rows = []
    for thing in range(targets.first[place], targets.first[place + 1]):
        last = None if found[thing] < 0 else SINCE + timedelta(days=int(found[thing]))
        since = None if last is None else (period.last - last).days
        code = frame.building_codes[targets.source[thing]]
        rows.append({"code": code, "last_passed": last, "days_ago": since})
    return rows
