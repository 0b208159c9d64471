"""Plans for reading, a page at a time."""

from collections.abc import Sequence
from typing import Any

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
           polsby_popper, band_status, reason, locked, place_code, expected_households, active_from,
           trigger_count
    FROM plan_grids WHERE plan_id = :plan_id ORDER BY code
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


def explanation_of_plan(session: Session, plan_id: int) -> dict[str, Any] | None:
    """Read why a plan is what it is; None for plans that do not say."""
    found: dict[str, Any] | None = session.scalar(
        text("SELECT summary -> 'explanation' FROM plans WHERE id = :plan_id"),
        {"plan_id": plan_id},
    )
    return found


def grids_of_plan(session: Session, plan_id: int) -> Sequence[RowMapping]:
    """Read a plan's grids in the order of their codes."""
    return session.execute(_PLAN_GRIDS, {"plan_id": plan_id}).mappings().all()
