"""The rules by which a network assesses: its own, or those that hold everywhere."""

from dataclasses import asdict
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, network_rules
from gridgeo.services.list_networks import require_network
from gridgeo.staffing.assessment import AssessmentRules, Criterion

_NAME = "assessment"


def load_rules(session: Session, network: str) -> AssessmentRules:
    """Give the rules of a network.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    require_network(session, network)
    stored = network_rules.load_rule(session, network, _NAME)
    return AssessmentRules() if stored is None else read_rules(stored)


def save_rules(session: Session, network: str, rules: AssessmentRules, *, actor: str) -> None:
    """Set the rules of a network; months that were assessed keep the rules of then.

    Raises
    ------
    NotFoundError
        If there is no such network.
    """
    require_network(session, network)
    network_rules.save_rule(session, network, _NAME, asdict(rules), actor)
    audit.append(session, actor, "set", "assessment_rules", network)


def read_rules(document: dict[str, Any]) -> AssessmentRules:
    """Read rules from their document.

    Raises
    ------
    BadInputError
        If they make no sense.
    """
    criteria = tuple(Criterion(**one) for one in document["criteria"])
    return AssessmentRules(**{**document, "criteria": criteria})
