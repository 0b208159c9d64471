"""The style and its glyphs: everything that they name is served by gridgeo itself."""

import gzip

import mapbox_vector_tile
import pytest

from gridgeo.tiles.fonts import find_font
from gridgeo.tiles.mercator import tile_at

pytestmark = pytest.mark.db

STYLE = "/api/v1/styles/zongzhi.json"


def test_every_source_and_layer_of_the_style_exists(public):
    style = public.get(STYLE).json()
    assert style["name"] == "综治"
    layers = {}
    for name, source in style["sources"].items():
        assert source["url"].startswith(str(public.base_url))
        described = public.get(source["url"]).json()
        layers[name] = {one["id"]: set(one["fields"]) for one in described["vector_layers"]}
    ids = [layer["id"] for layer in style["layers"]]
    assert len(set(ids)) == len(ids) > 10
    for layer in style["layers"][1:]:
        assert layer["source-layer"] in layers[layer["source"]], layer["id"]
        for used in fields_of([layer.get("filter"), layer.get("layout"), layer.get("paint")]):
            assert used in layers[layer["source"]][layer["source-layer"]], (layer["id"], used)
    assert {"base", "network"} == set(layers)


def fields_of(part):
    """Find the attributes that expressions ask for."""
    if isinstance(part, dict):
        part = list(part.values())
    if not isinstance(part, list):
        return set()
    own = {part[1]} if len(part) == 2 and part[0] in ("get", "has") else set()
    return own.union(*(fields_of(inner) for inner in part))


def test_a_label_is_a_text_of_the_tiles(public):
    z, x, y = 14, *tile_at(116.305, 39.91, 14)
    tile = public.get(f"/api/v1/tiles/zongzhi/{z}/{x}/{y}.mvt")
    labels = mapbox_vector_tile.decode(tile.content)["grid_labels"]["features"]
    assert all(label["properties"]["name"].endswith("网格") for label in labels)


@pytest.mark.skipif(find_font() is None, reason="this machine has no Chinese font")
def test_the_glyphs_of_the_style_are_served_and_kept_for_an_hour(public, closed):
    template = public.get(STYLE).json()["glyphs"]
    address = template.format(fontstack="gridgeo", range="32512-32767")
    answer = public.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-protobuf"
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert "网".encode() not in answer.content  # signs are told by number
    assert len(answer.content) > 100_000
    known = public.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert known.status_code == 304
    with public.stream("GET", address, headers={"Accept-Encoding": "gzip"}) as raw:
        assert gzip.decompress(b"".join(raw.iter_raw())) == answer.content
    assert closed.get("/api/v1/glyphs/any,font/0-255.pbf").status_code == 200


@pytest.mark.parametrize("span", ["0-256", "65536-65791", "x", "0"])
def test_a_range_that_does_not_exist_is_not_found(public, span):
    answer = public.get(f"/api/v1/glyphs/gridgeo/{span}.pbf")
    assert answer.status_code == 404
    assert answer.json()["field"] == "range"


def test_a_style_is_for_those_who_may_see_the_tiles(closed, signed_in):
    assert closed.get(STYLE).status_code == 401
    assert signed_in("integrator").get(STYLE).status_code == 200
    assert signed_in("integrator").get("/api/v1/styles/none.json").status_code == 404
