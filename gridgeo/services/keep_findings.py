"""What a check found is kept: known faults keep their id, accepted ones are set apart."""

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import exceptions, findings
from gridgeo.geometry.crs import transform
from gridgeo.geometry.shapes import object_array
from gridgeo.services.check_context import WGS84
from gridgeo.services.network_report import NetworkReport, report_of
from gridgeo.topology.exception import Extent, excuses
from gridgeo.topology.finding import Finding
from gridgeo.topology.identity import Known, keep_ids
from gridgeo.topology.tiers import Tiers


def keep_findings(
    session: Session, tiers: Tiers, found: list[Finding], plan_id: int | None = None
) -> NetworkReport:
    """Keep findings of a plan, or of what is published; those not among them are resolved.

    Parameters
    ----------
    session : Session
        The caller commits.
    tiers : Tiers
        What was checked.
    found : list of Finding
        Everything that the check found.
    plan_id : int, optional
        The plan; None for the published network.
    """
    view = tiers.view
    stored = findings.load_known(session, view.network, plan_id)
    known = Known(
        stored.ids, stored.rules, stored.codes, transform(stored.geometry, WGS84, view.crs)
    )
    found = keep_ids(found, known)
    granted = exceptions.load_exceptions(session, view.network)
    excused = {
        one.id: granted[one.id].number
        for one in found
        if one.id in granted and excuses(granted[one.id], Extent.of(one))
    }
    places = transform(object_array([one.geometry for one in found]), view.crs, WGS84)
    findings.replace_findings(session, view.network, plan_id, found, places, excused)
    return report_of(
        tiers,
        [one for one in found if one.id not in excused],
        WGS84,
        tuple(one for one in found if one.id in excused),
    )


def empty_report(session: Session, network_code: str) -> NetworkReport:
    """Report a published network without grids; whatever was found in it before is resolved."""
    nothing = np.empty(0, dtype=object)
    findings.replace_findings(session, network_code, None, [], nothing, {})
    return NetworkReport(network_code, 0, 0.0, 0.0, 0.0, 0.0, [], WGS84, WGS84)
