"""Addresses: candidates, what is near a point, the queue, the share placed."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import RowId, Schema

Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, examples=[116.305])]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, examples=[39.905])]


class AddressCandidate(Schema):
    """A place that an address may mean, EPSG:4326."""

    lon: float
    lat: float
    level: str = Field(description="room, building, number, compound, street or community")
    score: float = Field(description="From 0 to 1")
    address: str = Field(examples=["锦岭路2号1幢"])
    area_code: str | None = Field(description="The community that it lies in")
    interpolated: bool = Field(description="Between known house numbers")
    spread_m: float = Field(description="How far the true place may be off")
    why: str


class AddressAnswer(Schema):
    """What an address leads to."""

    address: str
    normal: str = Field(description="Its normal form", examples=["锦岭路2号1幢3单元601室"])
    parts: dict[str, str]
    placed: bool = Field(description="Whether the first candidate is good enough and alone")
    why: str
    candidates: list[AddressCandidate]


class NearbyAddress(Schema):
    """An address near a point."""

    address: str = Field(examples=["和平街道和平社区人民路12号"])
    level: str
    area_code: str | None
    source: str
    lon: float
    lat: float
    distance_m: float


class NearbyAddresses(Schema):
    """Addresses near a point, the nearest first; where none is near enough, why."""

    items: list[NearbyAddress]
    nearest: NearbyAddress | None = Field(
        description="The nearest of all where none is near enough"
    )
    why: str | None = Field(
        description="Why there are no items",
        examples=["No address lies within 100 m; the nearest is 4,321 m away."],
    )


class QueuedAddress(Schema):
    """An address that waits to be placed; the place is where it was found roughly."""

    id: RowId
    subject: str = Field(examples=["household:HH0000001"])
    text: str
    normal: str
    level: str | None
    score: float
    reason: str
    candidates: list[AddressCandidate]
    stated_area_code: str | None
    area_code: str | None
    lon: float | None
    lat: float | None
    cause: Literal["nameless", "unknown", "rough", "rivals"] = Field(
        description="Why it waits: its text names no place, the gazetteer has nothing like it, what"
        " was found is too rough, or several places are as likely"
    )
    alike: int = Field(description="Addresses that wait with the same normal form, this among them")


class AddressQueue(Schema):
    """A page of the queue."""

    items: list[QueuedAddress]
    waiting: int = Field(description="How many wait, on all pages", examples=[120])


class HandPlacement(Schema):
    """Where an address is, by click on the map."""

    lon: Longitude
    lat: Latitude


class HandPlaced(Schema):
    """How many addresses are placed by it: all with the same normal form."""

    placed: int = Field(examples=[3])
    households: int = Field(description="How many households it moved", examples=[2])


class AddressDecision(Schema):
    """What was decided about an address, and about all with its normal form."""

    id: RowId = Field(examples=[17])
    text: str = Field(examples=["和平社区供销社旧楼"])
    state: Literal["by_hand", "dismissed"]
    reason: str = Field(examples=["房屋已拆除"])
    addresses: int
    households: int = Field(description="How many households it moved")
    decided_by: str
    decided_at: datetime


class AddressDecisions(Schema):
    """Decisions, the latest first."""

    items: list[AddressDecision]


class Reopened(Schema):
    """How many addresses wait again after a decision was taken back."""

    waiting: int = Field(examples=[3])


class Dismissal(Schema):
    """Why an address leaves the queue without a place."""

    reason: str = Field(
        min_length=1,
        max_length=500,
        pattern=r"^[^\x00]*\S[^\x00]*$",
        examples=["房屋已拆除"],
    )


class PlacedShare(Schema):
    """Addresses of a community, and how many of them are placed; null where that is not told."""

    area_code: str | None = Field(examples=["110199001001"])
    name: str | None = Field(examples=["和平社区"])
    addresses: int | None
    placed: int | None
    share: float | None
    levels: dict[str, int]


class PlacedShares(Schema):
    """The share placed, by community."""

    items: list[PlacedShare]
