"""What ``gridgeo plan`` is told beside the band: what stays, what counts, what is set apart."""

import json
from functools import partial

import geopandas as gpd
import numpy as np
import pytest
import shapely

from tests.support.maps import SIDE_M
from tests.support.plan_command import COLUMN, ROW, plan_units, units, write, write_places


@pytest.fixture
def plan(tmp_path):
    return partial(plan_units, tmp_path)


def test_hamlets_are_never_parted(plan):
    hamlet = np.where(ROW < 3, "upper" + COLUMN.astype(str), None)
    codes, grids, _ = plan(units(hamlet=hamlet), "--together", "hamlet")
    for column in range(8):
        assert len(set(codes[(ROW < 3) & (column == COLUMN)])) == 1
    assert set(grids.status) == {"in_band"}


def test_units_whose_field_is_empty_are_free(plan):
    hamlet = np.where(ROW < 3, "upper" + COLUMN.astype(str), np.where(COLUMN < 4, "", " "))
    codes, grids, _ = plan(units(hamlet=hamlet), "--together", "hamlet")
    assert set(grids.status) == {"in_band"}
    assert len(set(codes[ROW >= 3])) > 2


def test_rural_units_have_a_band_of_their_own(plan):
    setting = np.where(COLUMN < 4, "urban", "农村")
    codes, grids, _ = plan(
        units(setting=setting), "--setting", "setting", "--rural-band", "100:150:200"
    )
    counts = grids.set_index("code").households
    assert counts[np.unique(codes[COLUMN >= 4])].between(100, 200).all()
    assert counts[np.unique(codes[COLUMN < 4])].between(300, 500).all()


def test_locked_grids_and_pinned_units_stay(plan, tmp_path):
    present = np.where(ROW == 0, "TOP", np.where(COLUMN < 4, "WEST", "EAST"))
    existing = write(tmp_path / "present.gpkg", present)
    codes, _, _ = plan(
        units(), "--existing", existing, "--locked", "TOP", "--pinned", "U08", "--keep", "0"
    )
    assert (codes[present == "TOP"] == "TOP").all()
    assert "TOP" not in codes[present != "TOP"]
    present_of_pinned = present[codes == codes[8]]
    assert (present_of_pinned == "WEST").sum() * 2 >= len(present_of_pinned)


def test_keep_goes_from_the_ideal_to_no_change(plan, tmp_path):
    long_strips = np.array([f"S{row}" for row in ROW])  # each 400, in the band, but long
    existing = write(tmp_path / "present.gpkg", long_strips)
    stayed, _, told = plan(units(), "--existing", existing, "--keep", "1")
    assert (stayed == long_strips).all()
    assert "0 households change hands" in told
    ideal, grids, _ = plan(units(), "--existing", existing, "--keep", "0")
    assert (ideal != long_strips).any()
    assert grids.polsby_popper.mean() > 0.6


def test_the_load_is_balanced_where_a_workload_is_given(plan, tmp_path):
    frame = units(key=np.where(COLUMN == 0, 20, 0))
    weights = "--workload", "households=1,key_persons=10", "--count", "key_persons=key"
    codes, grids, _ = plan(frame, *weights)
    load = frame.homes + 10 * frame.key
    assert set(grids.status) == {"in_band"}
    balanced = load.groupby(codes).sum().std()
    blind, _, _ = plan(frame)
    assert balanced <= load.groupby(blind).sum().std()


def test_places_are_cut_out_of_the_base_grids(plan, tmp_path):
    campus = shapely.box(0, 0, 2 * SIDE_M, 2 * SIDE_M)
    small = shapely.Point(7.5 * SIDE_M, 5.5 * SIDE_M)
    places = write_places(tmp_path / "p.gpkg", ("校园", campus), ("hotel", small))
    rules = "--dedicated", "campus", "--dedicated", "hotel:10"
    codes, grids, told = plan(units(), "--places", places, *rules)
    dedicated = grids[grids.kind == "dedicated"].iloc[0]
    assert (dedicated["name"], dedicated.units, dedicated.status) == ("第0场所", 4, "")
    inside = (COLUMN < 2) & (ROW < 2)
    assert (codes[inside] == dedicated.code).all()
    assert dedicated.code not in codes[~inside]
    assert "1 grids are set apart" in told
    assert "The hotel P1 covers most of no unit" in told


