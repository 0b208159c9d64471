"""Repairing planted faults gives a clean coverage and leaves everything else to the bit."""

from dataclasses import replace

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology.registry import check
from gridgeo.topology.repair import Filler, RepairRules, Winner, repair
from gridgeo.topology.view import NetworkView
from tests.support.coverages import lattice
from tests.support.faults import PLANTERS, Faulty, sites

METRES = CRS.from_epsg(32650)
REPAIRABLE = sorted(set(PLANTERS) - {"multipart"})
seeds = st.integers(0, 2**32 - 1)
kinds = st.lists(st.sampled_from(REPAIRABLE), min_size=1, max_size=6)


def planted(seed, chosen):
    faulty = Faulty.clean(lattice(12, 16, seed, bends=2))
    places = np.random.default_rng(seed).permutation(sites(faulty.lattice))
    for kind, (r, c) in zip(chosen, places.tolist(), strict=False):
        faulty.plant(kind, r, c)
    return faulty


def view_of(faulty, bounded=True):
    boundary = faulty.lattice.boundary() if bounded else None
    codes, polygons = faulty.codes(), faulty.polygons()
    return NetworkView(
        "n", codes, polygons, METRES, boundary, thresholds=Thresholds(min_area_m2=0.01)
    )


def kept(view, done):
    """The repaired network without grids that have no ground left."""
    there = ~shapely.is_empty(done.polygons)
    codes = tuple(np.array(view.codes)[there].tolist())
    return replace(
        view, codes=codes, polygons=done.polygons[there], thresholds=Thresholds(min_area_m2=0.0)
    )


@settings(deadline=None, max_examples=30)
@given(
    seed=seeds,
    chosen=kinds,
    bounded=st.booleans(),
    winner=st.sampled_from(Winner),
    filler=st.sampled_from(Filler),
)
def test_a_repaired_network_is_clean_and_covers_the_ground(seed, chosen, bounded, winner, filler):
    faulty = planted(seed, chosen)
    view = view_of(faulty, bounded)
    done = repair(view, RepairRules(winner=winner, filler=filler))
    after = kept(view, done)
    assert [one.en for one in check(after) if one.rule != "hole"] == []  # a disc inside is one
    boundary = faulty.lattice.boundary()
    assert abs(shapely.area(done.polygons).sum() - boundary.area) < 1e-3


@settings(deadline=None, max_examples=30)
@given(seed=seeds, chosen=kinds, bounded=st.booleans())
def test_grids_away_from_a_fault_stay_the_same_objects(seed, chosen, bounded):
    faulty = planted(seed, chosen)
    view = view_of(faulty, bounded)
    done = repair(view)
    concerned = {code for one in faulty.expected for code in one.codes}
    shapes = [faulty.shapes[code] for code in sorted(concerned) if code in faulty.shapes]
    around = shapely.union_all(shapely.make_valid(shapes))
    for code, before, after in zip(view.codes, view.polygons, done.polygons, strict=True):
        if before.distance(around.envelope) > 1.0:
            assert after is before
            assert code not in done.redrawn


@settings(deadline=None, max_examples=15)
@given(seed=seeds, chosen=kinds)
def test_only_duplicates_are_emptied_where_the_smaller_grid_wins(seed, chosen):
    view = view_of(planted(seed, chosen))
    done = repair(view)
    assert len(done.emptied) == chosen.count("duplicate")


@settings(deadline=None, max_examples=15)
@given(seed=seeds, bounded=st.booleans())
def test_a_clean_network_is_not_touched(seed, bounded):
    view = view_of(planted(seed, []), bounded)
    done = repair(view)
    assert done.changes == []
    assert all(a is b for a, b in zip(done.polygons, view.polygons, strict=True))
