"""Who may do what with the plans of a network: read the setting, change it."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, network_rules
from gridgeo.domain.enums import Role
from gridgeo.domain.review import ReviewRules
from gridgeo.services.list_networks import require_network

RULE = "review"
_ROLES = ("submit", "approve", "publish")


def load_rules(session: Session, network_code: str) -> ReviewRules:
    """Give a network's rules; approval by somebody else where it has set none.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    require_network(session, network_code)
    return read_rules(network_rules.load_rule(session, network_code, RULE) or {})


def set_rules(
    session: Session, network_code: str, rules: ReviewRules, *, actor: str = "system"
) -> None:
    """Set a network's rules.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    require_network(session, network_code)
    document = write_rules(rules)
    network_rules.save_rule(session, network_code, RULE, document, actor)
    audit.append(session, actor, "set_review_rules", "network", network_code, document)


def read_rules(document: dict[str, Any]) -> ReviewRules:
    """Read rules as they are kept."""
    given: dict[str, Any] = {**document}
    given |= {name: tuple(map(Role, given[name])) for name in _ROLES if name in given}
    return ReviewRules(**given)


def write_rules(rules: ReviewRules) -> dict[str, Any]:
    """Write rules as they are kept and answered."""
    document = asdict(rules)
    return document | {name: [role.value for role in document[name]] for name in _ROLES}
