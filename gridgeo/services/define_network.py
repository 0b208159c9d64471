"""Define a network, or change its definition: what holds for its grids from then on.

Grids that are published stay as they are; findings say where they no longer fit.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, networks
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError, ConflictError
from gridgeo.domain.network import NetworkSpec


def add_network(session: Session, spec: NetworkSpec, *, actor: str = "system") -> None:
    """Define a new network.

    Raises
    ------
    BadInputError
        If it is tied to a network that is not there, or to one that is tied to it.
    ConflictError
        If there is a network of this code.
    """
    if networks.network_exists(session, spec.code):
        raise ConflictError(
            f"There is a network '{spec.code}' already; choose another code.", field="code"
        )
    _save(session, spec)
    audit.append(session, actor, "define", "network", spec.code, _described(spec))


def change_network(
    session: Session, code: str, changes: Mapping[str, Any], *, actor: str = "system"
) -> None:
    """Change parts of a definition; a network that becomes ``free`` loses its related network.

    Parameters
    ----------
    session : Session
        Written to; the network's row stays locked until it ends, so that no other change is lost.
    code : str
        Of the network.
    changes : mapping
        New values by the names of `NetworkSpec`.
    actor : str
        Who changes it.

    Raises
    ------
    BadInputError
        If the parts do not go together, or as for `add_network`.
    NotFoundError
        If there is no such network.
    """
    networks.lock_network(session, code)
    before = networks.load_network(session, code)
    wanted = dict(changes)
    if wanted.get("relation") is Relation.FREE:
        wanted["related_network_code"] = None
    after = replace(before, **wanted)
    _save(session, after)
    told = _described(after)
    was = _described(before)
    details = {name: [was[name], told[name]] for name in told if told[name] != was[name]}
    audit.append(session, actor, "change", "network", code, details)


def _save(session: Session, spec: NetworkSpec) -> None:
    _ = spec.dedicated_grids  # refuses two rules for one kind of place
    _require_tie(session, spec)
    networks.save_network(session, spec)


def _require_tie(session: Session, spec: NetworkSpec) -> None:
    """Refuse a tie to nothing, to itself, or round in a circle: none of them could be kept."""
    at, seen = spec.related_network_code, {spec.code}
    while at is not None:
        if at in seen:
            raise BadInputError(
                f"'{spec.code}' cannot be tied to '{spec.related_network_code}': that leads back"
                " to itself.",
                field="related_network",
            )
        if not networks.network_exists(session, at):
            raise BadInputError(
                f"There is no network '{at}' to be tied to.", field="related_network"
            )
        seen.add(at)
        at = networks.load_network(session, at).related_network_code


def _described(spec: NetworkSpec) -> dict[str, Any]:
    """Give a definition as the log and the answers tell it."""
    return {
        "name": spec.name,
        "unit": spec.unit.value,
        "urban": str(spec.urban),
        "rural": str(spec.rural),
        "level": spec.level,
        "dedicated": spec.dedicated,
        "dedicated_counts": spec.dedicated_counts,
        "dedicated_rules": [str(rule) for rule in spec.dedicated_rules],
        "workload": None if spec.workload is None else spec.workload.weights(),
        "code_template": spec.code_template.text,
        "relation": spec.relation.value,
        "related_network": spec.related_network_code,
    }
