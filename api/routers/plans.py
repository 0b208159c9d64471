"""Plans (方案): read, make, check, publish."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from api.accept_job import accept_job
from api.access import Action, Caller
from api.cover import require_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.params import Cursor, Limit
from api.parties import party_of
from api.revisions import tag
from api.schemas.common import NetworkCode, PlanId
from api.schemas.findings import Finding
from api.schemas.jobs import Job
from api.schemas.plans import (
    CheckResult,
    Plan,
    PlanDetail,
    PlanList,
    PlanRequest,
    Published,
    PublishRequest,
)
from gridgeo.domain.enums import Severity
from gridgeo.domain.finding_filter import FindingFilter
from gridgeo.services.check_plan import check_plan
from gridgeo.services.list_findings import list_findings
from gridgeo.services.list_networks import require_network
from gridgeo.services.list_plans import get_plan, list_plans
from gridgeo.services.review import publish_reviewed

router = APIRouter(prefix="/plans", tags=["plans"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Writer = Annotated[Caller, Depends(allow(Action.WRITE_PLANS))]
Publisher = Annotated[Caller, Depends(allow(Action.PUBLISH))]
MOST_FINDINGS = 1000


@router.get("", operation_id="list_plans")
def read_plans(
    session: SessionDep,
    caller: Reader,
    network: Annotated[NetworkCode | None, Query(description="Only plans of this network")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PlanList:
    """Plans, the latest first."""
    items, following = list_plans(session, network, cursor=cursor, limit=limit)
    return PlanList(items=[Plan(**row) for row in items], next=following)


@router.get("/{plan_id}", operation_id="get_plan")
def read_plan(
    session: SessionDep, caller: Reader, plan_id: PlanId, response: Response
) -> PlanDetail:
    """One plan with its grids; its ETag is the revision that operations ask for."""
    plan = PlanDetail(**get_plan(session, plan_id))
    response.headers["ETag"] = tag(plan.revision)
    return plan


@router.post("", operation_id="create_plan", status_code=202)
def make_plan(
    session: SessionDep, state: StateDep, caller: Writer, wanted: PlanRequest, response: Response
) -> Job:
    """Let the planner make a plan for some areas: every grid contiguous, in the band or explained.

    The answer is a job; once it is done, its link ``plan`` leads to the plan. A community takes
    less than a second, a district minutes. The same seed on the same data gives the same plan.
    """
    require_network(session, wanted.network)
    require_cover(session, state, caller, Action.WRITE_PLANS, wanted.network, wanted.areas)
    return accept_job(session, caller, response, "create_plan", wanted.model_dump(mode="json"))


@router.post("/{plan_id}/check", operation_id="check_plan")
def run_check(session: SessionDep, state: StateDep, caller: Writer, plan_id: PlanId) -> CheckResult:
    """Run the topology rules over the plan as it is, and keep what they find."""
    plan = get_plan(session, plan_id)
    require_cover(session, state, caller, Action.WRITE_PLANS, plan["network"], plan["areas"])
    findings = check_plan(session, plan_id).findings
    stored, _ = list_findings(session, FindingFilter(plan_id=plan_id), limit=MOST_FINDINGS)
    return CheckResult(
        errors=sum(finding.severity == Severity.ERROR for finding in findings),
        warnings=sum(finding.severity == Severity.WARNING for finding in findings),
        findings=[Finding(**row) for row in stored],
    )


@router.post("/{plan_id}/publish", operation_id="publish_plan")
def publish(
    session: SessionDep, state: StateDep, caller: Publisher, plan_id: PlanId, wanted: PublishRequest
) -> Published:
    """Put an approved plan into force; refused while anything lies in two grids or in none."""
    plan = get_plan(session, plan_id)
    require_cover(session, state, caller, Action.PUBLISH, plan["network"], plan["areas"])
    party = party_of(session, caller, plan_id)
    publication = publish_reviewed(session, plan_id, party, valid_from=wanted.valid_from)
    return Published(
        version=publication.version, opened=publication.opened, closed=publication.closed
    )