def test_places_are_laid_over_the_base_grids_and_their_people_left_out(plan, tmp_path):
    campus = shapely.box(0, 0, 4 * SIDE_M, 2 * SIDE_M)
    places = write_places(tmp_path / "p.gpkg", ("campus", campus))
    mode = "--places", places, "--dedicated", "campus", "--dedicated-mode", "overlay"
    codes, grids, told = plan(units(), *mode)
    over = grids[grids.kind == "dedicated"].iloc[0]
    assert over.code not in codes
    assert (over.households, over.area_m2) == (400, pytest.approx(8 * SIDE_M**2))
    assert "1 dedicated grids lie over the others" in told
    assert grids[grids.kind == "base"].households.sum() == 2400
    assert _held_against_the_band(tmp_path) == 2000
    plan(units(), *mode, "--dedicated-counts")
    assert _held_against_the_band(tmp_path) == 2400


def _held_against_the_band(folder):
    told = json.loads((folder / "s.json").read_text())
    return sum(grid["households"] for grid in told["each_grid"])


def test_grids_are_reserved_for_homes_that_are_being_built(plan):
    built = (COLUMN >= 6) & (ROW < 3)
    frame = units(
        homes=np.where(built, 0, 50),
        planned=np.where(built, 100, 0),
        ready=np.where(built, "2027-01-01", None),
    )
    codes, grids, told = plan(
        frame, "--planned", "planned", "--ready", "ready", "--occupancy", "0.7",
        "--reserve-on", "2030-01-01",
    )  # fmt: skip
    reserved = grids[grids.life == "reserved"].iloc[0]
    assert set(codes[built]) == {reserved.code}
    assert (reserved.expected_hh, reserved.status) == (420, "")
    assert "2027-01-01" < reserved.active_from < "2029-01-01"
    assert reserved.reason.startswith("Reserved: 420 households are expected by 2030-01-01")
    assert "1 grids are set apart" in told


def test_borders_follow_streets_that_are_given(plan, tmp_path):
    street = gpd.GeoDataFrame(
        {"code": ["S1"], "kind": ["road"]},
        geometry=[shapely.LineString([(3 * SIDE_M, 0), (3 * SIDE_M, 6 * SIDE_M)])],
        crs="EPSG:3826",
    )
    street.to_file(tmp_path / "streets.gpkg")
    plan(units(), "--barriers", str(tmp_path / "streets.gpkg"))
    grids = json.loads((tmp_path / "s.json").read_text())["each_grid"]
    assert any(grid["on_streets"] > 0 for grid in grids)
    assert "on streets, water or walls" in grids[0]["why"]


def test_a_river_is_not_crossed(plan, tmp_path):
    river = gpd.GeoDataFrame(
        {"code": ["R1"], "kind": ["water"]},
        geometry=[shapely.LineString([(4 * SIDE_M, -99), (4 * SIDE_M, 7 * SIDE_M)])],
        crs="EPSG:3826",
    )
    river.to_file(tmp_path / "river.gpkg")
    codes, _, _ = plan(units(), "--barriers", str(tmp_path / "river.gpkg"))
    assert not set(codes[COLUMN < 4]) & set(codes[COLUMN >= 4])


