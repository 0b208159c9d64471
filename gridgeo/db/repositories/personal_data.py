"""Personal data that is old or asked to be forgotten: counted, and taken away."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

# For each kind of data what is too old before the day, and what is done with it. Rows that figures
# are made of stay where they can, without what says who or where somebody lives.
RETIRE: dict[str, tuple[str, str]] = {
    "visits": (
        "SELECT count(*) FROM visits WHERE visited_at < :day"
        " AND (household_code IS NOT NULL OR geometry IS NOT NULL OR details <> '{}')",
        "UPDATE visits SET household_code = NULL, geometry = NULL, details = '{}'"
        " WHERE visited_at < :day"
        " AND (household_code IS NOT NULL OR geometry IS NOT NULL OR details <> '{}')",
    ),
    "events": (
        "SELECT count(*) FROM events WHERE closed_at < :day AND (description IS NOT NULL"
        " OR address IS NOT NULL OR photo IS NOT NULL OR details <> '{}')",
        "UPDATE events SET description = NULL, address = NULL, photo = NULL, details = '{}'"
        " WHERE closed_at < :day AND (description IS NOT NULL OR address IS NOT NULL"
        " OR photo IS NOT NULL OR details <> '{}')",
    ),
    "leaves": (
        "SELECT count(*) FROM leaves WHERE upper(valid) < :day",
        "DELETE FROM leaves WHERE upper(valid) < :day",
    ),
    "former workers": (
        "SELECT count(*) FROM workers AS w WHERE w.created_at < :day AND w.name <> w.code"
        " AND NOT EXISTS (SELECT FROM postings AS p WHERE p.worker_code = w.code"
        "                 AND coalesce(upper(p.valid), 'infinity') >= :day)",
        "UPDATE workers AS w SET name = w.code, phone = NULL, duty_phone = NULL, sex = NULL,"
        " birth_year = NULL, education = NULL, party_member = NULL"
        " WHERE w.created_at < :day AND w.name <> w.code"
        " AND NOT EXISTS (SELECT FROM postings AS p WHERE p.worker_code = w.code"
        "                 AND coalesce(upper(p.valid), 'infinity') >= :day)",
    ),
    "dismissed addresses": (
        "SELECT count(*) FROM address_placements WHERE state = 'dismissed' AND decided_at < :day",
        "DELETE FROM address_placements WHERE state = 'dismissed' AND decided_at < :day",
    ),
    "former rows of imports": (
        "SELECT count(*) FROM import_changes AS c JOIN imports AS i ON i.id = c.import_id"
        " WHERE i.imported_at < :day",
        "DELETE FROM import_changes AS c USING imports AS i"
        " WHERE i.id = c.import_id AND i.imported_at < :day",
    ),
    "answers of other geocoders": (
        "SELECT count(*) FROM geocoder_answers WHERE asked_at < :day",
        "DELETE FROM geocoder_answers WHERE asked_at < :day",
    ),
}
# A month goes when all of it is too old: its partition is dropped, which takes no time.
_OLD_POINTS = text("""
    SELECT count(*) FROM track_points
    WHERE recorded_at < CAST(:day AS timestamp) AT TIME ZONE 'UTC'
""")
_COMMUNITIES = text("""
    SELECT a.code FROM households AS h JOIN areas AS a
      ON a.level = 'community' AND ST_Intersects(a.geometry, h.geometry)
    WHERE h.code = :code ORDER BY a.code
""")
_ERASE = {
    "visits": "UPDATE visits SET household_code = NULL, geometry = NULL, details = '{}'"
    " WHERE household_code = :code",
    "addresses": "DELETE FROM address_placements WHERE household_code = :code",
    "gazetteer": "DELETE FROM gazetteer WHERE source = 'households' AND source_key = :code",
    "import changes": "DELETE FROM import_changes WHERE key = :code AND import_id IN"
    " (SELECT id FROM imports WHERE kind = 'households')",
    "import keys": "UPDATE import_additions SET (keys, after) = ("
    " SELECT coalesce(array_agg(u.k ORDER BY u.n), '{}'),"
    " coalesce(array_agg(u.h ORDER BY u.n), '{}')"
    " FROM unnest(keys, after) WITH ORDINALITY AS u (k, h, n) WHERE u.k <> :code)"
    " WHERE keys @> ARRAY[CAST(:code AS text)] AND import_id IN"
    " (SELECT id FROM imports WHERE kind = 'households')",
    "households": "DELETE FROM households WHERE code = :code",
}


def count_old(session: Session, kind: str, day: object) -> int:
    """Count what of a kind is older than a day."""
    count: int = session.scalars(text(RETIRE[kind][0]), {"day": day}).one()
    return count


def retire(session: Session, kind: str, day: object) -> int:
    """Take away what of a kind is older than a day; give how many rows it was."""
    return _rows(session, RETIRE[kind][1], {"day": day})


def count_old_points(session: Session, day: object) -> int:
    """Count track points of the months that end before a day."""
    count: int = session.scalars(_OLD_POINTS, {"day": day}).one()
    return count


def communities_of_household(session: Session, code: str) -> list[str]:
    """Give the communities that a household lies in; none where it is unknown, or outside."""
    return list(session.scalars(_COMMUNITIES, {"code": code}))


def erase_household(session: Session, code: str) -> dict[str, int]:
    """Take a household away with all that is kept of it; give the rows by kind."""
    return {kind: _rows(session, sql, {"code": code}) for kind, sql in _ERASE.items()}


def _rows(session: Session, statement: str, values: dict[str, Any]) -> int:
    result = session.execute(text(statement), values)
    return int(result.rowcount)  # type: ignore[attr-defined]  # of a write it is there
