"""The documents by which a client of the OGC API finds its way: links, collections, tile sets."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from api.ogc_query import CRS84_URI, crs_uris
from gridgeo.services.feature_collections import PROPERTIES, Collection
from gridgeo.tiles.mercator import EXTENT, HALF_WORLD_M, MAX_ZOOM

PREFIX = "/api/v1/ogc"
JSON, GEOJSON = "application/json", "application/geo+json"
MVT = "application/vnd.mapbox-vector-tile"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
TILE_MATRIX_SET = "WebMercatorQuad"
_TILE_MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_TILES_REL = "http://www.opengis.net/def/rel/ogc/1.0/{}"

CONFORMANCE = [
    *(
        f"http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/{name}"
        for name in ("core", "json", "landing-page")
    ),
    *(f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{n}" for n in ("core", "geojson")),
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    *(
        f"http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{name}"
        for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")
    ),
]


def address(request: Request, path: str = "", query: Iterable[tuple[str, str]] = ()) -> str:
    """Give the whole address of a resource of the OGC API."""
    text = urlencode(list(query))
    root = f"{str(request.base_url).rstrip('/')}{PREFIX}"
    return f"{root}{path}" + (f"?{text}" if text else "")


def link(href: str, rel: str, type: str = JSON, title: str = "") -> dict[str, str]:
    """Write a link."""
    return {"href": href, "rel": rel, "type": type} | ({"title": title} if title else {})


def landing_page(request: Request) -> dict[str, Any]:
    """Describe the service."""
    openapi = f"{str(request.base_url).rstrip('/')}/api/v1/openapi.json"
    return {
        "title": "gridgeo",
        "description": "Published grids (网格) as features and as vector tiles",
        "links": [
            link(address(request), "self", title="This page"),
            link(openapi, "service-desc", OPENAPI, "The interface"),
            link(address(request, "/conformance"), "conformance", title="What is implemented"),
            link(address(request, "/collections"), "data", title="The networks"),
            link(
                address(request, "/tileMatrixSets"),
                _TILES_REL.format("tiling-schemes"),
                title="How tiles are cut",
            ),
        ],
    }


def collections(request: Request, found: list[Collection]) -> dict[str, Any]:
    """List the networks."""
    return {
        "links": [link(address(request, "/collections"), "self")],
        "collections": [collection(request, one) for one in found],
    }


def collection(request: Request, one: Collection) -> dict[str, Any]:
    """Describe one network."""
    path = f"/collections/{one.code}"
    return {
        "id": one.code,
        "title": one.name,
        "description": f"{one.name}网格",
        "itemType": "feature",
        "extent": {
            "spatial": {"bbox": [list(one.bbox)], "crs": CRS84_URI},
            "temporal": {
                "interval": [[one.since, None]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": crs_uris(one.bbox[0], one.bbox[2]),
        "storageCrs": CRS84_URI,
        "links": [
            link(address(request, path), "self"),
            link(address(request, f"{path}/items"), "items", GEOJSON, one.name),
            link(address(request, f"{path}/queryables"), _TILES_REL.format("queryables"), SCHEMA),
            link(address(request, f"{path}/tiles"), _TILES_REL.format("tilesets-vector")),
        ],
    }


def queryables(request: Request, one: Collection) -> dict[str, Any]:
    """Name the properties that items may be filtered by, as a JSON Schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address(request, f"/collections/{one.code}/queryables"),
        "type": "object",
        "title": one.name,
        "properties": {name: {"title": name, "type": "string"} for name in PROPERTIES},
        "additionalProperties": False,
    }


def tile_sets(request: Request, one: Collection) -> dict[str, Any]:
    """List the tile sets of a network: there is one."""
    path = f"/collections/{one.code}/tiles"
    return {
        "links": [link(address(request, path), "self")],
        "tilesets": [_tile_set(request, one)],
    }


def tile_set(request: Request, one: Collection, layers: list[dict[str, Any]]) -> dict[str, Any]:
    """Describe the tile set of a network and its layers."""
    described = _tile_set(request, one)
    described["boundingBox"] = {
        "lowerLeft": list(one.bbox[:2]),
        "upperRight": list(one.bbox[2:]),
        "crs": CRS84_URI,
    }
    described["layers"] = [
        {
            "id": layer["id"],
            "dataType": "vector",
            "propertiesSchema": {
                "type": "object",
                "properties": {name: {} for name in layer["fields"]},
            },
        }
        for layer in layers
    ]
    return described


def tile_matrix_sets(request: Request) -> dict[str, Any]:
    """List the ways in which tiles are cut: there is one."""
    href = address(request, f"/tileMatrixSets/{TILE_MATRIX_SET}")
    return {
        "tileMatrixSets": [
            {
                "id": TILE_MATRIX_SET,
                "title": "Google Maps Compatible for the World",
                "uri": _TILE_MATRIX_SET_URI,
                "links": [link(href, "self")],
            }
        ]
    }


def tile_matrix_set() -> dict[str, Any]:
    """Describe the square of web mercator and its zooms, as OGC 17-083r4 does."""
    cell = 2 * HALF_WORLD_M / 256  # metres a pixel at zoom 0
    return {
        "id": TILE_MATRIX_SET,
        "title": "Google Maps Compatible for the World",
        "uri": _TILE_MATRIX_SET_URI,
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [
            {
                "id": str(zoom),
                "scaleDenominator": cell / 2**zoom / 0.00028,  # a pixel of 0.28 mm
                "cellSize": cell / 2**zoom,
                "cornerOfOrigin": "topLeft",
                "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
                "tileWidth": 256,
                "tileHeight": 256,
                "matrixWidth": 2**zoom,
                "matrixHeight": 2**zoom,
            }
            for zoom in range(MAX_ZOOM + 1)
        ],
    }


def _tile_set(request: Request, one: Collection) -> dict[str, Any]:
    path = f"/collections/{one.code}/tiles/{TILE_MATRIX_SET}"
    tiles = address(request, f"{path}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}")
    return {
        "title": one.name,
        "description": f"Mapbox vector tiles, {EXTENT} units a side",
        "dataType": "vector",
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": _TILE_MATRIX_SET_URI,
        "links": [
            link(address(request, path), "self"),
            link(tiles, "item", MVT) | {"templated": True},
            link(
                address(request, f"/tileMatrixSets/{TILE_MATRIX_SET}"),
                _TILES_REL.format("tiling-scheme"),
            ),
        ],
    }
