"""A plan held against the topology rules; what is found is kept with the plan."""

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks, plans
from gridgeo.db.repositories.areas import communities_below, from_wkb
from gridgeo.services.check_context import load_context
from gridgeo.services.check_network import check_all
from gridgeo.services.keep_findings import keep_findings
from gridgeo.services.network_report import NetworkReport
from gridgeo.services.network_view import GridSet, Progress, build_view, check_crs
from gridgeo.services.owed_relations import find_owed
from gridgeo.topology.tiers import Tiers


def check_plan(session: Session, plan_id: int, progress: Progress | None = None) -> NetworkReport:
    """Run the rules over a plan's grids and the ground of its communities, and keep the findings.

    Networks that owe this one a relation are held against the plan too, as warnings.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
        Any plan.
    progress : callable, optional
        Told each rule's name, and the share that is done.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plan = plans.load_plan(session, plan_id)
    network = networks.load_network(session, plan.network_code)
    communities = communities_below(session, plans.plan_areas(session, plan_id))
    grids = plan_grid_set(session, plan_id, network.unit.value)
    crs = check_crs(grids, communities)
    context = load_context(session, network.code, communities, crs)
    view = build_view(network, grids, communities, context, crs)
    tiers = Tiers.of(view, network.dedicated == "overlay")
    found = check_all(session, network, tiers, progress=progress)
    found += find_owed(session, tiers.base)
    return keep_findings(session, tiers, found, plan_id)


def plan_grid_set(session: Session, plan_id: int, counted: str) -> GridSet:
    """Load a plan's grids for a check; ``counted`` is ``households`` or ``persons``."""
    rows = plans.plan_grids(session, plan_id)

    def column(name: str) -> np.ndarray:
        return np.array([row[name] for row in rows], dtype=object)

    return GridSet(
        column("code"),
        column("kind"),
        column("setting"),
        column("area_code"),
        column(counted).astype(np.int64),
        column("households").astype(np.int64),
        from_wkb([row["wkb"] for row in rows]),
    )
