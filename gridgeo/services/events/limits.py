"""How long events may last in a network: its own limits, or those that hold everywhere."""

from dataclasses import asdict

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, network_rules
from gridgeo.domain.event_loop import EventLimits
from gridgeo.services.list_networks import require_network

_NAME = "event_limits"


def load_limits(session: Session, network: str | None) -> EventLimits:
    """Give the limits of a network; events outside of all grids have the ordinary ones."""
    stored = None if network is None else network_rules.load_rule(session, network, _NAME)
    if stored is None:
        return EventLimits()
    return EventLimits(tuple(stored["hours"]), tuple(stored["level_factor"]))


def save_limits(session: Session, network: str, limits: EventLimits, *, actor: str) -> None:
    """Set the limits of a network; events that are filed already keep theirs.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    require_network(session, network)
    network_rules.save_rule(session, network, _NAME, asdict(limits), actor)
    audit.append(session, actor, "set", "event_limits", network, asdict(limits))
