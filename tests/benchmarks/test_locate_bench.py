"""Figures of the point lookup beside an STRtree and a spatial join, with the same answers."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgeo.geometry.locator import Locator
from tests.support.bench import say, timed
from tests.support.published import patchwork

pytestmark = [pytest.mark.bench, pytest.mark.slow]

SIDE = 141  # squared: 19,881 grids
DEGREES = 1.0  # grids of 700 m, as in a large city
POINTS = 1_000_000
PEER_POINTS = 100_000  # the peers are asked less, or the run would take minutes
BORDER_SHARE = 0.1  # of the points, on a border or within a metre of it


@pytest.fixture(scope="module")
def polygons():
    return patchwork(SIDE, seed=11, degrees=DEGREES)


@pytest.fixture(scope="module")
def places(polygons):
    rng = np.random.default_rng(12)
    low, high = np.array([120.9, 24.7]), np.array([121.9, 25.7])
    corners = rng.permutation(shapely.get_coordinates(polygons))[: int(POINTS * BORDER_SHARE)]
    beside = corners + rng.uniform(-1e-5, 1e-5, corners.shape) * rng.integers(
        0, 2, (len(corners), 1)
    )
    inner = rng.uniform(low, high, (POINTS - len(corners), 2))
    return rng.permutation(np.vstack([inner, beside]))


def first_of(points, polygons, count):
    """Give the lowest polygon of each point's pairs, or -1."""
    lowest = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(lowest, points, polygons)
    return np.where(lowest == np.iinfo(np.int64).max, -1, lowest)


def test_lookup_is_ten_times_an_strtree_and_twenty_times_a_join(polygons, places, capsys):
    Locator.build(polygons[:4]).locate([0.0], [0.0])  # compile, or load what was compiled
    build_s, locator = timed(Locator.build, polygons, rounds=1)
    x, y = np.ascontiguousarray(places.T)
    ours_s, ours = timed(locator.locate, x, y)

    few = places[:PEER_POINTS]
    points = shapely.points(few)
    tree = shapely.STRtree(polygons)
    tree_s, (asked, found) = timed(lambda: tree.query(points, predicate="covered_by"))
    left = gpd.GeoDataFrame(geometry=points, crs=4326)
    right = gpd.GeoDataFrame(geometry=polygons, crs=4326)
    join_s, joined = timed(lambda: left.sjoin(right, predicate="covered_by"))

    rates = POINTS / ours_s, PEER_POINTS / tree_s, PEER_POINTS / join_s
    say(
        capsys,
        f"{len(polygons):,} grids: built in {build_s:.2f} s, {locator.nbytes / 1e6:.0f} MB",
        f"points a second: gridgeo {rates[0]:,.0f}, STRtree {rates[1]:,.0f}, sjoin {rates[2]:,.0f}",
    )
    assert np.array_equal(ours[:PEER_POINTS], first_of(asked, found, PEER_POINTS))
    paired = joined.index.to_numpy(), joined["index_right"].to_numpy()
    assert np.array_equal(ours[:PEER_POINTS], first_of(*paired, PEER_POINTS))
    assert rates[0] >= 10 * rates[1]
    assert rates[0] >= 20 * rates[2]
