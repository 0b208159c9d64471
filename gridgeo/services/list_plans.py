"""Plans for reading: a page of them, or one with its grids."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import browse_plans, plans
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import cut_page, read_number_cursor


def list_plans(
    session: Session, network: str | None = None, *, cursor: str | None = None, limit: int = 100
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of plans, the latest first, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If the cursor is none of ours.
    """
    before = read_number_cursor(cursor)
    if network is not None:
        require_network(session, network)
    rows = browse_plans.list_plans(session, network, before, limit + 1)
    return cut_page(rows, limit)


def get_plan(session: Session, plan_id: int) -> dict[str, Any]:
    """Give one plan with its grids and its explanation.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    row = browse_plans.get_plan(session, plan_id)
    if row is None:
        raise NotFoundError(f"There is no plan {plan_id}.", field="plan_id")
    grids = [dict(grid) for grid in browse_plans.grids_of_plan(session, plan_id)]
    why = browse_plans.explanation_of_plan(session, plan_id)
    return {**row, "grid_list": grids, "explanation": why}


def read_explanation(session: Session, plan_id: int) -> dict[str, Any]:
    """Give what a plan that was made says of itself: misses, feasible numbers, what changes."""
    return browse_plans.explanation_of_plan(session, plan_id) or {}


def scope_of_plan(session: Session, plan_id: int) -> tuple[str, list[str]]:
    """Give a plan's network and the codes of its communities: what a grant has to cover.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    return network_of_plan(session, plan_id), areas_of_plan(session, plan_id)


def network_of_plan(session: Session, plan_id: int) -> str:
    """Give the code of a plan's network.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    return plans.load_plan(session, plan_id).network_code


def areas_of_plan(session: Session, plan_id: int) -> list[str]:
    """Give the codes of a plan's communities, sorted; none for a plan that is not there."""
    return plans.plan_areas(session, plan_id)
