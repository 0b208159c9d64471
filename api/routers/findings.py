"""Findings (问题) of the checks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Action
from api.deps import SessionDep, allow
from api.params import Cursor, Limit
from api.schemas.common import NetworkCode, PlanId
from api.schemas.findings import Finding, FindingPage
from gridgeo.domain.enums import Severity
from gridgeo.services.list_findings import FindingFilter, list_findings

router = APIRouter(tags=["findings"], dependencies=[Depends(allow(Action.FINDINGS))])


@router.get("/findings", operation_id="list_findings")
def read_findings(
    session: SessionDep,
    network: Annotated[NetworkCode | None, Query()] = None,
    plan: Annotated[
        PlanId | None, Query(description="Of this plan, not of what is published")
    ] = None,
    severity: Annotated[Severity | None, Query()] = None,
    rule: Annotated[str | None, Query(pattern=r"^[a-z_]{1,40}$", examples=["overlap"])] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> FindingPage:
    """Open findings of what is published, or of a plan, in the order in which they were seen."""
    wanted = FindingFilter(network, plan, severity, rule)
    items, following = list_findings(session, wanted, cursor=cursor, limit=limit)
    return FindingPage(items=[Finding(**row) for row in items], next=following)
