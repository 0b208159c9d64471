"""Who is told: webhooks are made, listed, ended; only hosts the operator names are called."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit, changes, webhooks
from gridgeo.db.tables import Webhook, WebhookDeadLetter
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.list_networks import require_network
from gridgeo.services.webhooks.signature import new_secret


def make_webhook(
    session: Session,
    name: str,
    url: str,
    *,
    allowed_hosts: Sequence[str],
    network: str | None = None,
    actor: str = "system",
) -> Webhook:
    """Tell an address of everything from now on.

    Parameters
    ----------
    session : Session
        The caller commits.
    name, url : str
        What people call it; an http or https address.
    allowed_hosts : sequence of str
        Hosts that this installation may call.
    network : str, optional
        Only of this network.
    actor : str
        Who asks for it.

    Raises
    ------
    BadInputError
        If the address may not be called.
    NotFoundError
        If there is no such network.
    """
    require_allowed(url, allowed_hosts)
    if network is not None:
        require_network(session, network)
    row = Webhook(
        name=name,
        url=url,
        network_code=network,
        secret=new_secret(),
        position=changes.last_message(session),
        created_by=actor,
    )
    session.add(row)
    session.flush()
    session.refresh(row)
    audit.append(session, actor, "create", "webhook", str(row.id), {"network": network})
    return row


def list_webhooks(session: Session) -> Sequence[Webhook]:
    """Give all webhooks in the order in which they were made."""
    return webhooks.list_webhooks(session)


def get_webhook(session: Session, webhook_id: int) -> Webhook:
    """Give one webhook.

    Raises
    ------
    NotFoundError
        If there is none of this number.
    """
    row = session.get(Webhook, webhook_id)
    if row is None:
        raise NotFoundError(f"There is no webhook {webhook_id}.", field="id")
    return row


def remove_webhook(session: Session, webhook_id: int, *, actor: str = "system") -> None:
    """End a webhook and forget its dead letters.

    Raises
    ------
    NotFoundError
        If there is none of this number.
    """
    session.delete(get_webhook(session, webhook_id))
    audit.append(session, actor, "remove", "webhook", str(webhook_id), {})


def list_dead_letters(session: Session, webhook_id: int) -> Sequence[WebhookDeadLetter]:
    """Give the messages that a webhook did not take.

    Raises
    ------
    NotFoundError
        If there is none of this number.
    """
    get_webhook(session, webhook_id)
    return webhooks.list_dead_letters(session, webhook_id)


def require_allowed(url: str, allowed_hosts: Sequence[str]) -> None:
    """Refuse an address outside the hosts that the operator has named.

    An address decides what the server connects to: without the list, whoever may make webhooks
    could reach every machine that the server reaches.

    Raises
    ------
    BadInputError
        With what to do.
    """
    try:
        parts = urlsplit(url)
        port = parts.port  # reading it checks it
    except ValueError as error:
        raise BadInputError("This address cannot be read.", field="url") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadInputError("A webhook needs an address http://… or https://….", field="url")
    if parts.username is not None or parts.password is not None:
        raise BadInputError("Leave user and password out of the address.", field="url")
    if parts.hostname.lower() not in {host.lower() for host in allowed_hosts}:
        raise BadInputError(
            f"This server may not call '{parts.hostname}'; its operator can allow it with"
            " GRIDGEO_WEBHOOK_HOSTS.",
            field="url",
        )
