"""Which grid of each network a point falls in."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.common import AreaRef, Schema
from api.schemas.geocode import AddressCandidate


class Point(Schema):
    """The point that was asked for, EPSG:4326."""

    lon: float = Field(examples=[116.35])
    lat: float = Field(examples=[39.95])


class Given(Schema):
    """The position as it was given; x is east, y is north."""

    crs: str = Field(examples=["4326"])
    x: float
    y: float


class LocatedGrid(Schema):
    """A grid as the lookup knows it."""

    code: str = Field(examples=["110199001003001"])
    name: str = Field(examples=["和平社区第一网格"])
    kind: str = Field(examples=["base"])
    status: str = Field(examples=["active"])
    households: int | None
    persons: int | None
    deviation: float | None = Field(description="Share by which the count departs from the target")
    band_status: str | None = Field(examples=["in_band"])


class NearbyGrid(Schema):
    """A grid close to the point."""

    code: str
    name: str
    distance_m: float


class Kin(Schema):
    """A grid that gave ground to another one, or got some."""

    code: str
    households: int
    area_share: float = Field(description="Of the ground of the grid that gave")


class GridChange(Schema):
    """How a grid came to be what it is, in the publication that opened it."""

    version: int
    valid_from: datetime
    came_from: list[Kin]
    gave_to: list[Kin]


class LocateAnswer(Schema):
    """The answer of one network.

    Inside, ``grid`` is the one grid that the point belongs to; a point on a shared border belongs
    to one of them by a fixed rule. Outside, ``grid`` is null and ``nearest`` names the closest.
    """

    network: str = Field(examples=["zongzhi"])
    network_name: str = Field(examples=["综治"])
    version: int
    valid_from: datetime | None
    inside: bool
    grid: LocatedGrid | None
    change: GridChange | None = Field(
        description="Only where the grid was changed within 90 days before the version in force"
    )
    areas: list[AreaRef] = Field(description="From the district down to the community")
    dedicated: list[LocatedGrid] = Field(description="Dedicated and micro-grids that lie over it")
    distance_to_border_m: float | None
    ambiguous: bool = Field(description="The given accuracy reaches over a border")
    neighbours: list[NearbyGrid] = Field(description="Grids within the given accuracy")
    nearest: NearbyGrid | None


class Located(Schema):
    """The answers of all networks asked, from one and the same snapshot."""

    point: Point
    given: Given
    as_of: datetime | None
    answers: list[LocateAnswer]
    address: AddressCandidate | None = Field(
        default=None, description="Only where an address was asked for: what it was found by"
    )


class BatchPoint(BaseModel):
    """One row; further members come back as they are."""

    model_config = ConfigDict(extra="allow")

    lon: float | str | None = Field(examples=[116.35])
    lat: float | str | None = Field(examples=[39.95])
    as_of: str | None = Field(default=None, examples=["2026-01-31"])


class BatchPoints(BaseModel):
    """Up to a million points."""

    points: list[BatchPoint]


class BatchAnswers(BaseModel):
    """The same rows, each with ``<network>_grid``, ``_version`` and ``_reason``."""

    answers: list[dict[str, Any]] = Field(
        examples=[
            [
                {
                    "lon": 116.35,
                    "lat": 39.95,
                    "zongzhi_grid": "110199001003001",
                    "zongzhi_version": 3,
                    "zongzhi_reason": None,
                }
            ]
        ]
    )
