"""Accounts of people: for administrators."""

from datetime import datetime

from pydantic import Field, SecretStr

from api.schemas.common import AreaCode, NetworkCode, Schema
from gridgeo.domain.enums import Role
from gridgeo.services.passwords import MOST_CHARACTERS, PASSWORD_LENGTH
from gridgeo.services.sign_in import Grant

MOST_GRANTS = 200


class RoleGrant(Schema):
    """A role within an area, with all below it, and a network; left out: everywhere."""

    role: Role = Field(examples=["planner"])
    area: AreaCode | None = None
    network: NetworkCode | None = None

    def as_grant(self) -> Grant:
        """Give it as services want it."""
        return Grant(self.role, self.area, self.network)


class NewPassword(Schema):
    """A password for somebody else; left out, one is made and shown this once."""

    password: SecretStr | None = Field(
        default=None,
        min_length=PASSWORD_LENGTH,
        max_length=MOST_CHARACTERS,
        examples=["words for the first time"],
    )

    @property
    def plain(self) -> str | None:
        """The password itself."""
        return None if self.password is None else self.password.get_secret_value()


class UserRequest(NewPassword):
    """An account to make."""

    login: str = Field(min_length=1, max_length=64, pattern=r"^[\w.@\-]+$", examples=["li.ming"])
    display_name: str | None = Field(default=None, min_length=1, max_length=100)
    grants: list[RoleGrant] = Field(default=[], max_length=MOST_GRANTS)


class UserChange(Schema):
    """What is to be changed of an account; what is left out stays."""

    display_name: str | None = Field(default=None, min_length=1, max_length=100, examples=["李明"])
    active: bool | None = Field(default=None, description="false closes it at once")


class Grants(Schema):
    """All roles that an account is to have."""

    grants: list[RoleGrant] = Field(max_length=MOST_GRANTS)


class User(Schema):
    """An account."""

    id: int
    login: str = Field(examples=["li.ming"])
    display_name: str
    active: bool
    grants: list[RoleGrant]
    has_password: bool
    oidc_issuer: str | None = Field(description="Who vouches for the person, if anybody")
    must_change_password: bool
    locked_until: datetime | None = Field(description="It rests after wrong passwords until then")
    sessions: int = Field(description="Where the person is signed in at the moment")
    created_at: datetime
    last_sign_in_at: datetime | None


class UserPage(Schema):
    """A page of accounts in the order of their logins."""

    items: list[User]
    next: str | None


class NewUser(User):
    """An account just made."""

    password: str | None = Field(description="The one that was made, shown this once")


class PasswordGiven(Schema):
    """A new password was set."""

    password: str | None = Field(
        description="The one that was made, shown this once", examples=["pIcB0pq7oR3Yv2xWq1Zs"]
    )


class SignedOut(Schema):
    """Sessions were ended."""

    ended: int = Field(examples=[2])
