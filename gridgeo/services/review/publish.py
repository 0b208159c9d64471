"""Use case: publish a plan as the network's rules ask, now or when its date has come."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, plan_reviews, plans, publications
from gridgeo.db.repositories.plan_reviews import NewEntry
from gridgeo.db.repositories.publications import Publication
from gridgeo.db.tables import Plan
from gridgeo.domain.enums import PlanState
from gridgeo.domain.errors import GridgeoError, UnavailableError
from gridgeo.domain.review import PUBLISH_FAILED, Party, ReviewStep
from gridgeo.services.jobs.context import JobContext
from gridgeo.services.publish_plan import publish_plan
from gridgeo.services.review.steps import require_leave, write_step


def publish_reviewed(
    session: Session, plan_id: int, party: Party, *, valid_from: datetime | None = None
) -> Publication:
    """Publish a plan that its network's rules let this party publish.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
    party : Party
    valid_from : datetime, optional
        Aware instant from which it holds; now by default.

    Raises
    ------
    ForbiddenError
        If the rules leave that to others.
    NotFoundError, ConflictError, RefusedError
        As `gridgeo.services.publish_plan.publish_plan`.
    """
    plan = plans.load_plan(session, plan_id)
    rules = require_leave(session, plan, ReviewStep.PUBLISH, party)
    # The state is looked at once more with the plan locked: it may be sent back meanwhile.
    states = rules.begins(ReviewStep.PUBLISH)
    published = publish_plan(session, plan_id, valid_from, actor=party.name, states=states)
    write_step(session, plan, ReviewStep.PUBLISH, party.name)
    return published


def publish_on_date(context: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Publish a plan whose date has come; the job that `steps.schedule` queued.

    Returns
    -------
    dict
        ``plan_id`` and ``version``; without a version where the date was taken back or changed.

    Where the publication is refused, the review says why, and the plan stays approved.
    """
    plan_id, due = int(arguments["plan"]), datetime.fromisoformat(arguments["at"])
    session = context.transaction
    network = plans.load_plan(session, plan_id).network_code
    publications.lock_network(session, network)  # in the order of every publication
    plan = plans.load_plan(session, plan_id, lock=True)
    if plan.publish_at != due:
        return {"plan_id": plan_id, "version": None}
    try:
        with session.begin_nested():
            published = publish_plan(
                session, plan_id, actor=context.actor, states=(PlanState.APPROVED,)
            )
    except UnavailableError:
        raise  # tried again
    except GridgeoError as error:
        session.refresh(plan)
        _note_failure(session, plan, context.actor, error)
        return {"plan_id": plan_id, "version": None, "refused": error.message}
    write_step(session, plan, ReviewStep.PUBLISH, context.actor)
    return {"plan_id": plan_id, "version": published.version}


def _note_failure(session: Session, plan: Plan, actor: str, error: GridgeoError) -> None:
    plan.publish_at = None
    session.flush()
    message = error.message
    sentence = (f"未能按期发布：{error.zh or message}", f"Not published on its date: {message}")
    plan_reviews.append(session, plan, NewEntry(PUBLISH_FAILED, actor, sentence, text=message))
    audit.append(session, actor, PUBLISH_FAILED, "plan", str(plan.id), {"reason": message})
