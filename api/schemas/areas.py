"""Administrative areas (行政区)."""

from pydantic import Field

from api.schemas.common import AreaRef, Bounds, Schema


class Area(Schema):
    """An area without its polygon."""

    code: str = Field(examples=["110199001003"])
    name: str = Field(examples=["和平社区"])
    level: str = Field(examples=["community"])
    parent_code: str | None = Field(examples=["110199001000"])
    setting: str = Field(description="urban or rural", examples=["urban"])
    bounds: Bounds


class AreaList(Schema):
    """Areas in the order of their codes."""

    items: list[Area]


class AreaProperties(Area):
    """Properties of an area's GeoJSON feature."""

    chain: list[AreaRef] = Field(description="From the district down to this area")
