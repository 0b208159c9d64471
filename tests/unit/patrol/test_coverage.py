import numpy as np
import pytest
import shapely

from gridgeo.geometry.locator import Locator
from gridgeo.patrol.coverage import CoverageFrame, exact_ground_shares
from gridgeo.patrol.ground import GroundCells
from gridgeo.patrol.targets import building_targets, place_targets, street_targets
from gridgeo.patrol.tracks import make_tracks
from tests.support import patrols

SQUARE = shapely.box(0, 0, 200, 200)
LINE = np.array([[0.0, 100.0, 200.0, 100.0]])


def frame_of(polygons, **targets):
    return CoverageFrame(GroundCells.of(np.array(polygons), 5.0), targets)


def test_a_straight_path_passes_the_band_around_it():
    frame = frame_of([SQUARE])
    shares = frame.shares(frame.pass_by(LINE, 30.0))
    assert shares["ground"] == pytest.approx([60 / 200], abs=0.03)


@pytest.mark.parametrize("radius_m", [12.0, 30.0, 75.0])
def test_the_raster_is_within_three_points_of_the_exact_overlay(radius_m):
    rng = np.random.default_rng(4)
    x, y = patrols.ORIGIN
    shapes = np.array(
        [
            shapely.Point(*(patrols.ORIGIN + rng.uniform(0, 600, 2))).buffer(rng.uniform(40, 150))
            for _ in range(40)
        ]
        + [
            shapely.box(x, y, x + 300, y + 20).difference(
                shapely.box(x + 50, y + 5, x + 90, y + 15)
            )
        ]
    )
    segments = make_tracks(patrols.walked(seed=8)[0].clean()).segments()
    frame = frame_of(shapes)
    estimate = frame.shares(frame.pass_by(segments, radius_m))["ground"]
    assert estimate == pytest.approx(exact_ground_shares(shapes, segments, radius_m), abs=0.03)


def test_households_buildings_and_streets_are_judged_exactly():
    grids = Locator.build(np.array([SQUARE]))
    homes = place_targets(
        grids,
        np.array([50.0, 50, 50, 900]),
        np.array([129.9, 130.1, 100, 0]),
        np.array([3.0, 4, 1, 9]),
    )
    houses = building_targets(
        grids, np.array([shapely.box(20, 128, 60, 170), shapely.box(80, 132, 90, 170)])
    )
    streets = street_targets(
        grids,
        np.array(
            [shapely.LineString([(100, 0), (100, 200)]), shapely.LineString([(0, 10), (200, 10)])]
        ),
    )
    frame = frame_of([SQUARE], households=homes, buildings=houses, streets=streets)
    shares = frame.shares(frame.pass_by(LINE, 30.0))
    assert shares["households"] == pytest.approx([4 / 8])
    assert shares["buildings"] == pytest.approx([1 / 2])
    assert shares["streets"] == pytest.approx([60 / 400], abs=0.03)
    assert homes.totals().tolist() == [8.0]


def test_days_add_up_to_what_was_passed_on_any_of_them():
    frame = frame_of([SQUARE])
    shift = np.array([0, 60, 0, 60])
    low, high = LINE - shift, LINE + shift
    both = frame.pass_by(np.vstack([low, high]), 30.0)
    joined = frame.pass_by(low, 30.0).join(frame.pass_by(high, 30.0))
    assert np.array_equal(both.cells, joined.cells)


def test_blind_spots_are_the_ground_that_nobody_passed():
    ground = GroundCells.of(np.array([SQUARE]), 5.0)
    passed = ground.pass_by(LINE, 30.0)
    pieces = ground.blind_spots(0, passed)
    assert len(pieces) == 2
    assert shapely.area(pieces).sum() == pytest.approx(0.7 * SQUARE.area, rel=0.03)
    assert all(SQUARE.covers(piece) for piece in pieces)
    assert shapely.distance(pieces, shapely.LineString([(0, 100), (200, 100)])).min() >= 26
    assert ground.blind_spots(0, np.ones_like(passed)).tolist() == []


def test_a_grid_without_ground_or_path_has_no_share():
    frame = frame_of([SQUARE, None, shapely.Polygon()])
    shares = frame.shares(frame.pass_by(np.empty((0, 4)), 30.0))["ground"]
    assert shares[0] == 0
    assert np.isnan(shares[1:]).all()


def test_overlapping_grids_are_each_judged_by_themselves():
    frame = frame_of([SQUARE, shapely.box(0, 70, 200, 130)])
    shares = frame.shares(frame.pass_by(LINE, 30.0))["ground"]
    assert shares == pytest.approx([0.3, 1.0], abs=0.03)
