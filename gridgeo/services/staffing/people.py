"""Workers, postings and leaves: who is there, who serves which grid from when to when."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, workers
from gridgeo.db.repositories.areas import communities_below
from gridgeo.domain.errors import BadInputError, ConflictError, NotFoundError
from gridgeo.domain.posting import PostingRole
from gridgeo.services.list_networks import require_network
from gridgeo.services.read_rows import cut_page, read_cursor

FIELDS = ("name", "phone", "duty_phone", "sex", "birth_year", "education", "party_member")
_EXCLUDED = "23P01"  # PostgreSQL's code of an exclusion constraint


def save_worker(session: Session, code: str, values: dict[str, Any], *, actor: str) -> bool:
    """Add a worker or change one; say whether they are new.

    Parameters
    ----------
    session : Session
        The caller commits.
    code : str
        The office's own number of the worker.
    values : dict
        `FIELDS`; what is missing is unknown.
    actor : str
        For the audit log, which keeps no values.
    """
    row = {"code": code, **{name: values.get(name) for name in FIELDS}}
    fresh = workers.save_worker(session, row)
    audit.append(session, actor, "add" if fresh else "change", "worker", code)
    return fresh


def list_workers(
    session: Session,
    *,
    network: str | None = None,
    area: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of workers by code, and the next cursor; with their private numbers left out.

    Raises
    ------
    NotFoundError
        If there is no such network or area.
    """
    if network is not None:
        require_network(session, network)
    communities = None if area is None else communities_below(session, [area]).codes
    rows = workers.list_workers(session, network, communities, read_cursor(cursor), limit + 1)
    return cut_page(rows, limit, "code")


def list_postings(session: Session, worker: str) -> list[dict[str, Any]]:
    """Give all postings of a worker, past and present, the earliest first.

    Raises
    ------
    NotFoundError
        If there is no such worker.
    """
    _require_worker(session, worker)
    return [dict(row) for row in workers.postings_of_worker(session, worker)]


def community_of_grid(session: Session, network: str, grid: str) -> str | None:
    """Give the community of a grid.

    Raises
    ------
    NotFoundError
        If there is no such grid.
    """
    community: str | None = _grid(session, network, grid)["area_code"]
    return community


def post_worker(
    session: Session,
    worker: str,
    network: str,
    grid: str,
    role: PostingRole,
    *,
    actor: str,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[str, Any]:
    """Post a worker to a grid; others who serve it stay.

    Raises
    ------
    NotFoundError
        If there is no such worker or grid.
    BadInputError
        If the posting ends before it begins.
    ConflictError
        If the worker has that very role there at that time.
    """
    _require_worker(session, worker)
    start = since or datetime.now(UTC)
    _check_times(start, until)
    key = _grid(session, network, grid)["id"]
    try:
        with session.begin_nested():
            posting = workers.add_posting(session, worker, key, role.value, start, until)
    except IntegrityError as error:
        raise _overlapping(
            error, f"'{worker}' is posted to grid {grid} as {role.value} at that time already."
        ) from error
    details = {"worker": worker, "network": network, "grid": grid, "role": role.value}
    audit.append(session, actor, "post", "posting", str(posting), details)
    return get_posting(session, posting)


def get_posting(session: Session, key: int) -> dict[str, Any]:
    """Give one posting.

    Raises
    ------
    NotFoundError
        If there is no such posting.
    """
    row = workers.get_posting(session, key)
    if row is None:
        raise NotFoundError(f"There is no posting {key}.", field="posting_id")
    return dict(row)


def end_posting(
    session: Session, key: int, *, actor: str, at: datetime | None = None
) -> dict[str, Any]:
    """Let a posting end, now unless told; it stays in the worker's history.

    Raises
    ------
    NotFoundError
        If there is no such posting.
    BadInputError
        If it would end before it began, or has ended before.
    """
    posting, moment = get_posting(session, key), at or datetime.now(UTC)
    _check_times(posting["valid_from"], moment)
    if posting["valid_to"] is not None and posting["valid_to"] < moment:
        raise BadInputError(f"Posting {key} has ended before that.", field="at")
    workers.end_posting(session, key, moment)
    audit.append(session, actor, "end", "posting", str(key), {"at": moment.isoformat()})
    return {**posting, "valid_to": moment}


def note_leave(
    session: Session,
    worker: str,
    kind: str,
    since: datetime,
    until: datetime | None,
    *,
    actor: str,
) -> int:
    """Note that a worker is away; their grids go to those who stand in.

    Raises
    ------
    NotFoundError
        If there is no such worker.
    BadInputError
        If the leave ends before it begins.
    ConflictError
        If they are away then already.
    """
    _require_worker(session, worker)
    _check_times(since, until)
    try:
        with session.begin_nested():
            key = workers.add_leave(session, worker, kind, since, until, actor)
    except IntegrityError as error:
        raise _overlapping(error, f"'{worker}' is away at that time already.") from error
    audit.append(session, actor, "note", "leave", str(key), {"worker": worker})
    return key


def list_leaves(
    session: Session, since: datetime, until: datetime | None, worker: str | None = None
) -> list[dict[str, Any]]:
    """Give the leaves that meet a time: the calendar."""
    _check_times(since, until)
    return [dict(row) for row in workers.list_leaves(session, since, until, worker)]


def take_leave_back(session: Session, key: int, *, actor: str) -> None:
    """Take a leave back.

    Raises
    ------
    NotFoundError
        If there is no such leave.
    """
    worker = worker_of_leave(session, key)
    workers.drop_leave(session, key)
    audit.append(session, actor, "withdraw", "leave", str(key), {"worker": worker})


def find_communities(session: Session, worker: str) -> list[str]:
    """Give the communities of the grids that a worker serves now; none for somebody new."""
    return workers.areas_of_worker(session, worker)


def worker_of_leave(session: Session, key: int) -> str:
    """Give whose leave it is.

    Raises
    ------
    NotFoundError
        If there is no such leave.
    """
    worker = workers.worker_of_leave(session, key)
    if worker is None:
        raise NotFoundError(f"There is no leave {key}.", field="leave_id")
    return worker


def communities_of_worker(session: Session, worker: str) -> list[str]:
    """Give the communities of the grids that a worker serves now.

    Raises
    ------
    NotFoundError
        If there is no such worker.
    """
    _require_worker(session, worker)
    return workers.areas_of_worker(session, worker)


def _require_worker(session: Session, code: str) -> None:
    if not workers.worker_exists(session, code):
        raise NotFoundError(f"There is no worker '{code}'.", field="worker")


def _grid(session: Session, network: str, code: str) -> Any:
    require_network(session, network)
    row = workers.find_grid(session, network, code)
    if row is None:
        raise NotFoundError(f"The network '{network}' has no grid '{code}'.", field="grid")
    return row


def _check_times(since: datetime, until: datetime | None) -> None:
    if until is not None and until <= since:
        raise BadInputError("The end must come after the beginning.", field="until")


def _overlapping(error: IntegrityError, sentence: str) -> Exception:
    if getattr(error.orig, "pgcode", None) == _EXCLUDED:
        return ConflictError(sentence, field="since")
    return error
