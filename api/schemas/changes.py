"""The change feed, the changes of a version, and what replaced a grid."""

from datetime import datetime
from typing import Any

from pydantic import Field

from api.schemas.common import GridCode, Schema


class Change(Schema):
    """One message: what happened, in the order in which it came to hold."""

    id: str = Field(description="Number of the message", examples=["17"])
    topic: str = Field(examples=["network.published"])
    created_at: datetime
    data: dict[str, Any] = Field(
        examples=[
            {
                "network": "zongzhi",
                "version": 4,
                "valid_from": "2026-03-01T00:00:00+00:00",
                "opened": 3,
                "closed": 2,
            }
        ]
    )


class ChangePage(Schema):
    """Messages that follow a place in the feed."""

    items: list[Change]
    next: str = Field(description="Pass it back as since", examples=["17"])
    more: bool = Field(description="Whether further messages are there already")


class Relative(Schema):
    """A grid that ground came from, or went to."""

    code: GridCode
    households: int = Field(description="Households that changed hands", examples=[212])
    area_share: float = Field(description="Share of the older grid's ground", examples=[0.48])


class GridChange(Schema):
    """What a version did to one grid."""

    code: GridCode
    change: str = Field(
        description="opened, closed, or changed: the same code with another border, name or status",
        examples=["closed"],
    )
    came_from: list[Relative]
    went_to: list[Relative]


class GridChangePage(Schema):
    """Changes of a version in the order of codes."""

    items: list[GridChange]
    next: str | None


class Replacement(Schema):
    """A grid that holds some of an older grid's ground."""

    code: GridCode
    name: str
    status: str = Field(examples=["active"])
    households: int | None
    area_share: float = Field(description="Share of the older grid's ground", examples=[0.52])


class ReplacementList(Schema):
    """Grids that hold a grid's ground, in the order of their codes."""

    items: list[Replacement]
