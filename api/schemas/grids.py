"""Grids (网格) as published."""

from datetime import date

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
    households: int
    persons: int
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
    relation: str = Field(examples=["split_from"])
    households: int | None = Field(description="Households that they have in common")


class GridProperties(Grid):
    """Properties of one grid's GeoJSON feature."""

    areas: list[AreaRef] = Field(description="From the district down to the community")
    area_m2: float
    valid_from: date | None
    parents: list[Lineage]
    children: list[Lineage]
