"""Patrol coverage of a network's grids over a period, from days that were reckoned."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.db.repositories.browse_users import codes_below
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.coverage import Passed
from gridgeo.patrol.points import Floats
from gridgeo.patrol.schedule import DayCount, count_days
from gridgeo.services.patrols.frame import NetworkFrame, network_frame

_SINCE = date(1970, 1, 1)
_DEFAULT_DAYS = 30
MOST_DAYS = 400
SORTS = ("code", "households_share", "buildings_share", "ground_share", "streets_share", "days")


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """Give the period of the same length that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Covered:
    """A network over a period.

    Attributes
    ----------
    frame : NetworkFrame
    seconds, metres, rounds, points, tracks : arrays (days, grids)
    passed : Passed
    shares : dict of str to float64 arrays (grids)
    count : DayCount
    waiting : int
        Days of the period that are not reckoned yet for the present grids.
    """

    frame: NetworkFrame
    seconds: Floats
    metres: Floats
    rounds: NDArray[np.int64]
    points: NDArray[np.int64]
    tracks: NDArray[np.int64]
    passed: Passed
    shares: dict[str, Floats]
    count: DayCount
    waiting: int


def read_period(session: Session, first: date | None, last: date | None) -> Period:
    """Complete a period: the last thirty days that have points when nothing is said.

    Raises
    ------
    BadInputError
        If it ends before it begins, or is longer than `MOST_DAYS` days.
    """
    if first is None or last is None:
        span = patrol_days.reckoned_span(session)
        latest = span[1] if span is not None else date.today()
        last = last or (latest if first is None else max(first, latest))
        first = first or last - timedelta(days=_DEFAULT_DAYS - 1)
    if last < first:
        raise BadInputError(f"The period ends ({last}) before it begins ({first}).", field="to")
    if (last - first).days >= MOST_DAYS:
        raise BadInputError(f"A period has at most {MOST_DAYS} days.", field="from")
    return Period(first, last)


def cover_network(session: Session, network: str, period: Period) -> Covered:
    """Put the days of a period together.

    Raises
    ------
    NotFoundError
        If there is no such network, or nothing of it is published.
    """
    frame = network_frame(session, network)
    bounds = (period.first, period.last)
    sums = patrol_days.sums_of(session, network, *bounds)
    sizes = {"ground": len(frame.coverage.ground.inside)}
    sizes |= {kind: len(one) for kind, one in frame.coverage.targets.items()}
    marks = patrol_days.passed_between(session, network, frame.digest, *bounds, sizes)
    passed = Passed(marks.pop("ground"), marks)
    waiting = patrol_days.open_days(session, network, frame.digest, *bounds)
    table = _by_day(frame, sums, period)
    count = count_days(table["seconds"], table["rounds"], frame.urban, period.first, frame.rules)
    shares = frame.coverage.shares(passed)
    return Covered(frame, **table, passed=passed, shares=shares, count=count, waiting=len(waiting))


def list_coverage(
    session: Session,
    network: str,
    period: Period,
    *,
    sort: str = "households_share",
    descending: bool = True,
    area: str | None = None,
) -> dict[str, Any]:
    """Give the coverage of all grids as a ranking, with the trend against the period before.

    Parameters
    ----------
    sort : str
        One of `SORTS`; equal ones stand in the order of their codes.
    area : str, optional
        Only grids of this district, town or community, in the totals too.
    """
    if sort not in SORTS:
        raise BadInputError(f"Sort by one of: {', '.join(SORTS)}.", field="sort")
    now = cover_network(session, network, period)
    before = _shares_before(session, now.frame, period)
    places = _places_in(session, now.frame, area)
    rows = [_row(now, before, int(place)) for place in places]
    _rank(rows, sort, descending)
    return {
        "network": network,
        "from": period.first,
        "to": period.last,
        "waiting_days": now.waiting,
        "rules": now.frame.rules.record(),
        "totals": _totals(now, before, places),
        "items": rows,
    }


