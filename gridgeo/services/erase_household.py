"""The right to erasure: a household is forgotten, the grids and their counts stay as published."""

import hashlib

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, erased_keys, personal_data
from gridgeo.domain.errors import NotFoundError

_KIND = "households"


def erase_household(session: Session, code: str, *, actor: str) -> dict[str, int]:
    """Forget a household: its row, address, place in the gazetteer, and that it was visited.

    Units, grids and published counts are figures that were taken before and stay, so no border
    moves and no version is rewritten. The audit log keeps that somebody was erased, and a register
    keeps a hash of the code: no later import of the same code brings the household back.

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
    erased_keys.add(session, _KIND, code, actor)
    audit.append(session, actor, "erase", "household", _short_hash(code), erased)
    return erased


def let_back(session: Session, code: str, *, actor: str) -> None:
    """Let an erased household be imported again, as when others move in under the same code.

    Raises
    ------
    NotFoundError
        If no household of that code was erased.
    """
    if not erased_keys.remove(session, _KIND, code):
        raise NotFoundError(f"No household '{code}' was erased.", field="code")
    audit.append(session, actor, "let_back", "household", _short_hash(code), {})


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


def _short_hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:16]
