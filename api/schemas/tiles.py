"""TileJSON 3.0.0, and the style of a map."""

from typing import Any

from pydantic import Field

from api.schemas.common import Bounds, Schema


class VectorLayer(Schema):
    """One layer of the tiles and the names of its attributes."""

    id: str = Field(examples=["grids"])
    fields: dict[str, str]


class TileJson(Schema):
    """Where tiles are and what they hold."""

    tilejson: str = Field(examples=["3.0.0"])
    name: str = Field(examples=["综治"])
    version: str | None = Field(default=None, examples=["3.0.0"])
    scheme: str = Field(examples=["xyz"])
    tiles: list[str] = Field(
        examples=[["http://127.0.0.1:8000/api/v1/tiles/zongzhi/{z}/{x}/{y}.mvt?v=3-1f2e3d4c"]]
    )
    minzoom: int
    maxzoom: int
    bounds: Bounds
    center: tuple[float, float, int]
    vector_layers: list[VectorLayer]


class Style(Schema):
    """A style as MapLibre reads it (version 8)."""

    version: int = Field(examples=[8])
    name: str = Field(examples=["综治"])
    sources: dict[str, Any]
    layers: list[dict[str, Any]]
    glyphs: str | None = None
