"""Households and persons counted into units and grids by place, each household exactly once.

A household counts where its point lies; a unit without household points counts, as a whole, at a
point inside it. A place on a shared border, or in an overlap, belongs to the lowest code.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

# Places of the ground in :within, a polygon; the unit's inner point stands in for its people.
PLACES = """
    SELECT 'h' || h.code AS place, h.households, h.persons, h.geometry
    FROM households AS h
    UNION ALL
    SELECT 'u' || u.code, u.households, u.persons, ST_PointOnSurface(u.geometry)
    FROM units AS u
    WHERE u.superseded_at IS NULL AND u.households + u.persons > 0
      AND NOT EXISTS (SELECT FROM households AS h WHERE ST_Intersects(u.geometry, h.geometry))
"""

_COUNT_OPEN_GRIDS = text(f"""
    WITH places AS ({PLACES}),
    home AS (
        SELECT DISTINCT ON (p.place, (v.kind = 'micro'))
               p.place, p.households, p.persons, v.id
        FROM places AS p
        JOIN grid_versions AS v ON v.network_code = :network AND upper_inf(v.valid)
                               AND ST_Intersects(v.geometry, p.geometry)
        JOIN grids AS g ON g.id = v.grid_id
        ORDER BY p.place, (v.kind = 'micro'), g.code COLLATE "C"
    ),
    counted AS (
        SELECT v.id, coalesce(sum(h.households), 0) AS households,
               coalesce(sum(h.persons), 0) AS persons
        FROM grid_versions AS v LEFT JOIN home AS h ON h.id = v.id
        WHERE v.network_code = :network AND upper_inf(v.valid)
        GROUP BY v.id
    )
    UPDATE grid_versions AS v SET households = c.households, persons = c.persons
    FROM counted AS c
    WHERE v.id = c.id AND (v.households, v.persons) IS DISTINCT FROM (c.households, c.persons)
""")  # noqa: S608 - PLACES is ours

_COUNT_UNITS = text("""
    WITH home AS (
        SELECT DISTINCT ON (h.code) h.code, h.households, h.persons, u.id
        FROM units AS u
        JOIN households AS h ON ST_Intersects(u.geometry, h.geometry)
        WHERE u.superseded_at IS NULL AND u.area_code = ANY(:areas)
        ORDER BY h.code, u.code COLLATE "C"
    ),
    counted AS (
        SELECT id, sum(households) AS households, sum(persons) AS persons FROM home GROUP BY id
    )
    SELECT u.code, coalesce(c.households, 0) AS households, coalesce(c.persons, 0) AS persons
    FROM units AS u LEFT JOIN counted AS c ON c.id = u.id
    WHERE u.superseded_at IS NULL AND u.area_code = ANY(:areas)
    ORDER BY u.code COLLATE "C"
""")


def count_open_grids(session: Session, network_code: str) -> int:
    """Count the people of a network's present grids anew; give how many grids changed.

    Micro-grids lie in base grids, so they are counted beside them, not against them.
    """
    result = session.execute(_COUNT_OPEN_GRIDS, {"network": network_code})
    return int(result.rowcount)  # type: ignore[attr-defined]


def count_by_unit(session: Session, area_codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Count household points into the current units of some communities.

    Returns
    -------
    dict
        Unit code to (households, persons), every unit in it.
    """
    rows = session.execute(_COUNT_UNITS, {"areas": list(area_codes)})
    return {row.code: (int(row.households), int(row.persons)) for row in rows}
