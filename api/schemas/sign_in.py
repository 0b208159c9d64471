"""Signing in with a password, and API keys for systems."""

from datetime import datetime

from pydantic import Field, SecretStr

from api.schemas.common import Schema
from api.schemas.users import RoleGrant
from gridgeo.services.api_keys import REQUESTS_PER_MINUTE
from gridgeo.services.passwords import MOST_CHARACTERS, PASSWORD_LENGTH


class Credentials(Schema):
    """A user's name and password."""

    name: str = Field(min_length=1, max_length=64, pattern=r"^[\w.@\-]+$", examples=["planner"])
    password: SecretStr = Field(min_length=1, max_length=256)


class PasswordChange(Schema):
    """A new password for oneself."""

    present: SecretStr = Field(
        min_length=1, max_length=MOST_CHARACTERS, examples=["the words of before"]
    )
    password: SecretStr = Field(min_length=PASSWORD_LENGTH, max_length=MOST_CHARACTERS)


class SignedIn(Schema):
    """Who is signed in, and the token that writes must carry."""

    name: str
    display_name: str = Field(examples=["李明"])
    roles: list[str] = Field(examples=[["planner"]])
    grants: list[RoleGrant] = Field(description="The roles, each within its area and network")
    actions: list[str] = Field(
        description="What these roles allow, somewhere at least", examples=[["features"]]
    )
    must_change_password: bool = Field(
        description="Nothing else is allowed before PUT /session/password"
    )
    csrf_token: str = Field(description="Send as X-CSRF-Token with every write")


class ApiKeyRequest(Schema):
    """A key to make."""

    name: str = Field(
        min_length=1, max_length=64, pattern=r"^[\w.\- ]+$", examples=["12345 hotline"]
    )
    scopes: list[str] = Field(min_length=1, max_length=8, examples=[["lookup", "tiles"]])
    requests_per_minute: int = Field(
        default=REQUESTS_PER_MINUTE, ge=1, le=1_000_000, description="More are answered with 429"
    )


class ApiKey(Schema):
    """A key without its secret."""

    id: int
    name: str = Field(examples=["hotline"])
    prefix: str = Field(description="First characters of the secret", examples=["gg_3fQ8"])
    scopes: list[str] = Field(examples=[["lookup", "tiles"]])
    requests_per_minute: int
    created_at: datetime
    revoked_at: datetime | None


class NewApiKey(ApiKey):
    """A key just made; its secret is shown this once."""

    secret: str


class ApiKeyList(Schema):
    """Keys in the order in which they were made."""

    items: list[ApiKey]
