"""Households one by one, for those whose task and scope they are; every reading is logged."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, browse_households
from gridgeo.domain.errors import BadInputError, NotFoundError

MOST_COMMUNITIES = 60  # whose homes one question counts


def list_households(
    session: Session, box: Sequence[float], *, most: int, actor: str
) -> tuple[list[dict[str, Any]], bool]:
    """Give at most ``most`` households of a window, and whether there are more.

    Parameters
    ----------
    session : Session
        Confined to the reader's scope.
    box : sequence of float
        West, south, east, north in degrees.
    actor : str
        Who reads, for the audit log.
    """
    rows = browse_households.households_in_view(session, box, most + 1)
    window = ",".join(f"{side:.6f}" for side in box)
    audit.append(session, actor, "read", "households", window, {"rows": min(len(rows), most)})
    return [dict(row) for row in rows[:most]], len(rows) > most


def get_household(session: Session, code: str, *, actor: str) -> dict[str, Any]:
    """Give one household.

    Raises
    ------
    NotFoundError
        If there is none in the reader's scope.
    """
    row = browse_households.get_household(session, code)
    if row is None:
        raise NotFoundError(f"There is no household '{code}' in your scope.", field="code")
    audit.append(session, actor, "read", "household", code)
    return dict(row)


def count_households(session: Session, box: Sequence[float]) -> list[dict[str, Any]]:
    """Count the households of each whole community that meets a window; 1 to 4 are hidden.

    Raises
    ------
    BadInputError
        If there are more than `MOST_COMMUNITIES`.
    """
    rows = browse_households.households_counted(session, box, MOST_COMMUNITIES + 1)
    if len(rows) > MOST_COMMUNITIES:
        raise BadInputError(
            f"This window meets more than {MOST_COMMUNITIES} communities; look closer.",
            field="bbox",
        )
    return [dict(row) for row in rows]
