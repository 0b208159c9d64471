"""After any chain of edits the kept findings are those of a check of the whole network."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.shapes import object_array
from gridgeo.topology.homes import Homes
from gridgeo.topology.incremental import recheck, start_check
from gridgeo.topology.registry import check
from gridgeo.topology.surroundings import Bars, Footprints, Surroundings
from gridgeo.topology.view import NetworkView
from tests.support.coverages import lattice
from tests.support.edits import EDITS, edited
from tests.support.faults import PLANTERS, Faulty, sites

METRES = CRS.from_epsg(32650)
seeds = st.integers(0, 2**32 - 1)
chains = st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=6)
faults = st.lists(st.sampled_from(sorted(PLANTERS)), max_size=4)


def faulty_view(seed, planted, bounded):
    faulty = Faulty.clean(lattice(9, 12, seed, bends=2))
    places = np.random.default_rng(seed).permutation(sites(faulty.lattice))
    for kind, (r, c) in zip(planted, places.tolist(), strict=False):
        faulty.plant(kind, r, c)
    rng, size = np.random.default_rng(seed), len(faulty.codes())
    west, south, east, north = faulty.lattice.boundary().bounds
    x, y = rng.uniform(west, east, 300), rng.uniform(south, north, 300)
    river = shapely.LineString([(west, (south + north) / 2 + 30), (east, (south + north) / 2 - 60)])
    bars = Bars(
        object_array([river]), np.array(["water"]), shapely.points([[(west + east) / 2, south]])
    )
    return NetworkView(
        "n",
        faulty.codes(),
        faulty.polygons(),
        METRES,
        faulty.lattice.boundary() if bounded else None,
        households=rng.integers(250, 520, size),
        homes=Homes(shapely.points(x, y), rng.integers(1, 200, 300)),
        band=HouseholdBand(),
        drawn=rng.integers(0, 600, size),
        surroundings=Surroundings(
            bars=bars,
            walls=Bars(
                object_array([shapely.affinity.translate(river, yoff=210.0)]),
                np.array(["wall"]),
                shapely.points([[west + 140.0, (south + north) / 2 + 225.0]]),
            ),
            buildings=footprints(rng, faulty.lattice.boundary(), 120, 40.0),
            compounds=footprints(rng, faulty.lattice.boundary(), 25, 150.0),
        ),
    )


def footprints(rng, boundary, count, size):
    """Rectangles anywhere; some share a code, and some reach over the boundary."""
    west, south, east, north = boundary.bounds
    x, y = rng.uniform(west, east, count), rng.uniform(south, north, count)
    wide, high = rng.uniform(5.0, size, (2, count))
    codes = tuple(f"F{number % (count - 3)}" for number in range(count))
    return Footprints(codes, shapely.box(x, y, x + wide, y + high))


def told(findings):
    return sorted(
        (one.rule, one.id, one.codes, one.severity, one.households, said(one)) for one in findings
    )


def said(finding):
    """The fixes, in their order, without sizes that rounding can turn."""
    return [(fix.action, fix.codes, fix.households) for fix in finding.fixes]


def assert_same(ours, full):
    assert told(ours) == told(full)
    by_name = {(one.rule, one.id, one.codes): one for one in full}
    for one in ours:
        twin = by_name[one.rule, one.id, one.codes]
        # Noding in another order turns the last bits of computed corners.
        assert one.area_m2 == pytest.approx(twin.area_m2, rel=1e-6, abs=1e-4)
        if one.rule in ("uncovered", "doubly_covered"):
            assert (one.geometry, one.en, one.zh) == (twin.geometry, twin.en, twin.zh)
        assert one.width_m == pytest.approx(twin.width_m, rel=1e-3, abs=1e-4)


def assert_kept_up_to_date(seed, planted, chain, bounded):
    view = faulty_view(seed, planted, bounded)
    state = start_check(view)
    rng = np.random.default_rng(seed)
    for kind in chain:
        view, touched = edited(view, kind, rng)
        state = recheck(state, view, touched)
    assert_same(state.findings, check(replace(view), state.rules))


@settings(deadline=None, max_examples=8)
@given(seed=seeds, planted=faults, chain=chains, bounded=st.booleans())
def test_findings_after_edits_are_those_of_a_full_check(seed, planted, chain, bounded):
    assert_kept_up_to_date(seed, planted, chain, bounded)


@pytest.mark.slow
@settings(deadline=None, max_examples=100)
@given(seed=seeds, planted=faults, chain=chains, bounded=st.booleans())
def test_so_they_are_over_many_chains_of_edits(seed, planted, chain, bounded):
    assert_kept_up_to_date(seed, planted, chain, bounded)
