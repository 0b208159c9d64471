"""A plan held against the topology rules; what is found is kept with the plan."""

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import findings, networks, plans
from gridgeo.db.repositories.areas import communities_below, from_wkb
from gridgeo.services.network_view import GridSet, find_faults, load_homes, places_of, tier
from gridgeo.topology.finding import Finding


def check_plan(session: Session, plan_id: int) -> list[Finding]:
    """Run the rules over a plan's grids and the ground of its communities, and keep the findings.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
        Any plan.

    Returns
    -------
    list of Finding
        Errors first; their geometry is in the metric CRS of the check.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plan = plans.load_plan(session, plan_id)
    network = networks.load_network(session, plan.network_code)
    communities = communities_below(session, plans.plan_areas(session, plan_id))
    everything = plan_grid_set(session, plan_id, network.unit.value)
    grids = everything.take(tier(everything.kinds, network))
    found = find_faults(network, grids, communities, load_homes(session, communities))
    places = places_of(found, grids, communities)
    findings.replace_findings(session, network.code, plan_id, found, places)
    return found


def plan_grid_set(session: Session, plan_id: int, counted: str) -> GridSet:
    """Load a plan's grids for a check; ``counted`` is ``households`` or ``persons``."""
    rows = plans.plan_grids(session, plan_id)
    return GridSet(
        np.array([row["code"] for row in rows], dtype=object),
        np.array([row["kind"] for row in rows], dtype=object),
        np.array([row["setting"] for row in rows], dtype=object),
        np.array([row[counted] for row in rows], dtype=np.int64),
        from_wkb([row["wkb"] for row in rows]),
    )
