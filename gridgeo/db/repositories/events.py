"""Events and the steps of their loop: reported, moved on, listed, counted by grid."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import Event, EventStepTaken
from gridgeo.domain.errors import NotFoundError

# A point on a shared border belongs to the lowest code, here as in look-ups.
_GRID_AT = text("""
    SELECT g.id, g.code, v.area_code FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
    WHERE v.network_code = :network AND v.kind = 'base'
      AND v.valid @> CAST(:at AS timestamptz)
      AND ST_Covers(v.geometry, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
    ORDER BY g.code COLLATE "C" LIMIT 1
""")
_COLUMNS = """
    e.id, e.external_code, g.network_code AS network, g.code AS grid, e.area_code AS area,
    e.reported_by, e.kind, e.state, e.level, e.urgency, e.reported_at, e.filed_at, e.due_at,
    e.closed_at, e.description, e.address, e.photo, ST_X(e.geometry) AS lon,
    ST_Y(e.geometry) AS lat,
    e.due_at IS NOT NULL AND e.due_at < coalesce(e.closed_at, statement_timestamp()) AS overdue
"""
_LIST = text(f"""
    SELECT {_COLUMNS} FROM events AS e LEFT JOIN grids AS g ON g.id = e.grid_id
    WHERE (CAST(:network AS text) IS NULL OR g.network_code = :network)
      AND (CAST(:communities AS text[]) IS NULL OR e.area_code = ANY(:communities))
      AND (CAST(:grid AS text) IS NULL OR g.code = :grid)
      AND (CAST(:state AS text) IS NULL OR e.state = :state)
      AND (NOT :open OR e.closed_at IS NULL)
      AND (NOT :overdue OR e.closed_at IS NULL AND e.due_at < statement_timestamp())
      AND (CAST(:before AS bigint) IS NULL OR e.id < :before)
    ORDER BY e.id DESC LIMIT :limit
""")  # noqa: S608 - only our own list of columns is put in
_ONE = text(f"""
    SELECT {_COLUMNS} FROM events AS e LEFT JOIN grids AS g ON g.id = e.grid_id WHERE e.id = :id
""")  # noqa: S608 - as above
_STEPS = text("""
    SELECT number, step, state, level, worker_code AS worker, note, rating, actor, at
    FROM event_steps WHERE event_id = :id ORDER BY number
""")
_BY_GRID = text("""
    SELECT g.code AS grid, e.area_code AS area, count(*) AS events,
           count(*) FILTER (WHERE e.closed_at IS NULL) AS open,
           count(*) FILTER (WHERE e.closed_at IS NOT NULL) AS closed,
           count(*) FILTER (WHERE e.closed_at <= e.due_at) AS closed_in_time,
           count(*) FILTER (WHERE e.due_at < coalesce(e.closed_at, CAST(:until AS timestamptz)))
               AS late
    FROM events AS e JOIN grids AS g ON g.id = e.grid_id
    WHERE g.network_code = :network AND e.state <> 'dismissed'
      AND e.reported_at >= :since AND e.reported_at < :until
      AND (CAST(:communities AS text[]) IS NULL OR e.area_code = ANY(:communities))
    GROUP BY g.code, e.area_code ORDER BY g.code COLLATE "C"
""")


def grid_at(
    session: Session, network: str, lon: float, lat: float, at: datetime
) -> RowMapping | None:
    """Give the base grid of a network that a point (EPSG:4326) falls in; None outside of all."""
    bound = {"network": network, "lon": lon, "lat": lat, "at": at}
    return session.execute(_GRID_AT, bound).mappings().one_or_none()


def account_of(session: Session, key: int) -> str | None:
    """Give the account that reported an event; None where that is forgotten or not known."""
    statement = text("SELECT details ->> 'account' FROM events WHERE id = :id")
    account: str | None = session.scalar(statement, {"id": key})
    return account


def photos(session: Session) -> Sequence[str]:
    """Give what all events say of their photographs."""
    return session.scalars(text("SELECT photo FROM events WHERE photo IS NOT NULL")).all()


def load_event(session: Session, key: int) -> Event:
    """Load an event to change it; others wait until the transaction ends.

    Raises
    ------
    NotFoundError
        If there is no such event.
    """
    event = session.get(Event, key, with_for_update=True, populate_existing=True)
    if event is None:
        raise NotFoundError(f"There is no event {key}.", field="event_id")
    return event


def add_step(session: Session, event: Event, values: dict[str, Any]) -> None:
    """Write the next step of an event, which stands already where the step leads."""
    session.flush()
    count = session.execute(
        text("SELECT count(*) FROM event_steps WHERE event_id = :id"), {"id": event.id}
    ).scalar_one()
    taken = {"number": count + 1, "state": event.state, "level": event.level, **values}
    session.add(EventStepTaken(event_id=event.id, **taken))
    session.flush()


def list_events(session: Session, wanted: dict[str, Any]) -> Sequence[RowMapping]:
    """Read a page of events, the latest first."""
    return session.execute(_LIST, wanted).mappings().all()


def get_event(session: Session, key: int) -> RowMapping | None:
    """Read one event."""
    return session.execute(_ONE, {"id": key}).mappings().one_or_none()


def steps_of(session: Session, key: int) -> Sequence[RowMapping]:
    """Read the steps of an event in their order."""
    return session.execute(_STEPS, {"id": key}).mappings().all()


def count_by_grid(
    session: Session,
    network: str,
    communities: Sequence[str] | None,
    since: datetime,
    until: datetime,
) -> Sequence[RowMapping]:
    """Count the events that were reported in a time, by grid; dismissed ones are none."""
    bound = {
        "network": network,
        "communities": None if communities is None else list(communities),
        "since": since,
        "until": until,
    }
    return session.execute(_BY_GRID, bound).mappings().all()
