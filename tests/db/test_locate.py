"""Lookups from a snapshot, held against the same question in SQL."""

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from sqlalchemy import event, text

from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.locate import load_snapshot, snapshot_state
from gridgeo.services.locate_bytes import NetworkBytes, write_json
from tests.support.published import add_areas, add_lineage, add_network, patchwork, publish

pytestmark = pytest.mark.db

BOX = shapely.box(120.9, 24.7, 121.0, 24.8)
AREAS = [
    {"code": "330199000000", "name": "示例区", "level": "district", "geometry": BOX},
    {
        "code": "330199001000",
        "name": "河东街道",
        "level": "town",
        "parent_code": "330199000000",
        "geometry": BOX,
    },
    {
        "code": "330199001003",
        "name": "和平社区",
        "level": "community",
        "parent_code": "330199001000",
        "setting": "rural",
        "geometry": BOX,
    },
]

# The rule of gridgeo.geometry.locator, in SQL.
RULE = text("""
    SELECT p.i, (SELECT g.code FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
                 WHERE upper_inf(v.valid)
                   AND ST_Covers(v.geometry, ST_SetSRID(ST_MakePoint(p.x, p.y), 4326))
                 ORDER BY g.code COLLATE "C" LIMIT 1) AS code
    FROM unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) WITH ORDINALITY AS p (x, y, i)
    ORDER BY p.i
""")


@pytest.fixture
def session(database_url):
    engine = make_engine(database_url)
    with open_session(engine) as opened:
        add_areas(opened, AREAS)
        yield opened
    engine.dispose()


def squares(count, **values):
    width = 0.1 / count
    return [
        {
            "code": f"G{i}",
            "geometry": shapely.box(120.9 + i * width, 24.7, 120.9 + (i + 1) * width, 24.8),
            **values,
        }
        for i in range(count)
    ]


def test_answers_are_those_of_st_covers_on_and_off_borders(session):
    polygons = patchwork(12, seed=3)
    codes = np.random.default_rng(1).permutation(len(polygons))
    add_network(session, "zongzhi")
    publish(
        session,
        "zongzhi",
        [{"code": f"{c:03}", "geometry": p} for c, p in zip(codes, polygons, strict=True)],
    )
    rng = np.random.default_rng(2)
    corners = shapely.get_coordinates(polygons)
    near = corners + rng.normal(0, 1e-7, corners.shape)
    places = np.vstack([rng.uniform((120.89, 24.69), (121.01, 24.81), (3_000, 2)), corners, near])
    expected = [
        row.code
        for row in session.execute(RULE, {"x": places[:, 0].tolist(), "y": places[:, 1].tolist()})
    ]

    network = load_snapshot(session).network("zongzhi")
    found = network.find(places[:, 0], places[:, 1])
    assert [network.table.codes[row] if row >= 0 else None for row in found] == expected


def test_an_answer_holds_the_grid_its_areas_and_the_way_to_the_border(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(2, households=260, area_code="330199001003"))
    [answer] = load_snapshot(session).locate(120.9495, 24.75, accuracy_m=100)

    assert (answer.network, answer.network_name, answer.version) == ("zongzhi", "综治", 1)
    assert (answer.inside, answer.grid.code, answer.grid.households) == (True, "G0", 260)
    assert (answer.grid.deviation, answer.grid.band_status) == (0.3, "over")  # the rural band
    assert [area.name for area in answer.areas] == ["示例区", "河东街道", "和平社区"]
    assert answer.distance_to_border_m == pytest.approx(50.6, abs=0.1)
    assert answer.ambiguous
    assert [(near.code, near.distance_m) for near in answer.neighbours] == [
        ("G1", answer.distance_to_border_m)
    ]


def test_a_point_well_inside_is_not_ambiguous(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(2))
    [answer] = load_snapshot(session).locate(120.92, 24.75, accuracy_m=100)
    assert (answer.ambiguous, answer.neighbours, answer.nearest) == (False, [], None)
    assert answer.grid.households is None
    assert answer.grid.deviation is None


def test_a_point_outside_gets_the_nearest_grid(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(2))
    [answer] = load_snapshot(session).locate(121.01, 24.75)
    assert (answer.inside, answer.grid, answer.areas) == (False, None, [])
    assert answer.nearest.code == "G1"
    assert answer.nearest.distance_m == pytest.approx(1011.5, abs=1)


@pytest.mark.parametrize(
    ("dedicated", "grid", "over"), [("cut_out", "A", []), ("overlay", "G0", ["A"])]
)
def test_a_dedicated_grid_follows_the_rule_of_its_network(session, dedicated, grid, over):
    add_network(session, "zongzhi", dedicated=dedicated)
    office = {
        "code": "A",
        "kind": "dedicated",
        "geometry": shapely.box(120.91, 24.71, 120.92, 24.72),
    }
    publish(session, "zongzhi", [*squares(2), office])
    [answer] = load_snapshot(session).locate(120.915, 24.715)
    assert answer.grid.code == grid
    assert [other.code for other in answer.dedicated] == over


def test_the_past_answers_as_it_was_and_a_new_version_is_seen(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(2))
    state = snapshot_state(session)
    assert snapshot_state(session) == state
    publish(session, "zongzhi", squares(5), version=2, valid_from="2026-03-01T00:00:00Z")

    assert snapshot_state(session) != state
    assert load_snapshot(session).locate(120.99, 24.75)[0].grid.code == "G4"
    february = datetime(2026, 2, 1, tzinfo=UTC)
    [answer] = load_snapshot(session, february).locate(120.99, 24.75)
    assert (answer.grid.code, answer.version) == ("G1", 1)
    assert load_snapshot(session, datetime(2025, 1, 1, tzinfo=UTC)).locate(120.99, 24.75) == []


