"""Delivery: in order, signed, tried again with growing waits, put aside after the last attempt.

A message counts as taken when the receiver answers 2xx. It is sent at least once: a receiver that
took it while the answer was lost gets it again, with the same id.
"""

import time
from collections.abc import Sequence
from datetime import timedelta

import httpx
import orjson
from sqlalchemy import Engine, RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import webhooks
from gridgeo.db.repositories.webhooks import Claim
from gridgeo.db.session import open_session
from gridgeo.db.tables import WebhookDeadLetter
from gridgeo.domain.errors import BadInputError, NotFoundError, UnavailableError
from gridgeo.services.follow_changes import message_of
from gridgeo.services.webhooks.receivers import get_webhook, require_allowed
from gridgeo.services.webhooks.signature import signed_headers

TIMEOUT_S = 10.0
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
# A lease covers this many attempts that all run into the time limit, with room to spare.
_MESSAGES_A_LEASE = 10


def wait_after(attempts: int) -> timedelta:
    """Give how long to wait after so many failed attempts: 5 s, doubled each time, at most 1 h."""
    doublings: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def make_client() -> httpx.Client:
    """Make the client for all deliveries: no proxies from the environment, no redirects."""
    return httpx.Client(timeout=TIMEOUT_S, trust_env=False, follow_redirects=False)


def deliver_due(engine: Engine, client: httpx.Client, allowed_hosts: Sequence[str]) -> int:
    """Send what is due to one webhook.

    Returns
    -------
    int
        How many messages were tried; 0 when nothing was due anywhere.
    """
    with open_session(engine) as session:
        claim = webhooks.claim_due(session)
    if claim is None:
        return 0
    tried = 0
    try:
        position, attempts = claim.position, claim.attempts
        for _ in range(_MESSAGES_A_LEASE):
            with open_session(engine) as session:
                message = webhooks.next_message(session, claim, position)
            if message is None:
                break
            tried += 1
            fault = _send(client, claim.url, claim.secret, message, allowed_hosts)
            with open_session(engine) as session:
                _record(session, claim, message, attempts, fault)
            if fault is not None:
                break
            position, attempts = message["id"], 0
    finally:
        with open_session(engine) as session:
            webhooks.release(session, claim)
    return tried


def redeliver(
    session: Session, webhook_id: int, message_id: int, allowed_hosts: Sequence[str]
) -> None:
    """Send a dead letter once more; taken, it leaves the list.

    Raises
    ------
    NotFoundError
        If there is no such dead letter.
    UnavailableError
        If the receiver does not take it now either.
    """
    webhook = get_webhook(session, webhook_id)
    letter = session.get(WebhookDeadLetter, (webhook_id, message_id))
    message = webhooks.get_message(session, message_id)
    if letter is None or message is None:
        raise NotFoundError(
            f"Webhook {webhook_id} has no dead letter {message_id}.", field="message_id"
        )
    with make_client() as client:
        fault = _send(client, webhook.url, webhook.secret, message, allowed_hosts)
    if fault is not None:
        raise UnavailableError(f"The receiver did not take it: {fault}.")
    session.delete(letter)


def _send(
    client: httpx.Client,
    url: str,
    secret: str,
    message: RowMapping,
    allowed_hosts: Sequence[str],
) -> str | None:
    """Send a message once; None when it was taken, else what went wrong, in words."""
    content = message_of(message)
    body = orjson.dumps(content)
    headers = signed_headers(secret, content["id"], int(time.time()), body)
    headers |= {"content-type": "application/json", "user-agent": "gridgeo"}
    try:
        require_allowed(url, allowed_hosts)  # the operator may have changed the list since
        with client.stream("POST", url, content=body, headers=headers) as answer:
            status = answer.status_code
    except BadInputError as error:
        return error.message
    except httpx.TimeoutException:
        return f"no answer within {TIMEOUT_S:.0f} s"
    except httpx.HTTPError as error:
        return f"no connection ({type(error).__name__})"
    return None if httpx.codes.is_success(status) else f"it answered {status}"


def _record(
    session: Session, claim: Claim, message: RowMapping, attempts: int, fault: str | None
) -> None:
    if fault is None:
        webhooks.record_delivered(session, claim, message["id"])
    elif attempts + 1 >= MOST_ATTEMPTS:
        webhooks.record_dead(session, claim, message["id"], attempts + 1, fault)
    else:
        webhooks.record_failed(session, claim, wait_after(attempts + 1), fault)
