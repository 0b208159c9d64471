"""Open findings for reading: a page at a time, and counted by rule."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from gridgeo.domain.finding_filter import FindingFilter

# Neighbours along a border share no ground, though rounding may say so: a centimetre is taken off.
SHARES_GROUND = """
    a.geometry && f.geometry AND (
        ST_Intersects(a.geometry, ST_PointOnSurface(f.geometry))
        OR (ST_Dimension(f.geometry) < 2 AND ST_Intersects(a.geometry, f.geometry))
        OR (ST_Dimension(f.geometry) = 2
            AND ST_Intersects(a.geometry, ST_Buffer(f.geometry, -0.0000001))))
"""
_WANTED = f"""
    FROM findings AS f LEFT JOIN finding_exceptions AS e
      ON e.id = f.exception_id AND (e.ends_at IS NULL OR e.ends_at > now())
    WHERE f.resolved_at IS NULL
      AND (CAST(:network AS text) IS NULL OR f.network_code = :network)
      AND f.plan_id IS NOT DISTINCT FROM CAST(:plan_id AS bigint)
      AND (CAST(:severity AS text) IS NULL OR f.severity = :severity)
      AND (CAST(:rule AS text) IS NULL OR f.rule = :rule)
      AND (CAST(:grid AS text) IS NULL OR f.grid_codes @> ARRAY[CAST(:grid AS text)])
      AND (CAST(:accepted AS boolean) IS NULL OR (e.id IS NOT NULL) = :accepted)
      AND (CAST(:west AS float8) IS NULL
           OR ST_Intersects(f.geometry, ST_MakeEnvelope(:west, :south, :east, :north, 4326)))
      AND (CAST(:area AS text) IS NULL OR EXISTS (
          SELECT FROM areas AS a WHERE a.code = :area AND {SHARES_GROUND}))
"""
_PAGE = text(f"""
    SELECT f.id AS row_id, f.finding_id AS id, f.rule, f.severity, f.network_code AS network,
           f.plan_id, f.grid_codes AS grids, f.sentence_en AS sentence, f.sentence_zh,
           f.area_m2, f.width_m, f.households, f.first_seen_at, f.last_seen_at, f.details,
           e.id AS exception_id, e.reason, e.granted_by, e.granted_at, e.ends_at,
           ST_AsGeoJSON(f.geometry, 7) AS geojson
    {_WANTED}
      AND (CAST(:after AS bigint) IS NULL OR f.id > :after)
    ORDER BY f.id LIMIT :limit
""")
_COUNTS = text(f"""
    SELECT f.rule, f.severity, count(*) AS findings, sum(f.households) AS households
    {_WANTED}
    GROUP BY f.rule, f.severity ORDER BY f.rule, f.severity
""")


def list_findings(
    session: Session, wanted: FindingFilter, after: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` findings in the order in which they were first seen."""
    values = {**_bound(wanted), "after": after, "limit": limit}
    return session.execute(_PAGE, values).mappings().all()


def count_findings(session: Session, wanted: FindingFilter) -> Sequence[RowMapping]:
    """Count findings, and the households known to be concerned, by rule and severity."""
    return session.execute(_COUNTS, _bound(wanted)).mappings().all()


def _bound(wanted: FindingFilter) -> dict[str, object]:
    values = asdict(wanted)
    sides = values.pop("box") or (None,) * 4
    return {**values, **dict(zip(("west", "south", "east", "north"), sides, strict=True))}
