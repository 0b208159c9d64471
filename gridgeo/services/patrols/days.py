"""Days with points, and what a network has set for itself: reading for pages."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import patrol_days
from gridgeo.services.list_networks import require_network
from gridgeo.services.patrols.coverage import Period
from gridgeo.services.patrols.rules import load_rules, own_rules


def list_days(session: Session, network: str, period: Period) -> dict[str, Any]:
    """Give the days of a period with their points and flags, and the span of all days.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    require_network(session, network)
    span: tuple[date | None, date | None] = patrol_days.reckoned_span(session) or (None, None)
    rows = patrol_days.list_days(session, period.first, period.last)
    return {"first": span[0], "last": span[1], "items": rows}


def read_rules(session: Session, network: str) -> dict[str, dict[str, float]]:
    """Give every threshold that holds for a network, and those that it has of its own."""
    require_network(session, network)
    return {"rules": load_rules(session, network).record(), "own": own_rules(session, network)}
