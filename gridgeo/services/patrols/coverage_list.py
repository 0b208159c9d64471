"""Coverage of a network as a ranking: a row a grid, its trend, and whether it can be walked."""

from datetime import timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories.browse_users import codes_below
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.points import Floats
from gridgeo.services.patrols.coverage import (
    SINCE,
    Covered,
    Period,
    cover_network,
    shares_before,
)
from gridgeo.services.patrols.frame import NetworkFrame
from gridgeo.topology.divided import Division

SORTS = ("code", "households_share", "buildings_share", "ground_share", "streets_share", "days")
PATROLLED, NOT_PATROLLED, DIVIDED = "patrolled", "not_patrolled", "cannot_be_patrolled"


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
    before = shares_before(session, now.frame, period)
    places = _places_in(session, now.frame, area)
    rows = [coverage_row(now, before, int(place)) for place in places]
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


def coverage_row(now: Covered, before: dict[str, Floats], place: int) -> dict[str, Any]:
    """Give one grid of a ranking."""
    frame, count = now.frame, now.count
    last = int(count.last[place])
    totals = {kind: one.totals()[place] for kind, one in frame.coverage.targets.items()}
    shares = {f"{kind}_share": rounded(share[place]) for kind, share in now.shares.items()}
    trend = None
    if before:
        trend = rounded(now.shares["households"][place] - before["households"][place])
    division = now.divisions.get(place)
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
        "state": state_of(now, place),
        "division": None if division is None else _division(now, division),
        "households": round(float(totals["households"])),
        "buildings": round(float(totals["buildings"])),
        "streets_m": round(float(totals["streets"])),
        **shares,
        "trend": trend,
        "last_day": None if last < 0 else SINCE + timedelta(days=last),
        "longest_gap_days": int(count.longest_gap[place]),
        "mean_interval_days": rounded(count.mean_interval[place], 2),
    }


def state_of(now: Covered, place: int) -> str:
    """Tell a grid that nobody patrolled from one that cannot be patrolled as drawn."""
    if place in now.divisions:
        return DIVIDED
    return PATROLLED if now.points[:, place].sum() > 0 else NOT_PATROLLED


def _division(now: Covered, division: Division) -> dict[str, Any]:
    """Say what divides a grid, and how much of what lies beyond was passed all the same."""
    ground, area = now.frame.coverage.ground, float(division.beyond.area)
    missed = shapely.union_all(ground.blind_spots(division.grid, now.passed.cells, least_m2=0.0))
    share = 1 - float(shapely.area(shapely.intersection(missed, division.beyond))) / area
    return {
        "parts": division.parts,
        "causes": list(division.causes),
        "beyond_m2": round(area),
        "beyond_households": division.households,
        "beyond_share": rounded(min(max(share, 0.0), 1.0)),
        "zh": f"格内因{division.zh}分成 {division.parts} 部分，按现状无法走遍",
        "en": f"Cannot be patrolled as drawn: {division.en} divides it into {division.parts} parts",
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
        f"{kind}_share": rounded(_weighed(share[places], weights[kind]))
        for kind, share in now.shares.items()
    }
    trend = None
    if before:
        older = _weighed(before["households"][places], weights["households"])
        trend = rounded(_weighed(now.shares["households"][places], weights["households"]) - older)
    return {
        "grids": len(places),
        "met": int(now.count.met[places].sum()),
        "divided": len(now.divisions.keys() & set(places.tolist())),
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


def rounded(value: float, digits: int = 4) -> float | None:
    """Round a number; None for what is no number."""
    return None if not np.isfinite(value) else round(float(value), digits)
