from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.services.crosswalk_files import PeopleSource, Source
from gridgeo.services.crosswalk_networks import crosswalk_networks
from gridgeo.services.network_file import read_network
from tests.support.views import box

HSINCHU = Path(__file__).parents[3] / "../shared/data/hsinchu/hsinchu.gpkg"
needs_hsinchu = pytest.mark.skipif(not HSINCHU.exists(), reason=f"{HSINCHU} is not there")


@pytest.fixture
def write(tmp_path):
    def write_file(name, shapes, crs="EPSG:4549", **columns):
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
        frame.to_file(tmp_path / name, driver="GPKG")
        return tmp_path / name

    return write_file


@pytest.fixture
def networks(write):
    a = write("a.gpkg", [box(0, 0, 100, 100), box(100, 0, 200, 100)], code=["A1", "A2"])
    b = write("b.gpkg", [box(0, 0, 150, 100)], code=["B1"])
    return Source(a), Source(b)


def crosswalk_files(a, b, people=None):
    return crosswalk_networks(a, b, people).crosswalk


def table(crosswalk):
    return {(row.a, row.b): row for row in crosswalk.rows}


def test_pairs_carry_ground_shares_and_class(networks):
    rows = table(crosswalk_files(*networks))
    assert set(rows) == {("A1", "B1"), ("A2", "B1"), ("A2", "")}
    assert rows["A1", "B1"].kind == "inside"
    assert rows["A2", "B1"].kind == "crossing"
    assert rows["A2", ""].kind == "outside"
    assert rows["A2", "B1"].area_m2 == pytest.approx(5000)
    assert rows["A2", "B1"].share_of_a == pytest.approx(0.5)
    assert rows["A2", "B1"].share_of_b == pytest.approx(1 / 3)
    assert rows["A2", "B1"].households is None


def test_points_are_counted_by_pair(networks, write):
    points = shapely.points(500_000 + np.array([10.0, 120, 180, 900]), 3_300_050.0)
    homes = PeopleSource(write("h.gpkg", points, hh=[1, 2, 4, 8]), households="hh")
    crosswalk = crosswalk_files(*networks, homes)
    assert {pair: row.households for pair, row in table(crosswalk).items()} == {
        ("A1", "B1"): 1,
        ("A2", "B1"): 2,
        ("A2", ""): 4,
        ("", ""): 8,
    }
    assert crosswalk.households == 15
    assert table(crosswalk)["A2", "B1"].households_share_of_a == pytest.approx(2 / 6)


def test_points_without_a_count_are_one_household_each(networks, write):
    points = shapely.points([[500_010.0, 3_300_050.0]] * 3)
    assert crosswalk_files(*networks, PeopleSource(write("h.gpkg", points))).households == 3


def test_homes_in_degrees_meet_networks_in_metres(networks, write, tmp_path):
    path = write("h.gpkg", shapely.points([[500_010.0, 3_300_050.0]]), hh=[5])
    gpd.read_file(path).to_crs(4326).to_file(tmp_path / "d.gpkg")
    crosswalk = crosswalk_files(*networks, PeopleSource(tmp_path / "d.gpkg", households="hh"))
    assert table(crosswalk)["A1", "B1"].households == 5


def test_small_areas_need_a_count(networks, write):
    areas = write("s.gpkg", [box(0, 0, 9, 9)], hh=[5])
    with pytest.raises(BadInputError, match="--count"):
        crosswalk_files(*networks, PeopleSource(areas))


def test_a_code_used_twice_is_refused(networks, write):
    twice = write("t.gpkg", [box(0, 0, 9, 9), box(9, 0, 20, 9)], code=["X", "X"])
    with pytest.raises(BadInputError, match="more than once, the first is 'X'"):
        crosswalk_files(networks[0], Source(twice))


def test_an_invalid_polygon_is_named(networks, write):
    points = [(0, 0), (9, 9), (9, 0), (0, 9)]
    bow_tie = shapely.Polygon([(500_000 + x, 3_300_000 + y) for x, y in points])
    path = write("i.gpkg", [bow_tie], code=["X"])
    with pytest.raises(BadInputError, match="'X'"):
        crosswalk_files(networks[0], Source(path))


@needs_hsinchu
def test_no_household_of_hsinchu_is_lost_or_doubled():
    areas = Source(HSINCHU, layer="areas", field="code")
    villages = Source(HSINCHU, layer="villages", field="VILLCODE")
    homes = PeopleSource(HSINCHU, "areas", "households", "persons")
    crosswalk = crosswalk_files(areas, villages, homes)
    assert crosswalk.households == sum(row.households for row in crosswalk.rows) == 161_151
    assert crosswalk.persons == sum(row.persons for row in crosswalk.rows) == 438_081
    frame = gpd.read_file(HSINCHU, layer="areas").set_index("code")
    counted = dict.fromkeys(frame.index, 0)
    for row in crosswalk.rows:
        if row.a:
            counted[row.a] += row.households
    assert counted == frame["households"].to_dict()
    ground = sum(row.area_m2 for row in crosswalk.rows if row.a)
    whole = shapely.area(read_network(HSINCHU, layer="areas").polygons).sum()
    assert ground == pytest.approx(whole, rel=1e-9)


def test_progress_names_each_step_and_its_share(networks):
    told = []
    crosswalk_networks(*networks, progress=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert [step for step, _ in told[:3]] == ["read", "count people", "common ground"]
    assert len({step for step, _ in told}) == 6
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < shares[-1] < 1.0


def test_who_stops_the_progress_stops_the_crosswalk(networks):
    def stop(step, share):
        if step == "slivers":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crosswalk_networks(*networks, progress=stop)
