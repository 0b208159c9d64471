"""What others owe the network that changes: a plan can break what somebody else has promised."""

from dataclasses import replace

from sqlalchemy.orm import Session

from gridgeo.db.repositories import networks
from gridgeo.domain.enums import Severity
from gridgeo.services.check_network import related_view
from gridgeo.topology.finding import Finding
from gridgeo.topology.shift import hold_against
from gridgeo.topology.view import NetworkView


def find_owed(session: Session, view: NetworkView) -> list[Finding]:
    """Hold the published grids of networks that owe this one a relation against its grids.

    Nothing here stops a publication, so all are warnings: the others are to follow. Their own
    check tells the same as errors once this network is published.

    Parameters
    ----------
    session : Session
        Only read from.
    view : NetworkView
        The grids that tile the ground, as they shall be.
    """
    found: list[Finding] = []
    for spec in networks.load_dependents(session, view.network):
        theirs = related_view(session, spec.code, view, None)
        if theirs is not None:
            found += hold_against(theirs, view, spec.relation)
    return [replace(one, severity=Severity.WARNING) for one in found]