def test_only_the_networks_asked_answer_in_their_order(session):
    for code in ("chengguan", "dangjian", "zongzhi"):
        add_network(session, code, code)
        publish(session, code, squares(1))
    snapshot = load_snapshot(session)
    assert [a.network for a in snapshot.locate(120.95, 24.75)] == [
        "chengguan",
        "dangjian",
        "zongzhi",
    ]
    asked = snapshot.locate(120.95, 24.75, ["zongzhi", "chengguan"])
    assert [answer.network for answer in asked] == ["zongzhi", "chengguan"]
    with pytest.raises(NotFoundError, match="did you mean 'zongzhi'"):
        snapshot.locate(120.95, 24.75, ["zongzi"])


@pytest.mark.parametrize(
    ("lon", "lat", "field", "message"),
    [
        (float("nan"), 24, "lon", "finite"),
        (120, float("inf"), "lat", "finite"),
        (24.75, 120.95, "lat", "swapped"),
        (200, 24, "lon", "between -180 and 180"),
        (120, -91, "lat", "between -90 and 90"),
    ],
)
def test_a_place_that_is_none_is_refused_by_field(session, lon, lat, field, message):
    with pytest.raises(BadInputError, match=message) as caught:
        load_snapshot(session).locate(lon, lat)
    assert caught.value.field == field


def test_bytes_are_the_answer_as_json(session):
    add_network(session, "zongzhi", dedicated="overlay")
    add_network(session, "dangjian")
    office = {
        "code": "A",
        "kind": "dedicated",
        "geometry": shapely.box(120.91, 24.71, 120.92, 24.72),
    }
    publish(session, "zongzhi", [*squares(2, area_code="330199001003", households=9), office])
    publish(session, "dangjian", squares(3))
    snapshot = load_snapshot(session)
    rng = np.random.default_rng(4)
    places = [*rng.uniform((120.89, 24.69), (121.01, 24.81), (200, 2)).tolist(), (120.95, 24.75)]
    for lon, lat in places * 2:  # the second time from what was kept
        for networks in (None, ["zongzhi"], ["dangjian", "zongzhi"]):
            expected = write_json(snapshot.locate(lon, lat, networks))
            assert snapshot.locate_bytes(lon, lat, networks) == expected
    few = NetworkBytes(snapshot.network("dangjian"), snapshot.chains, most=2)
    for lon, lat in places:  # also where most of what was kept had to go
        [expected] = snapshot.locate(lon, lat, ["dangjian"])
        assert few.answer(lon, lat) == write_json(expected)
    with pytest.raises(NotFoundError, match="did you mean 'zongzhi'"):
        snapshot.locate_bytes(120.95, 24.75, ["zongzi"])


def test_what_changed_lately_says_from_whom_and_to_whom(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(1))
    publish(session, "zongzhi", squares(2), version=2, valid_from="2026-03-01T00:00:00Z")
    add_lineage(session, "zongzhi", 2, [("G0", "G1", 40, 0.5)])
    snapshot = load_snapshot(session)
    gave, got = (snapshot.locate(lon, 24.75)[0].change for lon in (120.92, 120.98))
    assert (gave.version, got.version) == (2, 2)
    assert gave.valid_from == datetime(2026, 3, 1, tzinfo=UTC)
    assert [(kin.code, kin.households, kin.area_share) for kin in gave.gave_to] == [("G1", 40, 0.5)]
    assert (gave.came_from, got.gave_to) == ([], [])
    assert [kin.code for kin in got.came_from] == ["G0"]

    publish(session, "zongzhi", squares(2), version=3, valid_from="2026-08-01T00:00:00Z")
    assert load_snapshot(session).locate(120.92, 24.75)[0].change is None  # long ago by now


def test_of_a_new_version_only_ground_that_is_new_is_read(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(5))
    before = load_snapshot(session)
    read = []

    def note(_connection, _cursor, statement, parameters, *_more):
        if "AS wkb" in statement:
            read.append(parameters["ids"])

    event.listen(session.get_bind(), "before_cursor_execute", note)
    renamed = [{**one, "name": f"新{n}"} for n, one in enumerate(squares(5))]
    publish(session, "zongzhi", renamed, version=2, valid_from="2026-02-01T00:00:00Z")
    second = load_snapshot(session, previous=before)
    assert read == []
    assert second.network("zongzhi").table.ground is before.network("zongzhi").table.ground
    moved = [*renamed[1:], {**renamed[0], "geometry": shapely.box(120.9, 24.7, 120.91, 24.8)}]
    publish(session, "zongzhi", moved, version=3, valid_from="2026-03-01T00:00:00Z")
    third = load_snapshot(session, previous=second).network("zongzhi").table
    assert [len(ids) for ids in read] == [1]
    anew = load_snapshot(session).network("zongzhi").table
    assert third.ground.equals(anew.ground)
    assert third.names.tolist() == anew.names.tolist()
    assert third.codes.tolist() == anew.codes.tolist() == [f"G{n}" for n in range(5)]


def test_a_database_made_anew_is_another_state(session):
    add_network(session, "zongzhi")
    publish(session, "zongzhi", squares(2))
    before = snapshot_state(session)
    session.execute(text("UPDATE publications SET published_at = now() - interval '1 day'"))
    again = snapshot_state(session)
    session.execute(text("UPDATE networks SET name = '党建'"))
    assert len({before, again, snapshot_state(session)}) == 3
