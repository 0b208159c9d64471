"""Tiles of what is published in PostGIS, decoded."""

import gzip

import mapbox_vector_tile
import pytest
import shapely
from sqlalchemy import text

from gridgeo.db.repositories.tile_sources import people_stamp
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import BASE, TileServer, ground_stamp, load_base_map
from gridgeo.tiles.mercator import tile_at
from tests.support.published import add_areas, add_network, patchwork, publish

pytestmark = pytest.mark.db

PLACE = 15, *tile_at(120.905, 24.705, 15)


def square(x, y, size=0.01):
    return shapely.box(x, y, x + size, y + size)


def decode(tile):
    layers = mapbox_vector_tile.decode(gzip.decompress(tile.body))
    return {
        name: [feature["properties"] for feature in layer["features"]]
        for name, layer in layers.items()
    }


def publish_one(session, network="zongzhi", **values):
    grid = {"code": "G1", "geometry": square(120.9, 24.7), "households": 520, **values}
    publish(session, network, [grid])


def test_a_tile_holds_the_grid_with_its_standard_and_a_label(session):
    add_network(session, "zongzhi")
    publish_one(session)
    layers = decode(TileServer(load_snapshot(session)).tile("zongzhi", *PLACE))
    [grid] = layers["grids"]
    area_m2 = grid.pop("area_m2")
    assert grid == {
        "code": "G1",
        "name": "网格G1",
        "kind": "base",
        "status": "active",
        "households": 520,
        "deviation": 0.3,
        "band_status": "over",
    }
    [(geodesic,)] = session.execute(text("SELECT ST_Area(geometry::geography) FROM grid_versions"))
    assert area_m2 == pytest.approx(geodesic, rel=1e-3)
    everywhere = TileServer(load_snapshot(session)).tile(
        "zongzhi", 12, *tile_at(120.905, 24.705, 12)
    )
    assert [label["code"] for label in decode(everywhere)["grid_labels"]] == ["G1"]


def test_an_unknown_network_is_not_found_and_an_empty_tile_is_none(session):
    add_network(session, "zongzhi")
    publish_one(session)
    server = TileServer(load_snapshot(session))
    assert server.tile("zongzhi", 15, 0, 0) is None
    with pytest.raises(NotFoundError, match="did you mean 'zongzhi'"):
        server.tile("zongzi", *PLACE)


def test_a_new_version_changes_its_own_network_only(session):
    for code in ("chengguan", "zongzhi"):
        add_network(session, code, code)
        publish_one(session, code)
    before = load_snapshot(session)
    old = TileServer(before)
    tiles = {code: old.tile(code, *PLACE) for code in before.networks}
    publish(
        session,
        "zongzhi",
        [{"code": "G2", "geometry": square(120.9, 24.7)}],
        version=2,
        valid_from="2026-02-01T00:00:00Z",
    )
    after = load_snapshot(session, previous=before)
    new = TileServer(after, previous=old)

    assert after.networks["chengguan"] is before.networks["chengguan"]
    assert new.tile("chengguan", *PLACE) is tiles["chengguan"]
    assert new.tile("zongzhi", *PLACE).etag != tiles["zongzhi"].etag
    assert decode(new.tile("zongzhi", *PLACE))["grids"][0]["code"] == "G2"
    assert decode(old.tile("zongzhi", *PLACE))["grids"][0]["code"] == "G1"


SIDE = 5
ZOOMS = (8, 11, 13, 14, 15)


def a_town(names, polygons):
    return [
        {"code": f"G{n:02}", "name": f"{names}{n}", "geometry": polygon, "households": 290 + n % 3}
        for n, polygon in enumerate(polygons)
    ]


def some_tiles(server, network="zongzhi"):
    """All its tiles at some zooms, as bytes."""
    found = {}
    for zoom in ZOOMS:
        (left, low), (right, high) = tile_at(120.9, 24.7, zoom), tile_at(121.0, 24.8, zoom)
        for x in range(left, right + 1):
            for y in range(high, low + 1):
                tile = server.tile(network, zoom, x, y)
                found[zoom, x, y] = tile and tile.body
    return found


def publish_again(session, grids):
    publish(session, "zongzhi", grids, version=2, valid_from="2026-02-01T00:00:00Z")


def test_where_only_names_changed_nothing_is_drawn_again_and_tiles_are_as_from_nothing(session):
    add_network(session, "zongzhi")
    polygons = patchwork(SIDE, seed=4)
    publish(session, "zongzhi", a_town("甲", polygons))
    before = load_snapshot(session)
    old = TileServer(before)
    some_tiles(old)
    publish_again(session, a_town("乙", polygons))
    new = TileServer(load_snapshot(session, previous=before), previous=old)

    for mine, theirs in zip(drawn(new).layers, drawn(old).layers, strict=True):
        assert mine.levels is theirs.levels
    assert not new.make_level()
    assert some_tiles(new) == some_tiles(TileServer(load_snapshot(session)))
    assert some_tiles(new) != some_tiles(old)


def test_levels_in_use_are_made_again_where_ground_changed_and_tiles_are_as_from_nothing(session):
    add_network(session, "zongzhi")
    polygons = patchwork(SIDE, seed=4)
    publish(session, "zongzhi", a_town("甲", polygons))
    before = load_snapshot(session)
    old = TileServer(before)
    some_tiles(old)
    merged = [shapely.union_all(polygons[:2]), *polygons[2:]]
    publish_again(session, a_town("甲", merged))
    after = load_snapshot(session, previous=before)
    new = TileServer(after, previous=old)

    assert drawn(new).zooms == {15}
    made = 0
    while new.make_level():
        made += 1
    assert (made, drawn(new).zooms) == (len(ZOOMS) - 1, set(ZOOMS))
    assert some_tiles(new) == some_tiles(TileServer(load_snapshot(session)))
    assert not TileServer(after).make_level()  # nobody has asked for a tile of it


