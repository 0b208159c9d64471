"""Decisions on queued addresses: what each was, and the way back from it."""

from typing import Any

from sqlalchemy import Row, RowMapping, text
from sqlalchemy.orm import Session

_LIST = text("""
    SELECT p.decided_with AS id, p.state, min(p.decided_by) AS decided_by,
           max(p.decided_at) AS decided_at, count(*) AS addresses,
           COALESCE(min(p.text) FILTER (WHERE p.id = p.decided_with), min(p.text)) AS text,
           min(p.reason) AS reason,
           COALESCE(sum(h.households) FILTER (WHERE p.state = 'by_hand'), 0) AS households
    FROM address_placements AS p LEFT JOIN households AS h ON h.code = p.household_code
    WHERE p.decided_with IS NOT NULL
      AND (CAST(:area AS text) IS NULL OR COALESCE(p.stated_area_code, p.area_code) = :area)
    GROUP BY p.decided_with, p.state
    ORDER BY max(p.decided_at) DESC, p.decided_with DESC LIMIT :most
""")
_AREA = text("""
    SELECT COALESCE(stated_area_code, before ->> 'area_code', area_code, '')
    FROM address_placements WHERE id = :id
""")
_STATE = text("SELECT state FROM address_placements WHERE id = :id")
_LOCK = text("""
    SELECT id, state, normal FROM address_placements
    WHERE decided_with = :id ORDER BY id FOR UPDATE
""")
_MOVED = text("""
    SELECT h.code FROM address_placements AS p JOIN households AS h ON h.code = p.household_code
    WHERE p.decided_with = :id AND p.state = 'by_hand'
      AND (h.position_quality <> 'by_hand' OR CAST(h.geometry AS text) <> CAST(p.geometry AS text))
    ORDER BY h.code
""")
_BACK_HOME = text("""
    UPDATE households AS h
    SET geometry = CAST(p.before ->> 'home' AS geometry),
        position_quality = p.before ->> 'position_quality'
    FROM address_placements AS p
    WHERE p.decided_with = :id AND p.state = 'by_hand' AND h.code = p.household_code
      AND p.before ->> 'home' IS NOT NULL
""")
_REOPEN = text("""
    UPDATE address_placements
    SET state = 'queued', decided_by = NULL, decided_at = NULL, decided_with = NULL, before = NULL,
        reason = before ->> 'reason', level = before ->> 'level',
        area_code = (SELECT code FROM areas WHERE code = before ->> 'area_code'),
        geometry = CAST(before ->> 'geometry' AS geometry)
    WHERE decided_with = :id
""")
_LAST_PLACE = text("""
    SELECT text, ST_X(geometry) AS lon, ST_Y(geometry) AS lat FROM address_placements
    WHERE state = 'by_hand' AND normal = :normal ORDER BY decided_at DESC, id DESC LIMIT 1
""")


def list_decisions(session: Session, area: str | None, most: int) -> list[RowMapping]:
    """Give decisions, the latest first: id, text, state, reason, by whom and when, how many."""
    return list(session.execute(_LIST, {"area": area, "most": most}).mappings())


def area_of(session: Session, key: int) -> str | None:
    """Give the community of an address, empty where it is not known; None for no such address."""
    area: str | None = session.scalar(_AREA, {"id": key})
    return area


def state_of(session: Session, key: int) -> str | None:
    """Give the state of an address; None for no such address."""
    state: str | None = session.scalar(_STATE, {"id": key})
    return state


def lock_decision(session: Session, key: int) -> list[Row[Any]]:
    """Give id, state and normal form of what was decided together; nobody else decides them."""
    return list(session.execute(_LOCK, {"id": key}))


def moved_since(session: Session, key: int) -> list[str]:
    """Give the households that are no longer where a decision put them."""
    return list(session.scalars(_MOVED, {"id": key}))


def lead_households_back(session: Session, key: int) -> None:
    """Put the households of a decision where they were before it."""
    session.execute(_BACK_HOME, {"id": key})


def reopen(session: Session, key: int) -> None:
    """Make the addresses of a decision what they were before it."""
    session.execute(_REOPEN, {"id": key})
    session.expire_all()


def last_place_of(session: Session, normal: str) -> Row[Any] | None:
    """Give text and place of the last address with a normal form that is placed by hand."""
    return session.execute(_LAST_PLACE, {"normal": normal}).first()
