"""Use cases: comments on a plan, pinned to a place or a grid, with answers, until resolved."""

from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, plan_reviews, plans
from gridgeo.db.repositories.plan_reviews import NewEntry
from gridgeo.db.tables import Plan
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.domain.review import Sentence

_CLOSING: dict[bool, tuple[str, Sentence]] = {
    True: ("resolve", ("已解决评论 {}。", "Resolved comment {}.")),
    False: ("unresolve", ("重新打开评论 {}。", "Opened comment {} again.")),
}


def add_comment(
    session: Session,
    plan_id: int,
    text: str,
    *,
    grid: str | None = None,
    place: tuple[float, float] | None = None,
    actor: str = "system",
) -> dict[str, Any]:
    """Begin a thread.

    Parameters
    ----------
    session : Session
        The caller commits.
    plan_id : int
    text : str
    grid : str, optional
        Code of a grid of the plan that it is about.
    place : tuple of float, optional
        Longitude and latitude (EPSG:4326) in the plan's communities.
    actor : str
        Who writes.

    Returns
    -------
    dict
        The thread, as `list_comments` gives it.

    Raises
    ------
    NotFoundError
        If there is no such plan, or it has no such grid.
    BadInputError
        If the place lies outside of the plan.
    """
    plan = plans.load_plan(session, plan_id, lock=True)
    if grid is not None and not plan_reviews.has_grid(session, plan_id, grid):
        raise NotFoundError(f"Plan {plan_id} has no grid '{grid}'.", field="grid")
    if place is not None and not plan_reviews.holds_place(session, plan_id, place):
        raise BadInputError(f"The place lies outside of plan {plan_id}.", field="place")
    where_zh, where_en = (f"（网格 {grid}）", f" on grid {grid}") if grid else ("", "")
    sentence = (f"评论{where_zh}：{text}", f"Comment{where_en}: {text}")
    entry = NewEntry("comment", actor, sentence, text=text, grid_code=grid, place=place)
    return _thread(_write(session, plan, entry))


def reply(
    session: Session, plan_id: int, thread: int, text: str, *, actor: str = "system"
) -> dict[str, Any]:
    """Answer in a thread; give the new entry.

    Raises
    ------
    NotFoundError
        If there is no such plan or thread.
    """
    plan = plans.load_plan(session, plan_id, lock=True)
    _require_thread(session, plan_id, thread)
    sentence = (f"回复评论 {thread}：{text}", f"Reply to comment {thread}: {text}")
    return _write(session, plan, NewEntry("reply", actor, sentence, text=text, thread=thread))


def set_resolved(
    session: Session, plan_id: int, thread: int, *, resolved: bool, actor: str = "system"
) -> dict[str, Any]:
    """Resolve a thread, or open it again; give the new entry.

    Raises
    ------
    NotFoundError
        If there is no such plan or thread.
    ConflictError
        If it is so already.
    """
    plan = plans.load_plan(session, plan_id, lock=True)
    if _require_thread(session, plan_id, thread) == resolved:
        state = "resolved" if resolved else "open"
        raise ConflictError(f"Comment {thread} of plan {plan_id} is {state} already.")
    kind, (zh, en) = _CLOSING[resolved]
    sentence = (zh.format(thread), en.format(thread))
    return _write(session, plan, NewEntry(kind, actor, sentence, thread=thread))


def list_comments(
    session: Session, plan_id: int, *, resolved: bool | None = None
) -> list[dict[str, Any]]:
    """Give the threads of a plan, the oldest first.

    Parameters
    ----------
    session : Session
        Only read from.
    plan_id : int
    resolved : bool, optional
        Only those that are, or are not; all by default.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    """
    plans.load_plan(session, plan_id)
    threads: dict[int, dict[str, Any]] = {}
    for row in plan_reviews.read_remarks(session, plan_id):
        if row["kind"] == "comment":
            threads[row["number"]] = _thread(dict(row))
        elif row["kind"] == "reply":
            threads[row["thread"]]["replies"].append(dict(row))
        else:
            done = row["kind"] == "resolve"
            threads[row["thread"]] |= {
                "resolved": done,
                "resolved_by": row["actor"] if done else None,
                "resolved_at": row["at"] if done else None,
            }
    return [one for one in threads.values() if resolved in (None, one["resolved"])]


def _thread(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "resolved": False, "resolved_by": None, "resolved_at": None, "replies": []}


def _require_thread(session: Session, plan_id: int, thread: int) -> bool:
    resolved = plan_reviews.thread_resolved(session, plan_id, thread)
    if resolved is None:
        raise NotFoundError(f"Plan {plan_id} has no comment {thread}.", field="comment")
    return resolved


def _write(session: Session, plan: Plan, entry: NewEntry) -> dict[str, Any]:
    written = plan_reviews.append(session, plan, entry)
    details = {"entry": written["number"]}
    audit.append(session, entry.actor, entry.kind, "plan", str(plan.id), details)
    return written
