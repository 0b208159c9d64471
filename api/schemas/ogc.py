"""Documents of the OGC API; the standards say more than is repeated here."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class OgcSchema(BaseModel):
    """Base: documents may have more members than are named."""

    model_config = ConfigDict(extra="allow")


class Link(OgcSchema):
    """Where a resource is, and what it is to this one."""

    href: str = Field(examples=["http://127.0.0.1:8000/api/v1/ogc/collections"])
    rel: str = Field(examples=["data"])
    type: str = Field(examples=["application/json"])


class LandingPage(OgcSchema):
    """Where everything begins."""

    title: str
    links: list[Link]


class Conformance(OgcSchema):
    """Which classes of the standards are implemented."""

    conformsTo: list[str] = Field(  # noqa: N815 - the standard's own name
        examples=[["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]]
    )


class Collection(OgcSchema):
    """A network."""

    id: str = Field(examples=["zongzhi"])
    title: str = Field(examples=["综治"])
    crs: list[str]
    links: list[Link]


class Collections(OgcSchema):
    """All networks."""

    collections: list[Collection]
    links: list[Link]


class Item(OgcSchema):
    """A grid as a GeoJSON feature."""

    type: str = Field(examples=["Feature"])
    id: str = Field(examples=["110199001003001"])
    geometry: dict[str, Any]
    properties: dict[str, Any]


class Items(OgcSchema):
    """A page of grids."""

    type: str = Field(examples=["FeatureCollection"])
    features: list[Item]
    links: list[Link]
    numberMatched: int  # noqa: N815 - the standard's own name
    numberReturned: int  # noqa: N815 - the standard's own name
    timeStamp: str  # noqa: N815 - the standard's own name


class TileMatrixSet(OgcSchema):
    """A way in which tiles are cut."""

    id: str = Field(examples=["WebMercatorQuad"])
    title: str = Field(examples=["Google Maps Compatible for the World"])


class TileMatrixSets(OgcSchema):
    """The ways in which tiles are cut."""

    tileMatrixSets: list[TileMatrixSet]  # noqa: N815 - the standard's own name


class OgcTileSet(OgcSchema):
    """The tiles of a network."""

    title: str = Field(examples=["综治"])
    dataType: str = Field(examples=["vector"])  # noqa: N815 - the standard's own name
    links: list[Link]


class OgcTileSets(OgcSchema):
    """The tile sets of a network."""

    tilesets: list[OgcTileSet]
    links: list[Link]
