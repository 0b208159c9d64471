"""Field types that several schemas share, and the problem every error becomes."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from gridgeo.services.read_instant import EARLIEST_YEAR, LATEST_YEAR

AreaCode = Annotated[
    str,
    Field(
        pattern=r"^[0-9A-Za-z-]{1,24}$",
        description="Code of an area, 12 digits in the national scheme",
        examples=["110199001003"],
    ),
]
NetworkCode = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$",
        description="Short code of a network",
        examples=["zongzhi"],
    ),
]
GridCode = Annotated[
    str,
    Field(
        pattern=r"^[\w.\-]{1,64}$",
        description="Code of a grid, unique within its network and never used again",
        examples=["110199001003001"],
    ),
]
# The largest key of a PostgreSQL bigint: beyond it there is nothing to look for.
RowId = Annotated[int, Field(ge=1, le=2**63 - 1)]
PlanId = RowId


def _in_utc(moment: datetime) -> datetime:
    """Give an instant in UTC: some time zones that Python reads are none to PostgreSQL."""
    if not EARLIEST_YEAR <= moment.year < LATEST_YEAR:
        raise ValueError(f"must lie between {EARLIEST_YEAR} and {LATEST_YEAR}")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
# What a text may hold: all but NUL, which PostgreSQL does not store.
STORABLE = r"^[^\x00]*$"
Bounds = Annotated[
    tuple[float, float, float, float],
    Field(
        description="West, south, east, north in degrees (EPSG:4326)",
        examples=[[116.3, 39.9, 116.4, 40.0]],
    ),
]


class Schema(BaseModel):
    """Base of all schemas: unknown members of a request are refused."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Fault(Schema):
    """One fault of a request."""

    field: str
    detail: str
    detail_zh: str | None = None


class Problem(Schema):
    """RFC 9457 problem: what every answer from 400 on holds."""

    type: str = Field(examples=["urn:gridgeo:problem:not-found"])
    title: str = Field(examples=["There is no such thing"])
    title_zh: str = Field(examples=["没有找到"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no network 'zongzhu'; did you mean 'zongzhi'?"])
    detail_zh: str | None = Field(default=None, examples=["没有网络“zongzhu”；您是指“zongzhi”吗？"])
    instance: str | None = None
    field: str | None = Field(default=None, examples=["network"])
    errors: list[Fault] | None = None
    revision: int | None = Field(
        default=None, description="The present one, where others came between"
    )
    changes: list[dict[str, Any]] | None = Field(
        default=None, description="What they did, in order"
    )


class AreaRef(Schema):
    """An area by code, name and level: one link of a chain from district to community."""

    code: str = Field(examples=["110199001003"])
    name: str = Field(examples=["和平社区"])
    level: str = Field(examples=["community"])


Properties = TypeVar("Properties", bound=BaseModel)


class Feature(Schema, Generic[Properties]):
    """A GeoJSON feature (RFC 7946, EPSG:4326, longitude first)."""

    type: Literal["Feature"] = "Feature"
    id: str
    bbox: Bounds | None = None
    geometry: dict[str, Any]
    properties: Properties


class FeatureCollection(Schema, Generic[Properties]):
    """A GeoJSON feature collection (RFC 7946)."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature[Properties]]