def grid_coverage(session: Session, network: str, code: str, period: Period) -> dict[str, Any]:
    """Give one grid: its row, its days, and when each of its buildings was last passed."""
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
    row = _row(now, _shares_before(session, now.frame, period), place)
    buildings = _buildings(session, now.frame, place, period)
    return {
        **row,
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


def _by_day(frame: NetworkFrame, sums: patrol_days.DaySums, period: Period) -> dict[str, Any]:
    """Lay sums out as (days, grids); those of grids that are no more are left out."""
    order = np.argsort(frame.grid_ids)
    place = np.searchsorted(frame.grid_ids[order], sums.grid_id)
    place = np.minimum(place, len(order) - 1)
    known = frame.grid_ids[order[place]] == sums.grid_id
    start = (period.first - _SINCE).days
    at = (sums.day[known] - start, order[place[known]])
    shape = (period.days, len(frame))
    table: dict[str, Any] = {}
    for name in ("seconds", "metres", "rounds", "points", "tracks"):
        values = getattr(sums, name)
        table[name] = np.zeros(shape, values.dtype)
        table[name][at] = values[known]
    return table


def _shares_before(session: Session, frame: NetworkFrame, period: Period) -> dict[str, Floats]:
    """Give the shares of the period before; empty where nothing was recorded then."""
    before = period.before()
    bounds = (before.first, before.last)
    if not len(patrol_days.sums_of(session, frame.network, *bounds).day):
        return {}
    sizes = {"ground": len(frame.coverage.ground.inside)}
    sizes |= {kind: len(one) for kind, one in frame.coverage.targets.items()}
    marks = patrol_days.passed_between(session, frame.network, frame.digest, *bounds, sizes)
    return frame.coverage.shares(Passed(marks.pop("ground"), marks))


def _row(now: Covered, before: dict[str, Floats], place: int) -> dict[str, Any]:
    frame, count = now.frame, now.count
    last = int(count.last[place])
    totals = {kind: one.totals()[place] for kind, one in frame.coverage.targets.items()}
    shares = {f"{kind}_share": _number(share[place]) for kind, share in now.shares.items()}
    trend = None
    if before:
        trend = _number(now.shares["households"][place] - before["households"][place])
    return {
        "grid": frame.codes[place],
        "name": frame.names[place],
        "area_code": frame.area_codes[place],
        "urban": bool(frame.urban[place]),
        "days": int(count.days[place]),
        "days_due": int(count.due[place]),
        "met": bool(count.met[place]),
        "rounds": int(now.rounds[:, place].sum()),
        "minutes": round(float(now.seconds[:, place].sum()) / 60, 1),
        "distance_m": round(float(now.metres[:, place].sum())),
        "has_data": bool(now.points[:, place].sum() > 0),
        "households": round(float(totals["households"])),
        "buildings": round(float(totals["buildings"])),
        "streets_m": round(float(totals["streets"])),
        **shares,
        "trend": trend,
        "last_day": None if last < 0 else _SINCE + timedelta(days=last),
        "longest_gap_days": int(count.longest_gap[place]),
        "mean_interval_days": _number(count.mean_interval[place], 2),
    }


def _places_in(session: Session, frame: NetworkFrame, area: str | None) -> NDArray[np.intp]:
    """Give the places of the grids in an area, or of all."""
    if area is None:
        return np.arange(len(frame))
    within = set(codes_below(session, area))
    return np.flatnonzero([code in within for code in frame.area_codes])


def _totals(now: Covered, before: dict[str, Floats], places: NDArray[np.intp]) -> dict[str, Any]:
    """Weigh some grids by what they hold, so that a large one counts for more."""
    targets = now.frame.coverage.targets
    weights = {kind: one.totals()[places] for kind, one in targets.items()}
    weights["ground"] = shapely.area(now.frame.polygons[places])
    shares = {
        f"{kind}_share": _number(_weighed(share[places], weights[kind]))
        for kind, share in now.shares.items()
    }
    trend = None
    if before:
        older = _weighed(before["households"][places], weights["households"])
        trend = _number(_weighed(now.shares["households"][places], weights["households"]) - older)
    return {
        "grids": len(places),
        "met": int(now.count.met[places].sum()),
        "without_data": int((now.points[:, places].sum(axis=0) == 0).sum()),
        "minutes": round(float(now.seconds[:, places].sum()) / 60, 1),
        "distance_m": round(float(now.metres[:, places].sum())),
        **shares,
        "trend": trend,
    }


def _weighed(share: Floats, weight: Floats) -> float:
    known = np.isfinite(share) & (weight > 0)
    return float(np.average(share[known], weights=weight[known])) if known.any() else float("nan")


def _rank(rows: list[dict[str, Any]], sort: str, descending: bool) -> None:
    """Sort in place and number the rows; equal values have one rank, none comes last."""
    if sort == "code":
        rows.sort(key=lambda row: str(row["grid"]), reverse=descending)
    else:
        sign = -1 if descending else 1
        rows.sort(key=lambda row: (row[sort] is None, sign * (row[sort] or 0), str(row["grid"])))
    rank, value = 0, object()
    for number, row in enumerate(rows, start=1):
        own = row["grid"] if sort == "code" else row[sort]
        if own != value:
            rank, value = number, own
        row["rank"] = rank


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
        last = None if found[thing] < 0 else _SINCE + timedelta(days=int(found[thing]))
        since = None if last is None else (period.last - last).days
        code = frame.building_codes[targets.source[thing]]
        rows.append({"code": code, "last_passed": last, "days_ago": since})
    return rows


def _number(value: float, digits: int = 4) -> float | None:
    return None if not np.isfinite(value) else round(float(value), digits)
