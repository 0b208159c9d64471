"""Who may do what with the plans of a network."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access import Action, Caller
from api.cover import require_cover
from api.deps import SessionDep, StateDep, allow
from api.idempotency import WriteRoute
from api.schemas.common import NetworkCode
from api.schemas.reviews import ReviewRules
from gridgeo.services import review
from gridgeo.services.review.rules import read_rules, write_rules

router = APIRouter(prefix="/networks/{code}", tags=["review"], route_class=WriteRoute)

Reader = Annotated[Caller, Depends(allow(Action.READ_PLANS))]
Ruler = Annotated[Caller, Depends(allow(Action.SET_RULES))]


@router.get("/review-rules", operation_id="get_review_rules")
def get_rules(session: SessionDep, caller: Reader, code: NetworkCode) -> ReviewRules:
    """Rules of a network; four eyes where it has set none."""
    return ReviewRules(**write_rules(review.load_rules(session, code)))


@router.put("/review-rules", operation_id="set_review_rules")
def put_rules(
    session: SessionDep, state: StateDep, caller: Ruler, code: NetworkCode, wanted: ReviewRules
) -> ReviewRules:
    """Set who submits, approves and publishes, and whether four eyes are needed."""
    require_cover(session, state, caller, Action.SET_RULES, code, ())
    review.set_rules(session, code, read_rules(wanted.model_dump()), actor=caller.name)
    return wanted
