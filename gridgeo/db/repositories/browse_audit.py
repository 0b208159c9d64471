"""The audit log for reading: a page, the head of its chain, one entry's hash."""

from collections.abc import Sequence

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_PAGE = text("""
    SELECT id, at, actor, action, object_kind, object_key, details, encode(hash, 'hex') AS hash
    FROM audit_log
    WHERE (CAST(:before AS bigint) IS NULL OR id < :before)
      AND (CAST(:actor AS text) IS NULL OR actor = :actor)
      AND (CAST(:action AS text) IS NULL OR action = :action)
      AND (CAST(:kind AS text) IS NULL OR object_kind = :kind)
      AND (CAST(:key AS text) IS NULL OR object_key = :key)
    ORDER BY id DESC LIMIT :limit
""")
_HEAD = text("""
    SELECT id, at, encode(hash, 'hex') AS hash FROM audit_log ORDER BY id DESC LIMIT 1
""")
_HASH = text("SELECT encode(hash, 'hex') FROM audit_log WHERE id = :id")


def list_entries(
    session: Session,
    *,
    actor: str | None,
    action: str | None,
    kind: str | None,
    key: str | None,
    before: int | None,
    limit: int,
) -> Sequence[RowMapping]:
    """Read at most ``limit`` entries older than ``before``, the latest first."""
    values = {
        "actor": actor,
        "action": action,
        "kind": kind,
        "key": key,
        "before": before,
        "limit": limit,
    }
    return session.execute(_PAGE, values).mappings().all()


def head(session: Session) -> RowMapping | None:
    """Read the last entry's number, instant and hash; None while there is none."""
    return session.execute(_HEAD).mappings().one_or_none()


def hash_of(session: Session, entry: int) -> str | None:
    """Give the hash of an entry in hexadecimal; None where there is no such entry."""
    found: str | None = session.scalar(_HASH, {"id": entry})
    return found
