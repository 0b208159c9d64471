"""Tiles of earlier versions, plans, units and density, over HTTP and decoded."""

import itertools
from collections import Counter

import mapbox_vector_tile
import numpy as np
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.tiles.mercator import tile_at
from tests.support import small_town
from tests.support.small_town import EAST, LEFT, MIDDLE, NORTH, RIGHT, SOUTH, WEST

pytestmark = pytest.mark.db

TILES = "/api/v1/tiles"
PLACE = 14, *tile_at((WEST + MIDDLE) / 2, (SOUTH + NORTH) / 2, 14)


@pytest.fixture(scope="module")
def plan_id(town_url: str) -> int:
    """A second version of the network without its first grid, units, homes and a plan."""
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        session.flush()
        made = create_plan(session, "zongzhi", [LEFT], seed=0).plan_id
        small_town.add_second_version(session)
        # Three homes alone in their square, far from all others.
        session.execute(
            text("""
                INSERT INTO households (code, households, persons, position_quality, geometry)
                SELECT 'alone' || n, 1, 2, 'surveyed', ST_SetSRID(ST_Point(116.4, 39.95), 4326)
                FROM generate_series(1, 3) AS n
            """)
        )
    engine.dispose()
    return made


def codes(answer):
    assert answer.status_code == 200, answer.text
    layers = mapbox_vector_tile.decode(answer.content)
    return {feature["properties"]["code"] for feature in layers["grids"]["features"]}


def follow(client, path, **place):
    described = client.get(path)
    assert described.status_code == 200, described.text
    z, x, y = PLACE
    return client.get(described.json()["tiles"][0].format(**({"z": z, "x": x, "y": y} | place)))


def test_each_version_has_tiles_of_its_own_that_hold_for_ever(public, plan_id):
    first = follow(public, f"{TILES}/zongzhi/versions/1/tilejson.json")
    second = follow(public, f"{TILES}/zongzhi/versions/2/tilejson.json")
    assert codes(first) - codes(second) == {f"{LEFT}001"}
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    z, x, y = PLACE
    loose = public.get(f"{TILES}/zongzhi/versions/1/{z}/{x}/{y}.mvt")
    assert loose.content == first.content
    assert loose.headers["cache-control"] == "public, no-cache"


def test_a_day_leads_to_the_version_that_was_in_force(public, plan_id):
    then = follow(public, f"{TILES}/zongzhi/tilejson.json?as_of=2026-01-15")
    later = follow(public, f"{TILES}/zongzhi/tilejson.json?as_of=2026-03-01")
    assert f"{LEFT}001" in codes(then)
    assert f"{LEFT}001" not in codes(later)
    early = public.get(f"{TILES}/zongzhi/tilejson.json?as_of=2025-01-01")
    assert early.status_code == 404


def test_a_plan_is_drawn_for_those_who_may_read_it_and_kept_by_nobody(
    public, closed, signed_in, plan_id
):
    path = f"/api/v1/plans/{plan_id}/tiles/tilejson.json"
    assert public.get(path).status_code == 401  # an open server opens what is published alone
    assert closed.get(path).status_code == 401
    assert signed_in("worker").get(path).status_code == 403
    planner = signed_in("planner")
    answer = follow(planner, path)
    planned = {grid["code"] for grid in planner.get(f"/api/v1/plans/{plan_id}").json()["grid_list"]}
    assert codes(answer) == planned
    assert answer.headers["cache-control"] == "private, no-store"
    assert planner.get("/api/v1/plans/999/tiles/tilejson.json").status_code == 404


def test_a_plan_that_was_edited_is_drawn_anew(signed_in, plan_id, town_url):
    planner = signed_in("planner")
    path = f"/api/v1/plans/{plan_id}/tiles/tilejson.json"
    before = planner.get(path).json()["tiles"]
    engine = make_engine(town_url)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE plan_grids SET name = '改名' WHERE plan_id = :id"), {"id": plan_id}
        )
        connection.execute(
            text("UPDATE plans SET revision = revision + 1 WHERE id = :id"), {"id": plan_id}
        )
    engine.dispose()
    assert planner.get(path).json()["tiles"] != before
    drawn = mapbox_vector_tile.decode(follow(planner, path).content)["grids"]["features"]
    assert {feature["properties"]["name"] for feature in drawn} == {"改名"}


def test_units_of_a_plan_tell_their_grid_and_follow_each_edit(closed, signed_in, plan_id, town_url):
    path = f"/api/v1/plans/{plan_id}/units/tiles/tilejson.json"
    assert closed.get(path).status_code == 401
    assert signed_in("worker").get(path).status_code == 403
    planner = signed_in("planner")
    before = units_by_code(follow(planner, path))
    grids = mapbox_vector_tile.decode(
        follow(planner, f"/api/v1/plans/{plan_id}/tiles/tilejson.json").content
    )["grids"]["features"]
    numbers = {grid["properties"]["code"]: grid["properties"]["number"] for grid in grids}
    assert {(unit["grid"], unit["grid_number"]) for unit in before.values()} == set(numbers.items())
    code, unit = next(iter(before.items()))
    other = max(numbers.values()) + 1
    engine = make_engine(town_url)
    with engine.begin() as connection:
        for statement in _MOVE:
            connection.execute(
                text(statement),
                {"plan": plan_id, "code": code, "number": other, "from": unit["grid_number"]},
            )
    engine.dispose()
    answer = follow(planner, path)
    after = units_by_code(answer)
    assert answer.headers["cache-control"] == "private, no-store"
    assert after[code] | {"grid": f"新{other}", "grid_number": other, "pinned": True} == after[code]
    assert {key: one for key, one in after.items() if key != code} == {
        key: one for key, one in before.items() if key != code
    }


