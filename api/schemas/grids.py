"""Grids (网格) as published."""

from datetime import datetime

from pydantic import Field

from api.schemas.common import AreaRef, Bounds, Schema


class Grid(Schema):
    """A grid without its polygon."""

    network: str = Field(examples=["zongzhi"])
    code: str = Field(examples=["110199001003001"])
    name: str = Field(examples=["和平社区第一网格"])
    kind: str = Field(examples=["base"])
    status: str = Field(examples=["active"])
    area_code: str | None = Field(examples=["110199001003"])
    households: int | None = Field(description="null where nobody has counted yet")
    persons: int | None
    deviation: float | None = Field(
        description="Share by which the count departs from the target: -0.25 is a quarter too few"
    )
    band_status: str | None = Field(description="under, in_band or over", examples=["in_band"])
    version: int | None
    bounds: Bounds


class GridPage(Schema):
    """A page of grids in the order of their codes."""

    items: list[Grid]
    next: str | None = Field(description="Pass as cursor to read on; null on the last page")


class Lineage(Schema):
    """A grid that this one came from or went into."""

    code: str
    version: int = Field(description="Publication in which it happened")
    households: int = Field(description="Households handed over")
    area_share: float = Field(description="Share of the older grid's ground")


class GridProperties(Grid):
    """Properties of one grid's GeoJSON feature."""

    areas: list[AreaRef] = Field(description="From the district down to the community")
    area_m2: float
    valid_from: datetime | None
    reason: str | None = Field(description="Why the band is missed, where it is")
    parents: list[Lineage]
    children: list[Lineage]
