"""Read the audit log, verify the chain of its hashes, and keep its head where nobody here writes.

Whoever owns the database could write the whole chain anew. A head that was exported before, and
kept elsewhere, tells: the entry of that number must still have that hash.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, browse_audit
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.read_rows import cut_page, read_number_cursor


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found.

    Attributes
    ----------
    entries : int
        How many there are; they are numbered without a gap.
    broken : int or None
        The first entry that was tampered with; None if the chain holds.
    heads : tuple of str
        For each head that was held against it and does not fit, a sentence.
    """

    entries: int
    broken: int | None
    heads: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.broken is None and not self.heads


def list_entries(
    session: Session,
    *,
    actor: str | None = None,
    action: str | None = None,
    kind: str | None = None,
    key: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of entries, the latest first, and the next page's cursor.

    Raises
    ------
    BadInputError
        If the cursor is none of ours.
    """
    rows = browse_audit.list_entries(
        session,
        actor=actor,
        action=action,
        kind=kind,
        key=key,
        before=read_number_cursor(cursor),
        limit=limit + 1,
    )
    return cut_page(rows, limit)


def verify_audit(session: Session, heads: tuple[dict[str, Any], ...] = ()) -> Verified:
    """Go through the whole chain, and hold exported heads against it."""
    last = browse_audit.head(session)
    wrong = tuple(sentence for head in heads if (sentence := _misfit(session, head)) is not None)
    return Verified(last["id"] if last else 0, audit.first_broken_entry(session), wrong)


def audit_head(session: Session) -> dict[str, Any]:
    """Give the last entry's number, instant and hash, for keeping elsewhere.

    Raises
    ------
    NotFoundError
        While nothing has been logged.
    """
    row = browse_audit.head(session)
    if row is None:
        raise NotFoundError("The audit log is empty.")
    return dict(row)


def read_head(path: Path) -> dict[str, Any]:
    """Read a head that was exported.

    Raises
    ------
    BadInputError
        If the file is none.
    """
    try:
        head = orjson.loads(path.read_bytes())
        return {"id": int(head["id"]), "hash": str(head["hash"])}
    except OSError as error:
        raise BadInputError(f"{path} cannot be read: {error.strerror}.", field="head") from error
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadInputError(
            f"{path} is no head made by gridgeo audit export-head.", field="head"
        ) from error


def note_reading(session: Session, actor: str, kind: str, key: str) -> None:
    """Log that somebody read personal data of a kind."""
    audit.append(session, actor, "read", kind, key)


def note_writing(session: Session, actor: str, operation: str, key: str) -> None:
    """Log a write of which its use case has logged nothing; a question is none."""
    if not session.info.get("audited") and audit.has_written(session):
        audit.append(session, actor, operation, "request", key)


def _misfit(session: Session, head: dict[str, Any]) -> str | None:
    found = browse_audit.hash_of(session, head["id"])
    if found is None:
        return f"Entry {head['id']} of the exported head is missing."
    if found != head["hash"]:
        return f"Entry {head['id']} is not the one of the exported head: the log was rewritten."
    return None
