"""Use cases: what happened in plans since a place in their logs; who is there.

Readers ask for all plans that are watched at once, so that the cost does not grow with watchers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import live_plans, plan_reviews, plans
from gridgeo.db.repositories.live_plans import Position
from gridgeo.domain.errors import NotFoundError
from gridgeo.domain.review import REMARKS


@dataclass(frozen=True, slots=True)
class PlanEvent:
    """Something that happened in a plan.

    Attributes
    ----------
    plan_id : int
    kind : str
        ``operation``, ``state`` or ``comment``.
    position : tuple of int
        The place in the plan's logs that somebody has reached who has seen it: either the sequence
        of the operation and 0, or 0 and the number of the review's entry.
    data : dict
        JSON.
    """

    plan_id: int
    kind: str
    position: Position
    data: dict[str, Any]


def start_following(session: Session, plan_id: int) -> Position:
    """Give the place in a plan's logs from which on everything is news.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plans.load_plan(session, plan_id)
    return live_plans.end_of_logs(session, plan_id)


def events_after(session: Session, places: Mapping[int, Position]) -> list[PlanEvent]:
    """Give what happened in some plans after a place in the logs of each, in its order."""
    operations = live_plans.operations_after(session, places)
    entries = live_plans.entries_after(session, places)
    events = [
        PlanEvent(row["plan_id"], "operation", (row["sequence"], 0), _told(row))
        for row in operations
    ]
    events += [
        PlanEvent(
            row["plan_id"],
            "comment" if row["kind"] in REMARKS else "state",
            (0, row["number"]),
            _told(row),
        )
        for row in entries
    ]
    return sorted(events, key=lambda event: (event.plan_id, event.data["at"]))


def people_in(session: Session, plan_ids: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """Give who has which of some plans open, and which grid each edits."""
    return live_plans.people_in(session, plan_ids)


def arrive(
    session: Session, plan_id: int, login: str, window: str, grid: str | None
) -> list[dict[str, Any]]:
    """Note that somebody has a plan open, and give all who have.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
    login : str
    window : str
        Tells the windows of one person apart.
    grid : str, optional
        Code of the grid that they edit.

    Raises
    ------
    NotFoundError
        If there is no such plan, or it has no such grid.
    """
    plans.load_plan(session, plan_id)
    if grid is not None and not plan_reviews.has_grid(session, plan_id, grid):
        raise NotFoundError(f"Plan {plan_id} has no grid '{grid}'.", field="grid")
    live_plans.note_presence(session, plan_id, login, window, grid)
    return live_plans.people_in(session, [plan_id])[plan_id]


def leave(session: Session, plan_id: int, login: str, window: str) -> None:
    """Note that somebody has closed a plan."""
    live_plans.end_presence(session, plan_id, login, window)


def _told(row: RowMapping) -> dict[str, Any]:
    """Put a row into the words of the API."""
    told = {str(name): value for name, value in row.items() if name != "plan_id"}
    told["sentence"] = told.pop("sentence_en")
    if "lon" in told:
        lon, lat = told.pop("lon"), told.pop("lat")
        told["place"] = None if lon is None else [lon, lat]
    return told
