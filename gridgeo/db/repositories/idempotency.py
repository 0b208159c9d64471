"""Kept answers of writes that carried an Idempotency-Key."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db.tables import IdempotentAnswer

_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))")
_FIND = text("""
    SELECT operation, request_hash, status, headers, body FROM idempotent_answers
    WHERE user_id = :user_id AND key = :key
      AND created_at > clock_timestamp() - make_interval(secs => :kept_s)
""")
_DROP = text("DELETE FROM idempotent_answers WHERE user_id = :user_id AND key = :key")
_FORGET = text("""
    DELETE FROM idempotent_answers
    WHERE created_at < clock_timestamp() - make_interval(secs => :older_than_s)
""")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a write was answered; ``body`` is None where it held a secret."""

    operation: str
    request_hash: bytes
    status: int
    headers: dict[str, str]
    body: bytes | None


def try_lock(session: Session, user_id: int, key: str) -> bool:
    """Take the key for this transaction; False while another transaction has it."""
    name = f"idempotency:{user_id}:{key}"
    return bool(session.execute(_LOCK, {"name": name}).scalar())


def find(session: Session, user_id: int, key: str, kept_s: float) -> KeptAnswer | None:
    """Give the answer of an earlier write with this key, not older than ``kept_s`` seconds."""
    values = {"user_id": user_id, "key": key, "kept_s": kept_s}
    row = session.execute(_FIND, values).mappings().one_or_none()
    if row is None:
        return None
    body = None if row["body"] is None else bytes(row["body"])
    return KeptAnswer(**{**row, "request_hash": bytes(row["request_hash"]), "body": body})


def keep(session: Session, user_id: int, key: str, answer: KeptAnswer) -> None:
    """Keep an answer, in place of one that is too old to count."""
    session.execute(_DROP, {"user_id": user_id, "key": key})
    session.add(
        IdempotentAnswer(
            user_id=user_id,
            key=key,
            operation=answer.operation,
            request_hash=answer.request_hash,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
        )
    )


def forget(session: Session, older_than_s: float) -> None:
    """Delete answers that are so old."""
    session.execute(_FORGET, {"older_than_s": older_than_s})
