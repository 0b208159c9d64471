"""Figures of the topology check and the repair, beside what others would run.

``make bench`` prints them; the assertions are the bars that they have to clear.
"""

from dataclasses import replace
from time import perf_counter, process_time

import numpy as np
import pytest
import shapely
from pyproj import CRS

from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology.homes import Homes
from gridgeo.topology.incremental import recheck, start_check
from gridgeo.topology.registry import check
from gridgeo.topology.repair import repair
from gridgeo.topology.surroundings import Footprints, Surroundings
from gridgeo.topology.view import NetworkView
from tests.benchmarks import topology_peers as peers
from tests.support.bench import say, timed
from tests.support.coverages import lattice
from tests.support.edits import edited
from tests.support.faults import PLANTERS, Faulty, sites

pytestmark = [pytest.mark.bench, pytest.mark.slow]
LEAST_M2 = 0.01
METRES = CRS.from_epsg(peers.SRID)
EVERYDAY = ("move vertex", "move shared vertex", "delete", "add", "duplicate", "cross itself")


def planted(side, faults):
    faulty = Faulty.clean(lattice(side, side, seed=7))
    order = np.random.default_rng(7).permutation(sites(faulty.lattice))[:faults]
    names = list(PLANTERS)
    for number, (r, c) in enumerate(order.tolist()):
        faulty.plant(names[number % len(names)], r, c)
    assert len(faulty.expected) == faults
    return faulty


def view_of(faulty, polygons):
    return NetworkView(
        "n",
        faulty.codes(),
        polygons,
        METRES,
        faulty.lattice.boundary(),
        thresholds=Thresholds(min_area_m2=LEAST_M2),
    )


def full_check(faulty, polygons):
    return check(view_of(faulty, polygons))


@pytest.fixture(scope="module")
def faulty():
    return planted(side=146, faults=1280)


@pytest.mark.db
def test_planted_faults_beside_the_peers(faulty, database_url, capsys):
    polygons = faulty.polygons()
    ours, found = timed(full_check, faulty, polygons)
    wall, _ = timed(full_check, faulty, polygons, clock=perf_counter)
    keys = {(one.rule, frozenset(one.codes)): one.area_m2 for one in found}
    missed = [one for one in faulty.expected if (one.rule, one.codes) not in keys]
    tree, _ = timed(peers.strtree_and_union, polygons, LEAST_M2, rounds=1)
    libpq = database_url.replace("postgresql+psycopg2://", "postgresql://")
    peers.load(libpq, "drawn", shapely.make_valid(polygons))
    postgis, _ = timed(peers.postgis_check, libpq, LEAST_M2, rounds=1, clock=perf_counter)
    say(
        capsys,
        f"{len(polygons):,} polygons, {len(faulty.expected):,} faults of {len(PLANTERS)} kinds:"
        f" {len(faulty.expected) - len(missed):,} found, {len(found) - len(keys)} twice,"
        f" {len(found) - len(faulty.expected) + len(missed)} false",
        f"processor time: gridgeo {ours:.2f} s | STRtree and union_all {tree:.2f} s",
        f"wall: gridgeo {wall:.2f} s | PostGIS {postgis:.2f} s",
    )
    assert missed == []
    assert len(found) == len(keys) == len(faulty.expected)
    assert ours <= 0.5 * tree
    assert wall <= postgis


def test_time_grows_in_step_with_the_polygons(faulty, capsys):
    small, _ = timed(full_check, faulty, faulty.polygons())
    large = planted(side=326, faults=6400)
    big, found = timed(full_check, large, large.polygons(), rounds=2)
    say(
        capsys,
        f"{len(faulty.shapes):,} polygons {small:.2f} s, {len(large.shapes):,} {big:.2f} s"
        f" ({big / small:.1f} times as long)",
    )
    assert len(found) == len(large.expected)
    assert big <= 6 * small


def test_repair_beside_coverage_clean(faulty, capsys):
    view = view_of(faulty, faulty.polygons())
    ours, done = timed(lambda: repair(replace(view)), rounds=2)
    valid = shapely.make_valid(faulty.polygons())
    theirs, cleaned = timed(shapely.coverage_clean, valid, rounds=1)
    there = ~shapely.is_empty(done.polygons)
    codes = tuple(np.array(view.codes)[there].tolist())
    left = check(replace(view, codes=codes, polygons=done.polygons[there]))
    copies = sum(one.kind == "duplicate" for one in faulty.expected)
    same = sum(made is was for made, was in zip(done.polygons, view.polygons, strict=True))
    kept = shapely.equals_identical(shapely.normalize(cleaned), shapely.normalize(valid)).sum()
    say(
        capsys,
        f"repair of {len(faulty.expected):,} faults {ours:.2f} s, {len(done.emptied)} grids without"
        f" ground ({copies} were copies), {same:,} of {len(view.codes):,} untouched |"
        f" coverage_clean {theirs:.2f} s, {shapely.is_empty(cleaned).sum()} grids lost,"
        f" {kept:,} untouched",
    )
    # Grids in two pieces, and those drawn within another, have sound borders now.
    assert {one.rule for one in left} <= {"contiguity", "hole"}
    assert len(done.emptied) == copies
    assert shapely.coverage_is_valid(done.polygons[there])
    assert shapely.area(done.polygons).sum() == pytest.approx(faulty.lattice.boundary().area)
    assert_untouched(faulty, view, done)


def assert_untouched(faulty, view, done):
    """Grids away from every fault are the same objects; so to the bit."""
    named = {code for one in faulty.expected for code in one.codes}
    shapes = [faulty.shapes[code] for code in sorted(named) if code in faulty.shapes]
    tree = shapely.STRtree(shapely.envelope(shapes))
    near = np.unique(tree.query(view.polygons, predicate="dwithin", distance=1.0)[0])
    away = np.delete(np.arange(len(view.codes)), near)
    assert len(away) > 1000
    assert all(done.polygons[row] is view.polygons[row] for row in away)


def test_an_edit_of_one_grid_is_checked_in_milliseconds(faulty, capsys):
    rng = np.random.default_rng(11)
    view = inhabited(view_of(faulty, faulty.polygons()), rng)
    state = start_check(view)
    spent = []
    for number in range(40):
        view, touched = edited(view, EVERYDAY[number % len(EVERYDAY)], rng)
        start = process_time()
        state = recheck(state, view, touched)
        spent.append(process_time() - start)
    full, found = timed(lambda: check(replace(view), state.rules), rounds=1)
    say(
        capsys,
        f"one edit among {len(view.codes):,} grids with {len(view.homes.points):,} household points"
        f" and {len(found):,} findings: median"
        f" {1e3 * np.median(spent):.0f} ms, slowest {1e3 * max(spent):.0f} ms | whole check"
        f" {full:.2f} s",
    )
    assert [one.id for one in sort_by_id(state.findings)] == [one.id for one in sort_by_id(found)]
    assert np.median(spent) <= full / 20


def inhabited(view, rng):
    """A network with 100,000 household points and 20,000 buildings."""
    west, south, east, north = view.boundary.bounds
    points = shapely.points(rng.uniform((west, south), (east, north), (100_000, 2)))
    x, y = rng.uniform((west, south), (east, north), (20_000, 2)).T
    buildings = Footprints(tuple(map(str, range(len(x)))), shapely.box(x, y, x + 40.0, y + 15.0))
    return replace(
        view,
        homes=Homes(points, rng.integers(0, 4, len(points))),
        surroundings=Surroundings(buildings=buildings),
    )


def sort_by_id(findings):
    return sorted(findings, key=lambda one: one.id)
