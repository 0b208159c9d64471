"""Whether a caller's grants cover what a request touches."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from api.access import Action, Caller, require
from api.state import State
from gridgeo.services.list_areas import codes_above
from gridgeo.services.list_plans import areas_of_plan, network_of_plan


def require_cover(
    session: Session,
    state: State,
    caller: Caller,
    action: Action,
    network: str,
    areas: Sequence[str],
) -> None:
    """Refuse unless the caller's grants cover the network and every area; none named is all.

    Raises
    ------
    ForbiddenError
        If they do not.
    NotFoundError
        If an area is not known.
    """
    require(
        caller,
        action,
        public_read=state.settings.public_read,
        network=network,
        areas=codes_above(session, list(areas)) or [frozenset()],
    )


def require_plan_cover(
    session: Session, state: State, caller: Caller, action: Action, plan_id: int
) -> None:
    """Refuse unless the caller's grants cover a plan: its network and all of its communities.

    Whose grants hold everywhere is not kept waiting for the areas above hundreds of communities.

    Raises
    ------
    NotFoundError
        If there is no such plan.
    ForbiddenError
        If they do not.
    """
    require(
        caller,
        action,
        public_read=state.settings.public_read,
        network=network_of_plan(session, plan_id),
        areas=_chains_of_plan(session, plan_id),
    )


def _chains_of_plan(session: Session, plan_id: int) -> Iterator[frozenset[str]]:
    yield from codes_above(session, areas_of_plan(session, plan_id)) or [frozenset()]


def areas_seen(caller: Caller, task: str) -> list[str] | None:
    """Give the areas in which a task of `api.access.TASKS` is the caller's; None is everywhere."""
    areas = [area for area, _ in caller.tasks[task]] if caller.tasks else []
    return None if None in areas else sorted({area for area in areas if area is not None})


def require_area(
    session: Session,
    state: State,
    caller: Caller,
    action: Action,
    area: str | None,
    network: str | None = None,
) -> None:
    """Refuse unless the caller's grants cover an area, or everything where none is named.

    Raises
    ------
    ForbiddenError
        If they do not.
    NotFoundError
        If the area is not known.
    """
    require(
        caller,
        action,
        public_read=state.settings.public_read,
        network=network,
        areas=[frozenset()] if area is None else codes_above(session, [area]),
    )
