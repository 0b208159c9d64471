"""The ground of a draft, for editors."""

from typing import Any, Literal

from pydantic import Field

from api.schemas.common import Schema


class GroundArea(Schema):
    """A community and the band that holds in it."""

    code: str
    minimum: int
    target: int
    maximum: int


class GroundGrid(Schema):
    """A grid that has units here, or lies over others here."""

    number: int = Field(description="What units name it by, within the plan")
    code: str
    name: str
    kind: str
    status: str
    area_code: str | None
    reason: str | None
    place_code: str | None
    trigger_count: int | None = Field(description="Of a reserved grid, where somebody set one")
    locked: bool
    laid_over: bool = Field(description="It has no units of its own")
    households: int
    persons: int


class GroundUnit(Schema):
    """A unit with its grid."""

    code: str
    area: str
    grid: int = Field(description="Number of its grid")
    households: int
    persons: int
    pinned: bool
    piece: int = Field(description="Units of one piece change their grid together")
    domain: int = Field(description="A grid holds units of one domain only")
    geometry: dict[str, Any] = Field(description="RFC 7946, EPSG:4326")


class DraftGround(Schema):
    """Units and grids of some communities of a draft."""

    plan_id: int
    revision: int
    count: Literal["households", "persons"] = Field(description="What the standard counts")
    areas: list[GroundArea]
    grids: list[GroundGrid]
    units: list[GroundUnit]
