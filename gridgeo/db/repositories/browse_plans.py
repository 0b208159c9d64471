"""Plans and findings for reading, a page at a time."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_PLANS = text("""
    SELECT p.id, p.network_code AS network, p.name, p.state, p.revision, p.base_version,
           p.published_version, p.seed, p.created_by, p.created_at,
           ARRAY(SELECT area_code FROM plan_areas WHERE plan_id = p.id ORDER BY 1) AS areas,
           count(g.number) AS grids, coalesce(sum(g.households), 0) AS households,
           count(*) FILTER (WHERE g.band_status = 'in_band') AS in_band,
           count(*) FILTER (WHERE g.band_status = 'under') AS under,
           count(*) FILTER (WHERE g.band_status = 'over') AS over
    FROM plans AS p LEFT JOIN plan_grids AS g ON g.plan_id = p.id
    WHERE (CAST(:plan_id AS bigint) IS NULL OR p.id = :plan_id)
      AND (CAST(:network AS text) IS NULL OR p.network_code = :network)
      AND (CAST(:before AS bigint) IS NULL OR p.id < :before)
    GROUP BY p.id ORDER BY p.id DESC LIMIT :limit
""")

_PLAN_GRIDS = text("""
    SELECT code, name, kind, status, area_code, households, persons, units, area_m2,
           polsby_popper, band_status, reason
    FROM plan_grids WHERE plan_id = :plan_id ORDER BY code
""")

_FINDINGS = text("""
    SELECT f.id AS row_id, f.finding_id AS id, f.rule, f.severity, f.network_code AS network,
           f.plan_id, f.grid_codes AS grids, f.sentence_en AS sentence, f.sentence_zh,
           f.area_m2, f.width_m, f.households, f.first_seen_at, f.last_seen_at,
           ST_AsGeoJSON(f.geometry, 7) AS geojson
    FROM findings AS f
    WHERE f.resolved_at IS NULL
      AND (CAST(:network AS text) IS NULL OR f.network_code = :network)
      AND f.plan_id IS NOT DISTINCT FROM CAST(:plan_id AS bigint)
      AND (CAST(:severity AS text) IS NULL OR f.severity = :severity)
      AND (CAST(:rule AS text) IS NULL OR f.rule = :rule)
      AND (CAST(:after AS bigint) IS NULL OR f.id > :after)
    ORDER BY f.id LIMIT :limit
""")


def list_plans(
    session: Session, network: str | None, before: int | None, limit: int
) -> Sequence[RowMapping]:
    """Read at most ``limit`` plans older than ``before``, the latest first."""
    values = {"plan_id": None, "network": network, "before": before, "limit": limit}
    return session.execute(_PLANS, values).mappings().all()


def get_plan(session: Session, plan_id: int) -> RowMapping | None:
    """Read one plan with its figures."""
    values = {"plan_id": plan_id, "network": None, "before": None, "limit": 1}
    return session.execute(_PLANS, values).mappings().one_or_none()


def grids_of_plan(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read a plan's grids in the order of their codes."""
    return session.execute(_PLAN_GRIDS, {"plan_id": plan_id}).mappings().all()


def list_findings(
    session: Session,
    *,
    network: str | None,
    plan_id: int | None,
    severity: str | None,
    rule: str | None,
    after: int | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Read open findings of a plan, or (``plan_id`` None) of what is published."""
    values = {
        "network": network,
        "plan_id": plan_id,
        "severity": severity,
        "rule": rule,
        "after": after,
        "limit": limit,
    }
    return session.execute(_FINDINGS, values).mappings().all()
