"""Figures of the crosswalk, beside what others would run."""

from time import perf_counter

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgeo.geometry.crosswalk import shared_ground
from gridgeo.geometry.shared_counts import count_points
from gridgeo.topology.relation import overlay
from tests.benchmarks import topology_peers as peers
from tests.support.bench import say, timed
from tests.support.coverages import lattice

pytestmark = [pytest.mark.bench, pytest.mark.slow]


def test_crosswalk_by_ground_beside_geopandas(capsys):
    a, b = lattice(141, 142, seed=1).polygons(), lattice(141, 142, seed=2).polygons()
    shared_ground(a[:2], b[:2])  # compiles the kernels
    ours, shared = timed(shared_ground, a, b, clock=perf_counter)
    classed, laid = timed(overlay, a, b, rounds=1, clock=perf_counter)
    frames = [gpd.GeoDataFrame(geometry=shapes) for shapes in (a, b)]
    theirs, frame = timed(gpd.overlay, *frames, rounds=1, clock=perf_counter)
    say(
        capsys,
        f"crosswalk of {len(a):,} by {len(b):,}: {len(shared.first):,} pairs in {ours:.2f} s,"
        f" with classes and bare ground {classed:.2f} s | geopandas.overlay {theirs:.2f} s",
    )
    assert shared.area_m2.sum() == pytest.approx(frame.area.sum(), rel=1e-9)
    assert_conserved(shared.first, shared.area_m2, a, laid.first_bare)
    assert_conserved(shared.second, shared.area_m2, b, laid.second_bare)
    assert ours <= 0.75 * theirs
    assert classed <= 0.75 * theirs


def assert_conserved(grids, area_m2, polygons, bare):
    """What a grid shares and what it has alone make up the grid."""
    sums = np.bincount(grids, weights=area_m2, minlength=len(polygons)) + shapely.area(bare)
    # Pairs and rests below rounding (1e-6 m2) are left out.
    assert sums == pytest.approx(shapely.area(polygons), rel=1e-9, abs=5e-6)


@pytest.mark.db
def test_crosswalk_by_households_beside_postgis(database_url, capsys):
    a, b = lattice(30, 30, seed=1), lattice(30, 30, seed=2)
    rng = np.random.default_rng(3)
    west, south, east, north = shapely.total_bounds(a.polygons())
    number = 2_000_000
    xy = np.column_stack([rng.uniform(west, east, number), rng.uniform(south, north, number)])
    points, counts = shapely.points(xy), rng.integers(1, 9, number)
    arguments = (a.polygons(), b.polygons(), points, counts)
    count_points(*arguments[:2], points[:9], counts[:9])  # compiles the kernels
    ours, shared = timed(count_points, *arguments, clock=perf_counter, rounds=2)
    libpq = database_url.replace("postgresql+psycopg2://", "postgresql://")
    peers.load(libpq, "a", a.polygons())
    peers.load(libpq, "b", b.polygons())
    peers.load(libpq, "homes", points, count=counts)
    theirs, joined = timed(peers.postgis_crosswalk, libpq, rounds=1, clock=perf_counter)
    say(
        capsys,
        f"crosswalk of {number:,} households: {ours:.2f} s | PostGIS {theirs:.2f} s"
        f" ({theirs / ours:.0f} times as long)",
    )
    met = (shared.first >= 0) & (shared.second >= 0)
    pairs = zip(shared.first[met].tolist(), shared.second[met].tolist(), strict=True)
    assert dict(zip(pairs, shared.counts[met].tolist(), strict=True)) == joined
    assert shared.counts.sum() == counts.sum()
    assert ours <= theirs / 8
