"""Who has a plan open."""

from pydantic import Field

from api.schemas.common import GridCode, Schema


class PresenceRequest(Schema):
    """A window that has the plan open."""

    window: str = Field(
        pattern=r"^[A-Za-z0-9-]{1,64}$", description="Tells a person's windows apart"
    )
    grid: GridCode | None = Field(default=None, description="The grid that is being edited")


class Present(Schema):
    """Somebody who has the plan open."""

    name: str
    grid: str | None


class Presence(Schema):
    """All who have the plan open."""

    count: int
    people: list[Present]
