"""What was decided about queued addresses: listed, and taken back with all that it did."""

from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, decisions, gazetteer
from gridgeo.domain.errors import ConflictError, NotFoundError
from gridgeo.services.geocode_gazetteer import LEARNT, add_addresses
from gridgeo.services.geocode_queue import area_scope

MOST_LISTED = 200


def list_decisions(
    session: Session, area: str | None = None, *, most: int = 30
) -> list[dict[str, Any]]:
    """Give what was decided, the latest first; what was placed together is one decision.

    Parameters
    ----------
    area : str, optional
        Only of addresses that are stated, or were found, in this community.
    most : int
        At most `MOST_LISTED`.
    """
    return [dict(row) for row in decisions.list_decisions(session, area, min(most, MOST_LISTED))]


def decision_scope(session: Session, key: int) -> frozenset[str]:
    """Give the areas that a decided address lies in, as far as they are known.

    Raises
    ------
    NotFoundError
        If there is no such address.
    """
    area = decisions.area_of(session, key)
    if area is None:
        raise NotFoundError(f"There is no address {key} in the queue.", field="id")
    return area_scope(session, area or None)


def take_back(session: Session, key: int, actor: str) -> int:
    """Let the addresses of a decision wait again, as if it had not been made.

    Households go back to where they were, and the gazetteer forgets the place, or knows the one
    that was given before.

    Parameters
    ----------
    key : int
        Id of the address that was decided.
    actor : str
        Who takes it back.

    Returns
    -------
    int
        How many addresses wait again.

    Raises
    ------
    NotFoundError
        If there is no such address.
    ConflictError
        If it is not decided, or a household has been moved since.
    """
    rows = decisions.lock_decision(session, key)
    if not rows:
        state = decisions.state_of(session, key)
        if state is None:
            raise NotFoundError(f"There is no address {key} in the queue.", field="id")
        raise ConflictError(f"There is no decision on address {key} to take back: it is {state}.")
    moved = decisions.moved_since(session, key)
    if moved:
        raise ConflictError(
            f"{len(moved)} households have been moved since ({', '.join(moved[:5])}), which taking"
            " the decision back would lose."
        )
    decisions.lead_households_back(session, key)
    decisions.reopen(session, key)
    if rows[0].state == "by_hand":
        _learn_again(session, rows[0].normal)
    audit.append(session, actor, "undo_address", "address", str(key), {"addresses": len(rows)})
    return len(rows)


def _learn_again(session: Session, normal: str) -> None:
    """Let the gazetteer know what the decisions that are left say of a normal form."""
    gazetteer.forget_keys(session, LEARNT, [normal])
    left = decisions.last_place_of(session, normal)
    if left is not None:
        place = np.array([shapely.Point(left.lon, left.lat)], dtype=object)
        add_addresses(session, [left.text], place)
    gazetteer.forget_idle_names(session)
