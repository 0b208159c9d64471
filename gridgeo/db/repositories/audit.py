"""The audit log: entries are only ever added, and the chain of their hashes can be verified."""

from typing import Any

import orjson
from sqlalchemy import text
from sqlalchemy.orm import Session

# Nothing is returned: whoever reads within a scope may write here and not read.
_APPEND = text("""
    INSERT INTO audit_log (actor, action, object_kind, object_key, details)
    VALUES (:actor, :action, :kind, :key, CAST(:details AS jsonb))
""")


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
    values = {
        "actor": actor,
        "action": action,
        "kind": object_kind,
        "key": object_key,
        "details": orjson.dumps(details or {}, default=str).decode(),
    }
    session.execute(_APPEND, values)
    session.info["audited"] = True


def has_written(session: Session) -> bool:
    """Say whether the transaction has changed or locked any row so far."""
    session.flush()
    return bool(session.scalar(text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")))


def first_broken_entry(session: Session) -> int | None:
    """Give the number of the first entry that was tampered with, or None if the chain holds."""
    broken: int | None = session.scalar(text("SELECT audit_log_first_broken()"))
    return broken
