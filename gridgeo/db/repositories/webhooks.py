"""Webhooks: who is to be told, a lease while telling, the place in the feed, dead letters.

A lease keeps two processes from sending the same message at once; one that was not given back,
since its process died, ends by itself and the message is sent again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import RowMapping, select, text
from sqlalchemy.orm import Session

from gridgeo.db.tables import Webhook, WebhookDeadLetter

LEASE = timedelta(seconds=120)

_WAITING = """
    SELECT FROM outbox AS o WHERE o.id > w.position
        AND (w.network_code IS NULL OR o.payload ->> 'network' = w.network_code)
"""
_CLAIM = text(f"""
    UPDATE webhooks SET lease = gen_random_uuid(), leased_until = now() + :lease
    WHERE id = (
        SELECT w.id FROM webhooks AS w
        WHERE w.active AND w.due_at <= now() AND (w.lease IS NULL OR w.leased_until < now())
          AND EXISTS ({_WAITING})
        ORDER BY w.due_at, w.id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, url, secret, network_code, position, attempts, lease
""")  # noqa: S608 - the condition is a constant

_NEXT = text("""
    SELECT id, topic, payload, created_at FROM outbox
    WHERE id > :position
      AND (CAST(:network AS text) IS NULL OR payload ->> 'network' = :network)
    ORDER BY id LIMIT 1
""")
_ONE = text("SELECT id, topic, payload, created_at FROM outbox WHERE id = :message")

_DELIVERED = text("""
    UPDATE webhooks SET position = :message, attempts = 0, due_at = now(), last_error = NULL,
                        last_delivered_at = now()
    WHERE id = :webhook AND lease = :lease
""")
_FAILED = text("""
    UPDATE webhooks SET attempts = attempts + 1, due_at = now() + :wait, last_error = :error
    WHERE id = :webhook AND lease = :lease
""")
_PASSED_OVER = text("""
    WITH gone AS (
        UPDATE webhooks SET position = :message, attempts = 0, due_at = now(), last_error = :error
        WHERE id = :webhook AND lease = :lease RETURNING id
    )
    INSERT INTO webhook_dead_letters (webhook_id, message_id, attempts, error)
    SELECT id, :message, :attempts, :error FROM gone
    ON CONFLICT (webhook_id, message_id)
    DO UPDATE SET attempts = excluded.attempts, error = excluded.error, died_at = now()
""")
_RELEASE = text("""
    UPDATE webhooks SET lease = NULL, leased_until = NULL WHERE id = :webhook AND lease = :lease
""")


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that this process may send to until the lease ends."""

    id: int
    url: str
    secret: str
    network_code: str | None
    position: int
    attempts: int
    lease: UUID


def claim_due(session: Session) -> Claim | None:
    """Take the webhook that has waited longest for a message; None when none is due."""
    row = session.execute(_CLAIM, {"lease": LEASE}).mappings().one_or_none()
    return None if row is None else Claim(**row)


def next_message(session: Session, claim: Claim, position: int) -> RowMapping | None:
    """Read the first message after a place that the webhook wants."""
    values = {"position": position, "network": claim.network_code}
    return session.execute(_NEXT, values).mappings().one_or_none()


def get_message(session: Session, message_id: int) -> RowMapping | None:
    """Read one message."""
    return session.execute(_ONE, {"message": message_id}).mappings().one_or_none()


def record_delivered(session: Session, claim: Claim, message_id: int) -> None:
    """Note that the receiver has taken a message."""
    values = {"webhook": claim.id, "lease": claim.lease, "message": message_id}
    session.execute(_DELIVERED, values)


def record_failed(session: Session, claim: Claim, wait: timedelta, error: str) -> None:
    """Note a failed attempt and when to try again."""
    values = {"webhook": claim.id, "lease": claim.lease, "wait": wait, "error": error}
    session.execute(_FAILED, values)


def record_dead(session: Session, claim: Claim, message_id: int, attempts: int, error: str) -> None:
    """Put a message on the dead-letter list and go on behind it."""
    values = {"webhook": claim.id, "lease": claim.lease, "message": message_id}
    session.execute(_PASSED_OVER, values | {"attempts": attempts, "error": error})


def release(session: Session, claim: Claim) -> None:
    """Give the lease back."""
    session.execute(_RELEASE, {"webhook": claim.id, "lease": claim.lease})


def list_webhooks(session: Session) -> Sequence[Webhook]:
    """Read all webhooks in the order in which they were made."""
    return session.scalars(select(Webhook).order_by(Webhook.id)).all()


def list_dead_letters(session: Session, webhook_id: int) -> Sequence[WebhookDeadLetter]:
    """Read a webhook's dead letters in the order of messages."""
    wanted = select(WebhookDeadLetter).where(WebhookDeadLetter.webhook_id == webhook_id)
    return session.scalars(wanted.order_by(WebhookDeadLetter.message_id)).all()
