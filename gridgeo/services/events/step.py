"""Lead an event one step on in its loop."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, events, workers
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.domain.event_loop import ENDED, EventStep, take_step
from gridgeo.services.events.limits import load_limits
from gridgeo.services.events.read import get_event, network_of_event


def take_event_step(
    session: Session,
    key: int,
    step: EventStep,
    *,
    actor: str,
    worker: str | None = None,
    note: str | None = None,
    rating: int | None = None,
    urgency: int | None = None,
) -> dict[str, Any]:
    """Take a step; the log of the event keeps who did it, when and why.

    Filing starts the clock by urgency and level; going up or down a level sets a new limit from
    the same beginning.

    Parameters
    ----------
    session : Session
        The caller commits.
    key : int
        Of the event.
    step : EventStep
    actor : str
    worker : str, optional
        Who is to handle it; needed to dispatch.
    note : str, optional
        Needed where something goes back, up or away: reopen, return, escalate, dismiss.
    rating : int, optional
        1 to 5; needed to rate.
    urgency : int, optional
        Put right when it is filed.

    Raises
    ------
    NotFoundError
        If there is no such event or worker.
    ConflictError
        If the step does not follow.
    BadInputError
        If the step lacks what it needs.
    """
    event = events.load_event(session, key)
    _check_needs(step, worker, note, rating)
    if worker is not None and not workers.worker_exists(session, worker):
        raise NotFoundError(f"There is no worker '{worker}'.", field="worker")
    event.state, event.level = take_step(event.state, event.level, step)
    now = datetime.now(UTC)
    if step is EventStep.FILE:
        event.filed_at, event.urgency = now, urgency or event.urgency
    if event.filed_at is not None and step in (
        EventStep.FILE,
        EventStep.ESCALATE,
        EventStep.RETURN,
    ):
        limits = load_limits(session, network_of_event(session, key))
        event.due_at = limits.due_at(event.filed_at, event.urgency, event.level)
    if event.state in ENDED and event.closed_at is None:
        event.closed_at = now
    events.add_step(
        session,
        event,
        {"step": step.value, "worker_code": worker, "note": note, "rating": rating, "actor": actor},
    )
    audit.append(session, actor, step.value, "event", str(key))
    return get_event(session, key)


def _check_needs(step: EventStep, worker: str | None, note: str | None, rating: int | None) -> None:
    if step is EventStep.DISPATCH and worker is None:
        raise BadInputError("Say which worker is to handle it.", field="worker")
    if step is EventStep.RATE and rating is None:
        raise BadInputError("Say how it was handled, 1 to 5.", field="rating")
    explained = (EventStep.REOPEN, EventStep.RETURN, EventStep.ESCALATE, EventStep.DISMISS)
    if step in explained and not (note or "").strip():
        raise BadInputError("Say why.", field="note")
