"""OpenStreetMap extracts as the layers that gridgeo uses: buildings, barriers, places, names."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.domain.enums import LandUse
from gridgeo.io.land_use import SPELLINGS as LAND_USES
from gridgeo.io.sources.formats import OSM
from gridgeo.io.sources.source import ROW, LayerInfo, Source
from gridgeo.io.sources.vector_source import open_vector

_ROAD_RANKS = {
    **dict.fromkeys(("motorway", "trunk", "motorway_link", "trunk_link"), 1),
    **dict.fromkeys(("primary", "primary_link"), 2),
    **dict.fromkeys(("secondary", "secondary_link", "tertiary", "tertiary_link"), 3),
    **dict.fromkeys(("unclassified", "residential", "living_street", "road"), 4),
}
_WATER_RANKS = {"river": 1, "canal": 2, "stream": 4, "drain": 5, "ditch": 5}
# Of China's mainland (6, 8, 10) and Taiwan (7, 9); what lies above a district is no area of ours.
_AREA_LEVELS = {"6": "district", "7": "town", "8": "town", "9": "community", "10": "community"}
_PLACE_KINDS = {
    "school": "school", "kindergarten": "school", "university": "campus", "college": "campus",
    "hospital": "hospital", "clinic": "hospital", "marketplace": "market", "mall": "market",
    "supermarket": "market", "hotel": "hotel", "office": "office", "industrial": "enterprise",
    "commercial": "office", "retail": "market", "education": "campus",
}  # fmt: skip
_TAG = r'"{}"=>"((?:[^"\\]|\\.)*)"'


def open_osm(path: Path, name: str) -> Source:
    """Open an extract; each layer has the columns of the kind that it is imported as.

    Rings that are left open or cross themselves stay rows with a broken or invalid shape, so an
    import names them and takes the rest.
    """
    inner = open_vector(path, name, OSM, None)
    crs = inner.layers[0].crs if inner.layers else None
    layers = tuple(
        LayerInfo(title, fields, None, geometry, crs)
        for title, (fields, geometry, _) in _LAYERS.items()
    )

    def read(layer: LayerInfo, rows: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        fields, _, parts = _LAYERS[layer.name]
        given = last = 0
        for of, choose in parts.items():
            before = last
            for batch in inner.batches(inner.layer(of), rows):
                # Each part is numbered from 1: a row's number is its own all the same.
                batch[ROW] += before
                last = int(batch[ROW].iloc[-1])
                chosen = _with_all(choose(batch), fields)
                if most is not None:
                    chosen = chosen.iloc[: most - given]
                given += len(chosen)
                if len(chosen):
                    yield chosen
                if most is not None and given >= most:
                    return

    return Source(path, name, OSM.name, layers, read, "utf-8", "OpenStreetMap is UTF-8",
                  size_bytes=path.stat().st_size)  # fmt: skip


def _with_all(rows: gpd.GeoDataFrame, fields: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Give rows all fields of their layer: an open ring, say, has no floors."""
    return rows.assign(**{name: None for name in fields if name not in rows})


def _take(batch: gpd.GeoDataFrame, mask: pd.Series, **columns: object) -> gpd.GeoDataFrame:
    """Keep some rows with their number and fault, and give them these columns."""
    kept = batch[["__row__", "__fault__", "geometry"]].assign(code=_code(batch), **columns)
    return kept[mask.to_numpy(bool)]


def _code(batch: gpd.GeoDataFrame) -> Any:
    if "osm_way_id" not in batch:
        return "w" + batch["osm_id"]
    return ("r" + batch["osm_id"]).where(batch["osm_id"].notna(), "w" + batch["osm_way_id"])


def _tag(batch: gpd.GeoDataFrame, key: str) -> Any:
    if key in batch:
        return batch[key]
    found = batch["other_tags"].str.extract(_TAG.format(key), expand=False)
    return found.str.replace(r"\\(.)", r"\1", regex=True)


def _address(batch: gpd.GeoDataFrame) -> Any:
    whole = _tag(batch, "addr:full")
    street, number = _tag(batch, "addr:street"), _tag(batch, "addr:housenumber")
    return whole.where(whole.notna(), street + number.where(number.notna(), ""))


