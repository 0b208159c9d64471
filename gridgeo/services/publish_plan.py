"""Publication of a plan: one transaction that closes what goes and opens what comes, or refuses.

Order of locks: the network, then the plan, then the end of the audit chain; everybody takes them in
this order, so nobody waits in a circle.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, exceptions, networks, open_grids, plans, publications
from gridgeo.db.repositories.areas import communities_below
from gridgeo.db.repositories.publications import Publication
from gridgeo.db.tables import Plan
from gridgeo.domain.enums import PlanState
from gridgeo.domain.errors import ConflictError, RefusedError
from gridgeo.domain.network import NetworkSpec
from gridgeo.domain.review import STATE_WORDS
from gridgeo.services.check_plan import plan_grid_set
from gridgeo.services.publish_checks import (
    require_codes,
    require_covered,
    require_reasons,
    require_tiling,
    require_unchanged,
)
from gridgeo.services.publish_relation import require_relation
from gridgeo.services.record_lineage import record_lineage

PUBLISHABLE = (PlanState.DRAFT, PlanState.APPROVED)
CLOCK_SLACK = timedelta(minutes=1)  # a clock that was set back a little stops nobody

_NEXT = text("""
    INSERT INTO pg_temp.next_grids
        (code, name, kind, status, area_code, households, persons, reason, trigger_count, geometry)
    SELECT code, name, kind, status, area_code, households, persons, reason, trigger_count, geometry
    FROM plan_grids WHERE plan_id = :plan
""")
# Micro-grids stay while the grid that they lie in keeps its code.
_CLOSING = text("""
    INSERT INTO pg_temp.closing
    SELECT v.id FROM grid_versions AS v LEFT JOIN grids AS p ON p.id = v.parent_grid_id
    WHERE v.id = ANY(:versions)
      AND NOT (v.kind = 'dedicated' AND :overlay)
      AND NOT (v.kind = 'micro' AND EXISTS (
          SELECT FROM pg_temp.next_grids AS n WHERE n.code = p.code))
""")


def publish_plan(
    session: Session,
    plan_id: int,
    valid_from: datetime | None = None,
    *,
    actor: str = "system",
    states: Collection[PlanState] = PUBLISHABLE,
) -> Publication:
    """Make a plan the network's next version.

    Parameters
    ----------
    session : Session
        The caller commits: until then nobody sees anything, afterwards everybody sees all of it.
    plan_id : int
        A draft, or an approved plan.
    valid_from : datetime, optional
        Aware instant from which it holds; now by default. Not before the network's last version.
    actor : str
        Who publishes.
    states : collection of PlanState
        Those in which it may be.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    ConflictError
        If the plan is not in a state to be published, or its base or its units changed under it.
    RefusedError
        If grids overlap, leave a gap, or leave a household out, or are in pieces, reach beyond
        their communities or break the relation to another network and nobody has accepted that,
        or miss the band and nobody has said why, or a new code is against the template: the
        sentence says where.
    """
    network = networks.load_network(session, plans.load_plan(session, plan_id).network_code)
    publications.lock_network(session, network.code)
    plan = plans.load_plan(session, plan_id, lock=True)
    areas = plans.plan_areas(session, plan_id)
    _require_publishable(plan, states)
    require_after(session, network.code, valid_from)
    require_unchanged(session, plan, areas)
    beside = open_grids.open_grids_beside(session, network.code, areas)
    communities = communities_below(session, areas)
    planned = plan_grid_set(session, plan_id, network.unit.value)
    accepted = exceptions.load_exceptions(session, network.code).values()
    subject = f"Plan {plan_id}"
    require_tiling(subject, planned, network, communities, beside, accepted)
    require_relation(
        session, subject, planned, network, communities, as_of=valid_from, exceptions=accepted
    )
    require_covered(session, subject, planned, communities)
    require_codes(session, plan_id, network)
    require_reasons(session, plan_id)
    published = _publish(session, plan, network, areas, valid_from, actor)
    plan.state, plan.published_version = PlanState.PUBLISHED, published.version
    plan.publish_at = None
    session.flush()
    details = {"version": published.version, "opened": published.opened, "closed": published.closed}
    audit.append(session, actor, "publish", "plan", str(plan_id), details)
    return published


def _publish(
    session: Session,
    plan: Plan,
    network: NetworkSpec,
    areas: list[str],
    valid_from: datetime | None,
    actor: str,
) -> Publication:
    publications.begin_version(session)
    session.execute(_NEXT, {"plan": plan.id})
    replaced = open_grids.open_grids_in(session, network.code, areas)
    bound = {
        "versions": replaced.version_ids.tolist(),
        "overlay": network.dedicated == "overlay",
    }
    session.execute(_CLOSING, bound)
    published = publications.finish_version(
        session,
        network.code,
        source="plan",
        actor=actor,
        plan_id=plan.id,
        valid_from=valid_from,
    )
    if published is None:
        raise ConflictError(
            f"Plan {plan.id} changes nothing: every grid of it is published just like this."
        )
    record_lineage(session, published)
    return published


def _require_publishable(plan: Plan, states: Collection[PlanState]) -> None:
    if plan.state not in states:
        wanted = " or ".join(STATE_WORDS[state][1] for state in PUBLISHABLE if state in states)
        raise ConflictError(
            f"Plan {plan.id} is {STATE_WORDS[plan.state][1]}; to be published it must be {wanted}."
        )


def require_after(session: Session, network_code: str, valid_from: datetime | None) -> None:
    """Refuse an instant before the last version, published or scheduled.

    Raises
    ------
    RefusedError
        Saying from when the last one holds.
    """
    latest = publications.latest_start(session, network_code)
    start = valid_from or publications.database_time(session) + CLOCK_SLACK
    if latest is not None and start <= latest:
        raise RefusedError(
            f"The network's last version holds from {latest.isoformat(timespec='seconds')}; the"
            " next one can only be published for a later time. If that lies ahead and nobody chose"
            " it, the database's clock was set back: set it right."
        )
