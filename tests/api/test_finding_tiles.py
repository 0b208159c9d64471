"""Tiles of findings, over HTTP and decoded."""

import mapbox_vector_tile
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.tiles.mercator import tile_at
from tests.support import small_town
from tests.support.small_town import LEFT, NORTH, SOUTH, WEST

pytestmark = pytest.mark.db

TILES = "/api/v1/networks/zongzhi/findings/tiles"
HERE = tile_at(WEST + 0.001, SOUTH + 0.001, 12)
_INSERT = text("""
    INSERT INTO findings (finding_id, network_code, rule, severity, grid_codes, area_m2, width_m,
                          households, sentence_zh, sentence_en, geometry)
    VALUES (:id, 'zongzhi', :rule, 'error', :grids, 12.34, 2, 3, '重叠', 'overlap',
            ST_GeomFromText(:wkt, 4326))
""")
PLACES = {
    "overlap": "POLYGON((116.300 39.900, 116.302 39.900, 116.302 39.902, 116.300 39.900))",
    "spike": "LINESTRING(116.300 39.900, 116.302 39.901)",
    "invalid": "POINT(116.301 39.901)",
}


@pytest.fixture(scope="module", autouse=True)
def findings(town_url: str) -> None:
    """Three findings of three kinds of geometry at one place."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        for rule, wkt in PLACES.items():
            bound = {"id": rule, "rule": rule, "grids": [f"{LEFT}001"], "wkt": wkt}
            session.execute(_INSERT, bound)
    engine.dispose()


def decoded(client, address=TILES, place=HERE):
    answer = client.get(f"{address}/12/{place[0]}/{place[1]}.mvt")
    assert answer.status_code == 200, answer.text
    return mapbox_vector_tile.decode(answer.content), answer


def test_each_finding_is_drawn_and_has_a_point(signed_in):
    layers, answer = decoded(signed_in("leader"))
    rules = {
        name: sorted(one["properties"]["rule"] for one in layer["features"])
        for name, layer in layers.items()
    }
    assert rules == {
        "findings": ["overlap"],
        "finding_lines": ["spike"],
        "finding_points": sorted(PLACES),
    }
    properties = layers["findings"]["features"][0]["properties"]
    assert properties["grids"] == f"{LEFT}001"
    assert properties["area_m2"] == pytest.approx(12.3)
    assert properties["severity"] == "error"
    assert properties["accepted"] is False
    assert "private" in answer.headers["cache-control"]


def test_points_alone_are_drawn_from_afar(signed_in):
    answer = signed_in("leader").get(f"{TILES}/0/0/0.mvt")
    assert list(mapbox_vector_tile.decode(answer.content)) == ["finding_points"]


def test_tilejson_names_the_layers_and_the_state(signed_in, town_url):
    client = signed_in("leader")
    first = client.get(f"{TILES}/tilejson.json").json()
    names = [layer["id"] for layer in first["vector_layers"]]
    assert names == ["findings", "finding_lines", "finding_points"]
    assert first["bounds"][1] <= SOUTH < first["bounds"][3] < NORTH
    engine = make_engine(town_url)
    with open_session(engine) as session:
        session.execute(text("UPDATE findings SET resolved_at = now() WHERE rule = 'spike'"))
    engine.dispose()
    assert client.get(f"{TILES}/tilejson.json").json()["tiles"] != first["tiles"]
    assert "finding_lines" not in decoded(client)[0]


def test_only_staff_see_findings_and_unknown_things_are_not_found(signed_in):
    assert signed_in("worker").get(f"{TILES}/0/0/0.mvt").status_code == 403
    client = signed_in("leader")
    assert client.get("/api/v1/networks/nothing/findings/tiles/0/0/0.mvt").status_code == 404
    assert client.get("/api/v1/plans/999999/findings/tiles/0/0/0.mvt").status_code == 404
    assert client.get(f"{TILES}/2/9/0.mvt").status_code == 404
    empty = client.get("/api/v1/networks/fangyi/findings/tiles/0/0/0.mvt")
    assert empty.status_code == 204
