"""Networks for reading: standards, the version in force, counts against the band."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

# Now is the statement's instant: what the transaction has just published counts already.
# The band is a base grid's: micro-grids and dedicated grids have none. NULL counts have no status.
_NETWORKS = text("""
    WITH instant AS (SELECT coalesce(CAST(:as_of AS timestamptz), statement_timestamp()) AS t),
    held AS (
        SELECT v.network_code, v.households, v.persons, v.geometry, s.minimum, s.maximum,
               CASE WHEN v.kind <> 'base' THEN NULL
                    WHEN n.unit = 'persons' THEN v.persons ELSE v.households END AS held
        FROM grid_versions AS v
        JOIN networks AS n ON n.code = v.network_code
        LEFT JOIN areas AS a ON a.code = v.area_code
        LEFT JOIN network_standards AS s
               ON s.network_code = v.network_code AND s.setting = coalesce(a.setting, 'urban')
        WHERE v.valid @> (SELECT t FROM instant)
          AND (CAST(:code AS text) IS NULL OR v.network_code = :code)
    ),
    figures AS (
        SELECT network_code, count(*) AS grids, coalesce(sum(households), 0) AS households,
               count(*) FILTER (WHERE held BETWEEN minimum AND maximum) AS in_band,
               count(*) FILTER (WHERE held < minimum) AS under,
               count(*) FILTER (WHERE held > maximum) AS over, ST_Extent(geometry) AS box
        FROM held GROUP BY network_code
    ),
    bands AS (
        SELECT network_code, jsonb_object_agg(setting, jsonb_build_object(
                   'minimum', minimum, 'target', target, 'maximum', maximum)) AS bands
        FROM network_standards GROUP BY network_code
    ),
    in_force AS (
        SELECT DISTINCT ON (network_code) network_code, version, valid_from
        FROM publications WHERE valid_from <= (SELECT t FROM instant)
        ORDER BY network_code, version DESC
    )
    SELECT n.code, n.name, n.unit, b.bands, p.version, p.valid_from, coalesce(f.grids, 0) AS grids,
           coalesce(f.households, 0) AS households, coalesce(f.in_band, 0) AS in_band,
           coalesce(f.under, 0) AS under, coalesce(f.over, 0) AS over,
           ST_XMin(f.box) AS west, ST_YMin(f.box) AS south,
           ST_XMax(f.box) AS east, ST_YMax(f.box) AS north
    FROM networks AS n
    LEFT JOIN bands AS b ON b.network_code = n.code
    LEFT JOIN figures AS f ON f.network_code = n.code
    LEFT JOIN in_force AS p ON p.network_code = n.code
    WHERE CAST(:code AS text) IS NULL OR n.code = :code
    ORDER BY n.code
""")

_CODES = text("SELECT code FROM networks ORDER BY code")

_REVISION = text("SELECT max(version_num) FROM alembic_version")

_SITE = text("""
    SELECT (SELECT value FROM site_facts WHERE name = 'synthetic') AS synthetic,
           (SELECT max(published_at) FROM publications) AS published_at,
           (SELECT count(*) FROM publications) AS publications
""")


def list_networks(
    session: Session, code: str | None = None, as_of: datetime | None = None
) -> Sequence[RowMapping]:
    """Read networks with their figures at an instant (now, unless told), or the one of a code."""
    return session.execute(_NETWORKS, {"code": code, "as_of": as_of}).mappings().all()


def network_codes(session: Session) -> list[str]:
    """Give the codes of all networks."""
    return list(session.scalars(_CODES))


def site(session: Session) -> RowMapping:
    """Read what holds for the whole installation: synthetic or not, when last published."""
    return session.execute(_SITE).mappings().one()


def schema_revision(session: Session) -> str | None:
    """Read the revision of the schema; fails where there is no schema yet."""
    revision: str | None = session.scalars(_REVISION).one()
    return revision
