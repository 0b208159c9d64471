"""Webhooks: other systems are told of a publication instead of asking."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access import Action, Caller
from api.deps import SessionDep, StateDep, SystemSessionDep, allow
from api.idempotency import WriteRoute
from api.schemas.common import RowId
from api.schemas.webhooks import (
    DeadLetter,
    DeadLetterList,
    NewWebhook,
    Webhook,
    WebhookList,
    WebhookRequest,
)
from gridgeo.services.webhooks import receivers
from gridgeo.services.webhooks.deliver import redeliver

router = APIRouter(prefix="/webhooks", tags=["webhooks"], route_class=WriteRoute)

Manager = Annotated[Caller, Depends(allow(Action.MANAGE_KEYS))]


@router.get("", operation_id="list_webhooks")
def read_webhooks(session: SystemSessionDep, caller: Manager) -> WebhookList:
    """All webhooks with where they stand; never their secrets."""
    rows = receivers.list_webhooks(session)
    return WebhookList(items=[Webhook.model_validate(row) for row in rows])


@router.post("", operation_id="create_webhook", status_code=201)
def create_webhook(
    session: SessionDep, state: StateDep, caller: Manager, wanted: WebhookRequest
) -> NewWebhook:
    """Send every later message to an address; its secret is shown this once."""
    row = receivers.make_webhook(
        session,
        wanted.name,
        wanted.url,
        allowed_hosts=state.settings.allowed_webhook_hosts,
        network=wanted.network,
        actor=caller.name,
    )
    return NewWebhook.model_validate(row)


@router.delete("/{webhook_id}", operation_id="remove_webhook", status_code=204)
def remove_webhook(session: SessionDep, caller: Manager, webhook_id: RowId) -> None:
    """End a webhook and forget its dead letters."""
    receivers.remove_webhook(session, webhook_id, actor=caller.name)


@router.get("/{webhook_id}/dead-letters", operation_id="list_dead_letters")
def read_dead_letters(
    session: SystemSessionDep, caller: Manager, webhook_id: RowId
) -> DeadLetterList:
    """List the messages that it did not take in all attempts."""
    rows = receivers.list_dead_letters(session, webhook_id)
    return DeadLetterList(items=[DeadLetter.model_validate(row) for row in rows])


@router.post(
    "/{webhook_id}/dead-letters/{message_id}/redeliver",
    operation_id="redeliver_dead_letter",
    status_code=204,
)
def redeliver_dead_letter(
    session: SessionDep, state: StateDep, caller: Manager, webhook_id: RowId, message_id: RowId
) -> None:
    """Send a dead letter once more; taken, it leaves the list."""
    redeliver(session, webhook_id, message_id, state.settings.allowed_webhook_hosts)