@pytest.mark.parametrize("crossed", [False, True])
def test_a_trunk_road_is_crossed_at_its_crossings_only(plan, tmp_path, crossed):
    middle, reach = 4 * SIDE_M, 9 if crossed else 99
    trunk = shapely.LineString([(middle, -99), (middle, 7 * SIDE_M)])
    streets = [  # cut where they meet the trunk road, or far from it
        shapely.LineString([(middle + way * (reach - 9), row), (middle + way * reach, row)])
        for row in (99, 249)
        for way in (-1, 1)
    ]
    gpd.GeoDataFrame(
        {"code": list("ABCDE"), "kind": "road", "rank": [1, 4, 4, 4, 4]},
        geometry=[trunk, *streets],
        crs="EPSG:3826",
    ).to_file(tmp_path / "roads.gpkg")
    codes, _, _ = plan(
        units(homes=np.where(COLUMN == 3, 20, 50)), "--barriers", str(tmp_path / "roads.gpkg")
    )
    assert bool(set(codes[COLUMN < 4]) & set(codes[COLUMN >= 4])) == crossed


def test_alternatives_are_files_of_their_own(plan, tmp_path):
    existing = write(tmp_path / "present.gpkg", np.array([f"S{row}" for row in ROW]))
    _, _, told = plan(units(), "--existing", existing, "--alternatives")
    assert all(name in told for name in ("compact", "balanced", "least_change"))
    assert "change hands" in told
    for name in ("compact", "balanced", "least_change"):
        grids = gpd.read_file(tmp_path / f"out-{name}.gpkg", layer="grids")
        summary = json.loads((tmp_path / f"s-{name}.json").read_text())
        assert summary["alternative"]["name"] == name
        assert summary["alternative"]["grids"] == len(grids)


def test_the_summary_explains_grids_communities_and_changes(plan, tmp_path):
    homes = np.where(np.arange(48) == 20, 700, 50)
    existing = write(tmp_path / "present.gpkg", np.array([f"S{row}" for row in ROW]))
    plan(units(homes=homes, b=homes // 10), "--existing", existing, "--count", "buildings=b")
    told = json.loads((tmp_path / "s.json").read_text())
    [miss] = told["misses"]
    assert (miss["reason"], miss["proved"]) == ("unit_over_maximum", True)
    assert "U20 alone has 700 households" in miss["sentence"]
    assert all(grid["why"] for grid in told["each_grid"])
    [community] = told["communities"]
    tower, rest = sorted(community["parts"], key=lambda part: part["units"])
    assert (community["feasible"], tower["feasible"]) == (None, None)
    assert tower["why"] == "One unit alone has 700 households, more than 500."
    assert rest["feasible"] == [5, 7]
    assert rest["why"].startswith("2350 households make at least 5 grids")
    changes = told["disruption"]
    for name in ("households", "buildings"):
        assert sum(move[name] for move in changes["moves"]) == changes[name]


def test_a_reserved_grid_over_the_band_says_so_and_an_inhabited_one_is_in_use(plan):
    frame = units(
        homes=np.where(COLUMN >= 6, 0, 50),
        planned=np.where(COLUMN == 0, 20, np.where((COLUMN == 7) & (ROW == 0), 900, 0)),
        ready="2027-01-01",
    )
    _, grids, _ = plan(
        frame, "--planned", "planned", "--ready", "ready", "--occupancy", "1",
        "--reserve-on", "2030-01-01",
    )  # fmt: skip
    [tower] = grids[grids.life == "reserved"].itertuples()
    assert "On that day it is over the band: Unit U07 alone has 900 households" in tower.reason
    [inhabited] = grids[(grids.expected_hh == 420) & (grids.life == "active")].itertuples()
    assert (inhabited.status, inhabited.households) == ("in_band", 300)
    assert inhabited.reason.startswith("Sized for 420 households by 2030-01-01; 300 live here")


def test_a_place_takes_no_pinned_unit(plan, tmp_path):
    existing = write(tmp_path / "present.gpkg", np.where(COLUMN < 4, "WEST", "EAST"))
    places = write_places(tmp_path / "p.gpkg", ("campus", shapely.box(0, 0, 199, 99)))
    cut = "--places", places, "--dedicated", "campus", "--existing", existing
    codes, grids, _ = plan(units(), *cut, "--pinned", "U00")
    dedicated = grids[grids.kind == "dedicated"].iloc[0]
    assert codes[0] != dedicated.code
    assert dedicated.units == 7
