"""The patrol settings: how points are cleaned, for all; how they are counted, by network."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, network_rules, patrol_days, site
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.rules import CLEANING, COUNTING, PatrolRules
from gridgeo.services.list_networks import require_network

_NAME = "patrol"
_CLEANING = "patrol_cleaning"


def load_rules(session: Session, network: str) -> PatrolRules:
    """Give the settings that hold for a network."""
    return _for_all(session).changed(own_rules(session, network))


def own_rules(session: Session, network: str) -> dict[str, float]:
    """Give the settings that a network has of its own; empty where it has none."""
    own = network_rules.load_rule(session, network, _NAME) or {}
    return {name: value for name, value in own.items() if name in COUNTING}


def set_rules(
    session: Session, network: str, values: Mapping[str, float], *, actor: str
) -> PatrolRules:
    """Replace a network's own settings; what is left out is the default again.

    Raises
    ------
    NotFoundError
        If there is no such network.
    BadInputError
        If there is no such setting, a value is out of range, or the setting is one for all.
    """
    require_network(session, network)
    rules = _for_all(session).changed(values)
    for name in values:
        if name in CLEANING:
            raise BadInputError(
                f"'{name}' decides how points are cleaned, once for all networks; set it by"
                f" gridgeo patrols rules --set {name}={values[name]:g}.",
                field=name,
            )
    network_rules.save_rule(session, network, _NAME, dict(values), actor)
    audit.append(session, actor, "set_patrol_rules", "network", network, dict(values))
    return rules


def change_cleaning(
    session: Session, values: Mapping[str, float], *, anew: bool = False, actor: str
) -> PatrolRules:
    """Change settings by which points are cleaned; all days wait to be reckoned anew.

    Parameters
    ----------
    anew : bool
        What is not among the values is the default again.

    Raises
    ------
    BadInputError
        If there is no such setting, a value is out of range, or the setting is a network's.
    """
    former = {} if anew else site.load_fact(session, _CLEANING) or {}
    rules = PatrolRules().changed({**former, **values})
    for name in values:
        if name in COUNTING:
            raise BadInputError(
                f"'{name}' decides how a network counts; set it for the network, by"
                " PUT /api/v1/networks/{network}/patrols/rules.",
                field=name,
            )
    site.note_fact(session, _CLEANING, {**former, **values})
    patrol_days.mark_all(session)
    audit.append(session, actor, "set_patrol_rules", "site", "patrols", dict(values))
    return rules


def cleaning_rules(session: Session) -> PatrolRules:
    """Give the settings by which points are cleaned: those of this installation.

    Points are cleaned once for all networks, so what a network sets for itself concerns how they
    are counted. The widest hours of duty of all networks hold for what may be stored.
    """
    own = network_rules.load_rule_of_all(session, _NAME)
    hours = [PatrolRules().changed(values) for values in own]
    return _for_all(session).changed(
        {
            "shift_from_h": min([6.0, *(one.shift_from_h for one in hours)]),
            "shift_to_h": max([22.0, *(one.shift_to_h for one in hours)]),
        }
    )


def _for_all(session: Session) -> PatrolRules:
    """Give the defaults, with what this installation sets for cleaning."""
    return PatrolRules().changed(site.load_fact(session, _CLEANING) or {})
