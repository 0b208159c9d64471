"""The audit log: entries are only ever added, and the chain of their hashes can be verified."""

from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import AuditEntry


def append(
    session: Session,
    actor: str,
    action: str,
    object_kind: str,
    object_key: str,
    details: dict[str, Any] | None = None,
) -> None:
    """Write an entry in the caller's transaction; the database numbers, dates and hashes it.

    The end of the chain is locked until the transaction ends, so append last.
    """
    session.execute(
        insert(AuditEntry).values(
            actor=actor,
            action=action,
            object_kind=object_kind,
            object_key=object_key,
            details=details or {},
        )
    )


def first_broken_entry(session: Session) -> int | None:
    """Give the number of the first entry that was tampered with, or None if the chain holds."""
    broken: int | None = session.scalar(text("SELECT audit_log_first_broken()"))
    return broken
