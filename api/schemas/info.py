"""What this server is and holds."""

from datetime import datetime

from pydantic import Field

from api.schemas.common import Bounds, Schema


class DataInfo(Schema):
    """What is published, over all networks."""

    publications: int = Field(description="How often anything was published; grows, never falls")
    published_at: datetime | None
    networks: int
    grids: int
    bounds: Bounds | None


class Info(Schema):
    """The server's version and its data."""

    name: str = "gridgeo"
    version: str = Field(examples=["0.1.0"])
    synthetic: bool = Field(description="The data are generated, nobody lives there (合成数据)")
    public_read: bool = Field(description="Lookup, tiles, areas and grids need no sign-in")
    data: DataInfo


class Health(Schema):
    """Whether the process, or the service as a whole, can answer."""

    status: str = Field(examples=["ok"])
