"""The right to erasure: a household is forgotten, the grids and their counts stay as published."""

import hashlib

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, personal_data
from gridgeo.domain.errors import NotFoundError


def erase_household(session: Session, code: str, *, actor: str) -> dict[str, int]:
    """Forget a household: its row, address, place in the gazetteer, and that it was visited.

    Units, grids and published counts are figures that were taken before and stay, so no border
    moves and no version is rewritten. The audit log keeps that somebody was erased, by a hash of
    the code. What the source sends again is imported again: tell the source too.

    Returns
    -------
    dict of str to int
        Rows by kind.

    Raises
    ------
    NotFoundError
        If there is no such household.
    """
    erased = personal_data.erase_household(session, code)
    if not erased["households"]:
        raise NotFoundError(f"There is no household '{code}'.", field="code")
    key = hashlib.sha256(code.encode()).hexdigest()[:16]
    audit.append(session, actor, "erase", "household", key, erased)
    return erased


def communities_of_household(session: Session, code: str) -> list[str]:
    """Give the communities that a household lies in.

    Raises
    ------
    NotFoundError
        If there is no such household in any community.
    """
    found = personal_data.communities_of_household(session, code)
    if not found:
        raise NotFoundError(f"There is no household '{code}'.", field="code")
    return found
