"""Stored heat cells: packed by day, network, role and hour."""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

_CELLS = text("""
    SELECT day, cells FROM heat_days
    WHERE network_code = :network AND day BETWEEN :first AND :last
      AND hour >= :hour_from AND hour < :hour_to
      AND (CAST(:role AS text) IS NULL OR role = :role)
    ORDER BY day
""")
_STATE = text("""
    SELECT concat_ws(':', count(*), max(extract(epoch FROM reckoned_at))) FROM patrol_days
    WHERE day BETWEEN :first AND :last AND reckoned_at IS NOT NULL
""")
_ROLES = text("SELECT DISTINCT role FROM heat_days WHERE network_code = :network ORDER BY role")


def cells_of(session: Session, wanted: dict[str, Any]) -> list[tuple[date, bytes]]:
    """Give packed cells by day of what is wanted: network, first, last, hours, role."""
    return [(row.day, bytes(row.cells)) for row in session.execute(_CELLS, wanted)]


def whole_days(network: str, first: date, last: date) -> dict[str, Any]:
    """Name all cells of some days, as `cells_of` wants them."""
    hours = {"hour_from": 0, "hour_to": 24, "role": None}
    return {"network": network, "first": first, "last": last, **hours}


def state_of(session: Session, first: date, last: date) -> str:
    """Give a text that differs whenever a day of a period was reckoned anew."""
    return str(session.scalar(_STATE, {"first": first, "last": last}))


def roles_of(session: Session, network: str) -> list[str]:
    """Give the roles that walked for a network."""
    return list(session.scalars(_ROLES, {"network": network}))
