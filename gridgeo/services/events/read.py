"""Events for reading: one with its steps, a page, counts by grid."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import events
from gridgeo.db.repositories.areas import communities_below
from gridgeo.domain.enums import AreaLevel
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.domain.event_loop import EventState, steps_from
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import cut_page, read_number_cursor


def get_event(session: Session, key: int) -> dict[str, Any]:
    """Give an event with its steps so far and those that may come next.

    Raises
    ------
    NotFoundError
        If there is no such event.
    """
    row = _load(session, key)
    possible = steps_from(EventState(row["state"]), AreaLevel(row["level"]))
    return {
        **row,
        "steps": [dict(step) for step in events.steps_of(session, key)],
        "next_steps": [step.value for step in possible],
    }


def network_of_event(session: Session, key: int) -> str | None:
    """Give the network whose grid an event lies in; None outside of all.

    Raises
    ------
    NotFoundError
        If there is no such event.
    """
    network: str | None = _load(session, key)["network"]
    return network


def list_events(
    session: Session,
    *,
    network: str | None = None,
    area: str | None = None,
    grid: str | None = None,
    state: EventState | None = None,
    open_only: bool = False,
    overdue: bool = False,
    cursor: str | None = None,
    limit: int = 100,
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of events, the latest first, and the next cursor.

    Raises
    ------
    NotFoundError
        If there is no such network or area.
    """
    if network is not None:
        require_network(session, network)
    communities = None if area is None else communities_below(session, [area]).codes
    rows = events.list_events(
        session,
        {
            "network": network,
            "communities": communities,
            "grid": grid,
            "state": None if state is None else state.value,
            "open": open_only,
            "overdue": overdue,
            "before": read_number_cursor(cursor),
            "limit": limit + 1,
        },
    )
    return cut_page(rows, limit)


def count_events(
    session: Session, network: str, area: str | None, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    """Count the events of a time by grid: the work that they make, and how it was done.

    Raises
    ------
    NotFoundError
        If there is no such network or area.
    BadInputError
        If the time ends before it begins.
    """
    if until <= since:
        raise BadInputError("The end must come after the beginning.", field="until")
    require_network(session, network)
    communities = None if area is None else communities_below(session, [area]).codes
    rows = events.count_by_grid(session, network, communities, since, until)
    return [dict(row) for row in rows]


def _load(session: Session, key: int) -> RowMapping:
    row = events.get_event(session, key)
    if row is None:
        raise NotFoundError(f"There is no event {key}.", field="event_id")
    return row
