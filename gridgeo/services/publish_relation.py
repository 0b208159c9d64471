"""What a network owes another one must hold before its plan is published."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from gridgeo.db.repositories.areas import Communities
from gridgeo.db.repositories.thresholds import load_thresholds
from gridgeo.domain.network import NetworkSpec
from gridgeo.services.check_context import CheckContext
from gridgeo.services.check_network import related_view
from gridgeo.services.network_view import GridSet, build_view, check_crs
from gridgeo.services.publish_checks import refuse
from gridgeo.topology.exception import Extent, FindingException, excuses
from gridgeo.topology.shift import hold_against
from gridgeo.topology.tiers import Tiers


def require_relation(
    session: Session,
    subject: str,
    planned: GridSet,
    network: NetworkSpec,
    communities: Communities,
    *,
    as_of: datetime | None = None,
    exceptions: Collection[FindingException] = (),
) -> None:
    """Refuse a plan whose grids break the relation that their network has declared to another.

    Parameters
    ----------
    session : Session
        Only read from.
    subject : str
        What is published, to be named: ``Plan 7``.
    planned : GridSet
        Its grids.
    network : NetworkSpec
        Its network; one that is free is not held against anything.
    communities : Communities
        The ground of the plan.
    as_of : datetime, optional
        Aware instant from which the plan holds: the other network as it is then.
    exceptions : collection of FindingException
        What somebody accepted in this network.

    Raises
    ------
    RefusedError
        With the first faults in words.
    """
    if network.related_network_code is None:
        return
    context = CheckContext(thresholds=load_thresholds(session, network.code))
    crs = check_crs(planned, communities)
    view = build_view(network, planned, communities, context, crs)
    other = related_view(session, network.related_network_code, view, as_of)
    if other is None:
        return
    tiers = Tiers.of(view, network.dedicated == "overlay")
    broken = [
        one
        for one in hold_against(tiers.base, other, network.relation)
        if not any(excuses(granted, Extent.of(one)) for granted in exceptions)
    ]
    if broken:
        refuse(subject, broken)