_MOVE = (
    """
    INSERT INTO plan_grids (plan_id, number, code, name, kind, status, area_code, units, households,
                            persons, area_m2, polsby_popper, geometry)
    SELECT plan_id, :number, '新' || :number, name, kind, status, area_code, 1, households, persons,
           area_m2, polsby_popper, geometry
    FROM plan_grids WHERE plan_id = :plan AND number = :from
    """,
    """
    UPDATE plan_units SET grid_number = :number, pinned = true
    WHERE plan_id = :plan AND unit_id = (SELECT id FROM units WHERE code = :code)
    """,
    "UPDATE plans SET revision = revision + 1 WHERE id = :plan",
)


def units_by_code(answer):
    assert answer.status_code == 200, answer.text
    features = mapbox_vector_tile.decode(answer.content)["units"]["features"]
    return {feature["properties"]["code"]: feature["properties"] for feature in features}


def test_deviations_show_what_grids_outside_the_band_lack_and_sums_by_area(public, plan_id):
    x, y = tile_at(MIDDLE, (SOUTH + NORTH) / 2, 10)
    answer = follow(public, f"{TILES}/zongzhi/deviations/tilejson.json", z=10, x=x, y=y)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    layers = mapbox_vector_tile.decode(answer.content)
    points = {
        one["properties"]["code"]: one["properties"] for one in layers["deviations"]["features"]
    }
    # 520 of at most 500 in the urban community, 350 of at most 300 in the rural one.
    assert points[f"{LEFT}002"]["beyond"] == 20
    assert points[f"{LEFT}002"]["band_status"] == "over"
    assert points[f"{RIGHT}001"]["beyond"] == 50
    assert f"{RIGHT}002" not in points
    [right] = [
        one["properties"]
        for one in layers["deviation_areas"]["features"]
        if one["properties"]["code"] == RIGHT
    ]
    assert right == {
        "code": RIGHT,
        "name": "东柳村",
        "grids": 2,
        "under": 0,
        "in_band": 1,
        "over": 1,
        "share_in_band": 0.5,
    }
    assert public.get(f"{TILES}/zongzi/deviations/tilejson.json").status_code == 404


def test_units_are_for_planners(closed, signed_in, plan_id):
    path = f"{TILES}/units/tilejson.json"
    assert closed.get(path).status_code == 401
    assert signed_in("integrator").get(path).status_code == 403
    answer = follow(signed_in("planner"), path)
    assert answer.headers["cache-control"] == "private, no-cache"
    units = mapbox_vector_tile.decode(answer.content)["units"]["features"]
    assert f"{LEFT}-05" in {unit["properties"]["code"] for unit in units}
    assert {unit["properties"]["households"] for unit in units} == {25, 50}


def test_a_unit_is_labelled_once_though_tiles_cut_it(signed_in, plan_id):
    planner = signed_in("planner")
    (west, north), (east, south) = (tile_at(*at, 16) for at in ((WEST, NORTH), (EAST, SOUTH)))
    drawn, labelled = Counter(), Counter()
    for x, y in itertools.product(range(west, east + 1), range(north, south + 1)):
        answer = follow(planner, f"{TILES}/units/tilejson.json", z=16, x=x, y=y)
        layers = mapbox_vector_tile.decode(answer.content) if answer.content else {}
        for name, counter in (("units", drawn), ("unit_labels", labelled)):
            features = layers.get(name, {"features": []})["features"]
            counter.update(one["properties"]["code"] for one in features)
    assert len(drawn) == 32
    assert drawn.total() > 32
    assert set(labelled.values()) == {1}
    assert labelled.keys() == drawn.keys()


@pytest.mark.parametrize("zoom", [8, 11, 13, 16])
def test_density_counts_homes_and_hides_the_few(public, plan_id, zoom):
    found = {}
    for lon in (116.3001, 116.3101, 116.3201, 116.3301, 116.4):
        for lat in (39.9001, 39.9101, 39.9199, 39.95):
            x, y = tile_at(lon, lat, zoom)
            answer = follow(public, f"{TILES}/density/tilejson.json", z=zoom, x=x, y=y)
            if answer.status_code == 204:
                continue
            tile = mapbox_vector_tile.decode(answer.content)["density"]["features"]
            found |= {(x, y, square["id"]): square["properties"] for square in tile}
    counts = [square["households"] for square in found.values()]
    assert min(counts) >= 5
    if zoom in (8, 11):
        assert sum({key[2]: n for key, n in zip(found, counts, strict=True)}.values()) == 1200
    if zoom >= 13:
        side_km = 40_075.017 * np.cos(np.radians(39.91)) / 2**18
        for square in found.values():
            expected = square["households"] / side_km**2
            assert square["per_km2"] == pytest.approx(expected, rel=0.01)
    x, y = tile_at(116.4, 39.95, 16)
    alone = follow(public, f"{TILES}/density/tilejson.json", z=16, x=x, y=y)
    assert alone.status_code == 204