def test_what_is_cut_differently_is_drawn_again(session):
    """The kinds of grids, and whether dedicated ones are cut out, decide what is one coverage."""
    add_network(session, "zongzhi")
    polygons = patchwork(2, seed=4)
    publish(session, "zongzhi", a_town("甲", polygons))
    before = load_snapshot(session)
    old = TileServer(before)
    some_tiles(old)
    publish_again(
        session, [*a_town("甲", polygons)[:3], {**a_town("甲", polygons)[3], "kind": "micro"}]
    )
    new = TileServer(load_snapshot(session, previous=before), previous=old)
    assert drawn(new).layers[0].levels is not drawn(old).layers[0].levels
    assert some_tiles(new) == some_tiles(TileServer(load_snapshot(session)))


def drawn(server, network="zongzhi"):
    return server._set(network).tileset


def test_a_changed_standard_is_seen_without_a_publication(session):
    add_network(session, "zongzhi")
    publish_one(session)
    before = load_snapshot(session)
    session.execute(text("UPDATE network_standards SET maximum = 600"))
    after = load_snapshot(session, previous=before)
    [grid] = decode(TileServer(after).tile("zongzhi", *PLACE))["grids"]
    assert grid["band_status"] == "in_band"


def test_tilejson_says_where_and_what(session):
    add_network(session, "zongzhi")
    publish_one(session)
    described = TileServer(load_snapshot(session)).tilejson("zongzhi", ["/t/{z}/{x}/{y}.mvt"])
    assert described["bounds"] == pytest.approx([120.9, 24.7, 120.91, 24.71])
    assert described["tiles"] == ["/t/{z}/{x}/{y}.mvt"]
    assert (described["name"], described["version"]) == ("综治", "1.0.0")
    assert [layer["id"] for layer in described["vector_layers"]] == ["grids", "grid_labels"]


def test_the_base_map_draws_the_ground_and_names_no_home(session):
    add_areas(
        session,
        [{"code": "1", "name": "示例区", "level": "district", "geometry": square(120.9, 24.7)}],
    )
    session.execute(
        text("""
            INSERT INTO barriers (code, kind, name, rank, geometry) VALUES
            ('r', 'road', '中山路', 2,
             ST_GeomFromText('LINESTRING(120.9 24.705, 120.91 24.705)', 4326)),
            ('w', 'water', '东河', 1,
             ST_GeomFromText('POLYGON((120.9 24.7, 120.91 24.7, 120.91 24.701, 120.9 24.7))', 4326))
        """)
    )
    session.execute(
        text("""
            INSERT INTO buildings (code, name, use, address, geometry) VALUES
            ('h', '住宅楼', 'residential', '中山路1号', ST_Multi(ST_MakeEnvelope(
                120.902, 24.702, 120.903, 24.703, 4326))),
            ('s', '市立医院', 'hospital', '中山路2号', ST_Multi(ST_MakeEnvelope(
                120.904, 24.702, 120.905, 24.703, 4326)))
        """)
    )
    session.execute(
        text("""
            INSERT INTO land_use (code, use, geometry) VALUES ('f', 'forest',
                ST_Multi(ST_MakeEnvelope(120.906, 24.702, 120.908, 24.704, 4326)))
        """)
    )
    add_network(session, "zongzhi")
    publish_one(session)
    server = TileServer(load_snapshot(session), load_base_map(session))
    zoom = 16
    found = {}
    for x in range(tile_at(120.9, 24.7, zoom)[0], tile_at(120.91, 24.7, zoom)[0] + 1):
        for y in range(tile_at(120.9, 24.71, zoom)[1], tile_at(120.9, 24.7, zoom)[1] + 1):
            tile = server.tile(BASE, zoom, x, y)
            for layer, features in (decode(tile) if tile else {}).items():
                found.setdefault(layer, []).extend(features)

    assert {"kind": "road", "rank": 2, "name": "中山路"} in found["ways"]
    assert {"kind": "water", "name": "东河"} in found["water"]
    assert found["land_use"] == [{"use": "forest"}] * len(found["land_use"])
    assert {feature["use"] for feature in found["buildings"]} == {"residential", "hospital"}
    assert {"kind": "hospital", "name": "市立医院"} in found["places"]
    assert "住宅楼" not in str(found)
    assert "号" not in str(found)


def test_an_empty_database_still_has_a_base_map(session):
    server = TileServer(load_snapshot(session), load_base_map(session))
    assert server.tile(BASE, 0, 0, 0) is None
    assert server.tilejson(BASE, [])["bounds"] == [-180.0, -85.0, 180.0, 85.0]


def test_the_ground_of_a_database_made_anew_is_another_state(session):
    """It counts its imports from 1 again; only the instant tells them apart."""
    insert = text("""
        INSERT INTO imports (kind, source, source_crs, transform, rows_read, inserted, updated,
                             rejected, imported_by, imported_at)
        VALUES ('areas', 'areas.gpkg', 'EPSG:4326', '', 1, 1, 0, 0, 'tests', :at) RETURNING id
    """)
    first = session.execute(insert, {"at": "2026-01-01T00:00:00Z"}).scalar_one()
    before, people = ground_stamp(session), people_stamp(session)
    session.execute(text("DELETE FROM imports"))
    again = session.execute(insert, {"at": "2026-03-01T00:00:00Z"}).scalar_one()
    session.execute(text("UPDATE imports SET id = :first WHERE id = :again"), locals())
    assert ground_stamp(session) != before
    assert people_stamp(session) != people
