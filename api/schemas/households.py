"""Households (户): one by one for those whose task they are, counted for the others."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Schema
from gridgeo.domain.enums import PositionQuality

HouseholdCode = Annotated[
    str, Field(min_length=1, max_length=64, pattern=r"^[^\x00/]+$", examples=["H110199001003-01"])
]


class Household(Schema):
    """A household, or an address that stands for several."""

    code: str
    address: str | None
    building_code: str | None
    households: int = Field(description="How many it stands for")
    persons: int
    position_quality: PositionQuality
    lon: float
    lat: float


class HouseholdWindow(Schema):
    """The households of a window that are in the reader's scope, in the order of their codes."""

    items: list[Household]
    more: bool = Field(description="There are more than these: look closer")


class StrayHousehold(Schema):
    """A household outside the community that its address states."""

    household: str = Field(description="Its code")
    address: str
    stated_area: str = Field(description="Code of the community in the address")
    area: str | None = Field(description="Code of the community in which it lies")
    distance_m: float = Field(description="From the stated community")
    households: int = Field(description="How many it stands for")
    lon: float
    lat: float


class StrayHouseholds(Schema):
    """A page of them; it may be empty and still have a next one."""

    items: list[StrayHousehold]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class HouseholdCount(Schema):
    """How many households a community has."""

    area: str
    name: str
    households: int | None
    persons: int | None
    hidden: bool = Field(description="There are 1 to 4, which is not told")


class HouseholdCounts(Schema):
    """Households by community, for those that a window meets."""

    items: list[HouseholdCount]


class ErasedHousehold(Schema):
    """What was taken away."""

    erased: dict[str, int] = Field(description="Rows by kind")
