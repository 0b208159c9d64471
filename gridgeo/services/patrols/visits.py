"""Campaigns of visits (走访): whether they can be done, and how far they are."""

from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import duty, visits
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.patrol.campaign import VisitPace, judge_campaign
from gridgeo.services.patrols.frame import NetworkFrame, network_frame
from gridgeo.services.patrols.walk_day import day_span


def judge_visits(
    session: Session, network: str, first: date, last: date, pace: VisitPace
) -> dict[str, Any]:
    """Say of each grid whether its people can visit all its households in time.

    Raises
    ------
    BadInputError
        If the campaign ends before it begins.
    """
    if last < first:
        raise BadInputError(f"The campaign ends ({last}) before it begins ({first}).", field="to")
    frame = network_frame(session, network)
    days = (last - first).days + 1
    households = frame.coverage.targets["households"].totals()
    posted = visits.staff_of(session, network, first)
    staff = np.array([posted.get(int(one), 0) for one in frame.grid_ids], np.int64)
    found = judge_campaign(households, staff, days, pace)
    items = [
        {
            "grid": frame.codes[i],
            "households": round(float(households[i])),
            "staff": int(staff[i]),
            "staff_needed": int(found.staff_needed[i]),
            "days_needed": None
            if not np.isfinite(found.days_needed[i])
            else round(float(found.days_needed[i]), 1),
            "feasible": bool(found.feasible[i]),
        }
        for i in range(len(frame))
    ]
    return {"network": network, "days": days, "feasible": int(found.feasible.sum()), "items": items}


def start_campaign(
    session: Session, network: str, name: str, kind: str, first: date, last: date, *, actor: str
) -> int:
    """Start a campaign; the caller commits.

    Raises
    ------
    ConflictError
        If the network has one of this name.
    """
    if last < first:
        raise BadInputError(f"The campaign ends ({last}) before it begins ({first}).", field="to")
    network_frame(session, network)
    if visits.find_campaign(session, network, name) is not None:
        raise ConflictError(f"There is a campaign '{name}' already.", field="name")
    values = {"network_code": network, "name": name, "kind": kind, "started_by": actor}
    return visits.add_campaign(session, {**values, "starts_on": first, "ends_on": last})


def record_visits(session: Session, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Store visits; one with a code that is known is passed over.

    Raises
    ------
    BadInputError
        If a worker is not known; the field names the row.
    """
    workers = sorted({row["worker"] for row in rows})
    known = set(duty.known_workers(session, workers))
    for number, row in enumerate(rows):
        if row["worker"] not in known:
            raise BadInputError(
                f"There is no worker '{row['worker']}'.", field=f"visits.{number}.worker"
            )
    added = sum(bool(visits.save_visit(session, row)) for row in rows)
    return {"received": len(rows), "added": added}


def campaign_progress(session: Session, campaign_id: int, today: date) -> dict[str, Any]:
    """Give how many households of each grid were visited, and whether it is in time.

    Raises
    ------
    NotFoundError
        If there is no such campaign.
    """
    campaign = visits.get_campaign(session, campaign_id)
    if campaign is None:
        raise NotFoundError(f"There is no campaign {campaign_id}.", field="campaign_id")
    frame = network_frame(session, campaign.network_code)
    visited = _visited(session, campaign.kind, campaign.starts_on, campaign.ends_on)
    totals, done = _by_grid(session, frame, visited)
    length = (campaign.ends_on - campaign.starts_on).days + 1
    gone = min(max((today - campaign.starts_on).days + 1, 0), length)
    items = [
        {
            "grid": frame.codes[i],
            "households": int(totals[i]),
            "visited": int(done[i]),
            "behind": bool(done[i] < totals[i] * gone / length),
        }
        for i in range(len(frame))
    ]
    return {
        "id": campaign.id,
        "network": campaign.network_code,
        "name": campaign.name,
        "kind": campaign.kind,
        "from": campaign.starts_on,
        "to": campaign.ends_on,
        "days_left": length - gone,
        "households": int(totals.sum()),
        "visited": int(done.sum()),
        "items": items,
    }


def _visited(session: Session, kind: str, first: date, last: date) -> set[str]:
    begin, end = day_span(first)[0], day_span(last)[1]
    found: set[str] = visits.visited_codes(session, kind, begin, end)
    return found


def _by_grid(
    session: Session, frame: NetworkFrame, visited: set[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count the households of each grid, and those of places that were visited."""
    bounds = frame.bounds()
    homes = visits.homes_within(session, bounds)
    count = np.array([row["households"] for row in homes], np.int64)
    lon = np.array([row["lon"] for row in homes], np.float64)
    lat = np.array([row["lat"] for row in homes], np.float64)
    seen = np.array([row["code"] in visited for row in homes], bool)
    grid = frame.locator.locate(*frame.project(lon, lat)) if len(homes) else np.empty(0, np.int32)
    inside = grid >= 0
    size = len(frame)
    totals = np.bincount(grid[inside], weights=count[inside], minlength=size).astype(np.int64)
    met = inside & seen
    done = np.bincount(grid[met], weights=count[met], minlength=size).astype(np.int64)
    return totals, done
