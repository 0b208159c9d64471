"""The patrol settings of a network: its own, and the defaults for the others."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, network_rules
from gridgeo.patrol.rules import PatrolRules
from gridgeo.services.list_networks import require_network

_NAME = "patrol"


def load_rules(session: Session, network: str) -> PatrolRules:
    """Give the settings that hold for a network."""
    return PatrolRules().changed(own_rules(session, network))


def own_rules(session: Session, network: str) -> dict[str, float]:
    """Give the settings that a network has of its own; empty where it has none."""
    return network_rules.load_rule(session, network, _NAME) or {}


def set_rules(
    session: Session, network: str, values: Mapping[str, float], *, actor: str
) -> PatrolRules:
    """Replace a network's own settings; what is left out is the default again.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If there is no such setting, or a value is out of range.
    """
    require_network(session, network)
    rules = PatrolRules().changed(values)
    network_rules.save_rule(session, network, _NAME, dict(values), actor)
    audit.append(session, actor, "set_patrol_rules", "network", network, dict(values))
    return rules


def cleaning_rules(session: Session) -> PatrolRules:
    """Give the settings by which points are cleaned: the defaults.

    Points are cleaned once for all networks, so what a network sets for itself concerns how they
    are counted. The widest hours of duty of all networks hold for what may be stored.
    """
    own = network_rules.load_rule_of_all(session, _NAME)
    hours = [PatrolRules().changed(values) for values in own]
    return PatrolRules().changed(
        {
            "shift_from_h": min([6.0, *(one.shift_from_h for one in hours)]),
            "shift_to_h": max([22.0, *(one.shift_to_h for one in hours)]),
        }
    )
