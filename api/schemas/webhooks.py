"""Webhooks: addresses that are sent the change feed."""

from datetime import datetime

from pydantic import Field

from api.schemas.common import NetworkCode, Schema


class WebhookRequest(Schema):
    """An address to be told of everything from now on."""

    name: str = Field(
        min_length=1, max_length=64, pattern=r"^[\w.\- ]+$", examples=["12345 hotline"]
    )
    url: str = Field(
        min_length=8,
        max_length=500,
        pattern=r"^https?://[!-~]+$",
        examples=["http://hotline.example/gridgeo"],
    )
    network: NetworkCode | None = Field(default=None, description="Only of this network")


class Webhook(Schema):
    """A webhook without its secret."""

    id: int
    name: str = Field(examples=["hotline"])
    url: str = Field(examples=["https://hotline.example/gridgeo"])
    network: str | None = Field(validation_alias="network_code")
    position: int = Field(description="Number of the last message dealt with")
    attempts: int = Field(description="Failed attempts at the next message")
    last_error: str | None
    last_delivered_at: datetime | None
    created_at: datetime


class NewWebhook(Webhook):
    """A webhook just made; its secret is shown this once."""

    secret: str


class WebhookList(Schema):
    """Webhooks in the order in which they were made."""

    items: list[Webhook]


class DeadLetter(Schema):
    """A message that a webhook did not take."""

    message_id: int
    attempts: int
    error: str = Field(examples=["it answered 500"])
    died_at: datetime


class DeadLetterList(Schema):
    """Dead letters in the order of messages."""

    items: list[DeadLetter]