def _buildings(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    floors = pd.to_numeric(_tag(batch, "building:levels"), errors="coerce").round()
    use = batch["building"].where(batch["building"] != "yes", None)
    return _take(
        batch, batch["building"].notna() & (batch["building"] != "no"),
        name=batch["name"], use=use, address=_address(batch), floors=floors,
    )  # fmt: skip


def _open_buildings(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take the buildings whose ring was left open: they are lines, and will be named."""
    return _take(batch, _tag(batch, "building").notna(), name=batch["name"])


def _roads(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rank = batch["highway"].map(_ROAD_RANKS).fillna(5).astype(int)
    rails = batch["railway"].isin(["rail", "light_rail"])
    waters = batch["waterway"].isin(list(_WATER_RANKS))
    walls = batch["barrier"].isin(["wall", "fence", "city_wall", "retaining_wall"])
    kind = np.select(
        [batch["highway"].notna(), rails, waters, walls], ["road", "railway", "water", "wall"], ""
    )
    rank = np.select(
        [kind == "road", kind == "water"], [rank, batch["waterway"].map(_WATER_RANKS).fillna(3)], 2
    )
    return _take(batch, pd.Series(kind != ""), kind=kind, name=batch["name"],
                 rank=rank.astype(int))  # fmt: skip


def _waters(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    wet = (batch["natural"] == "water") | (batch["landuse"].isin(["reservoir", "basin"]))
    return _take(batch, wet, kind="water", name=batch["name"], rank=1)


def _land_use(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take what ground is used for; parks and woods are tagged otherwise than fields and works."""
    use = batch["landuse"].map(LAND_USES)
    use = use.where(use.notna() | batch["landuse"].isna(), LandUse.OTHER.value)
    for key in ("leisure", "natural"):
        use = use.where(use.notna(), batch[key].map(LAND_USES))
    return _take(batch, use.notna(), name=batch["name"], use=use)


def _compounds(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return _take(batch, batch["landuse"] == "residential", name=batch["name"])


def _places(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kind = pd.Series([None] * len(batch), index=batch.index, dtype=object)
    for key in ("amenity", "shop", "tourism", "office", "landuse"):
        given = _tag(batch, key)
        named = given.map(_PLACE_KINDS)
        if key == "office":
            named = named.where(given.isna(), "office")
        kind = kind.where(kind.notna(), named)
    return _take(batch, kind.notna(), name=batch["name"], kind=kind)


def _areas(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    level = batch["admin_level"].map(_AREA_LEVELS)
    named = (batch["boundary"] == "administrative") & batch["name"].notna() & level.notna()
    return _take(batch, named, name=batch["name"], level=level)


def _names(batch: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Everything that has a name or an address: what a gazetteer is made of."""
    address = _address(batch)
    named = (address.notna() & (address != "")) | batch["name"].notna()
    text = address.where(address.notna() & (address != ""), batch["name"])
    inside = batch.assign(geometry=_inner_points(batch.geometry.to_numpy()))
    return _take(inside, named, name=batch["name"], address=text)


def _inner_points(shapes: np.ndarray) -> np.ndarray:
    sound = ~shapely.is_missing(shapes) & shapely.is_valid(shapes)
    points = np.full(len(shapes), None, dtype=object)
    points[sound] = shapely.point_on_surface(shapes[sound])
    return points


_Part = dict[str, Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]]
_LAYERS: dict[str, tuple[tuple[str, ...], str, _Part]] = {
    "buildings": (
        ("code", "name", "use", "address", "floors"), "MultiPolygon",
        {"multipolygons": _buildings, "lines": _open_buildings},
    ),
    "barriers": (
        ("code", "kind", "name", "rank"), "Unknown", {"lines": _roads, "multipolygons": _waters},
    ),
    "compounds": (("code", "name"), "MultiPolygon", {"multipolygons": _compounds}),
    "land_use": (("code", "name", "use"), "MultiPolygon", {"multipolygons": _land_use}),
    "places": (
        ("code", "name", "kind"), "Unknown", {"points": _places, "multipolygons": _places},
    ),
    "areas": (("code", "name", "level"), "MultiPolygon", {"multipolygons": _areas}),
    "gazetteer": (
        ("code", "name", "address"), "Point", {"points": _names, "multipolygons": _names},
    ),
}  # fmt: skip
