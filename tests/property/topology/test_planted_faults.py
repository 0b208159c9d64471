"""Known faults in random coverages: each is found once, with the right size, and nothing else."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS

from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology.registry import check
from gridgeo.topology.view import NetworkView
from tests.support.coverages import lattice
from tests.support.faults import PLANTERS, Faulty, sites

METRES = CRS.from_epsg(32650)
LEAST_M2 = 0.01

seeds = st.integers(0, 2**32 - 1)
kinds = st.lists(st.sampled_from(sorted(PLANTERS)), min_size=1, max_size=6)


def view_of(faulty, boundary=None):
    return NetworkView(
        "n",
        faulty.codes(),
        faulty.polygons(),
        METRES,
        boundary,
        thresholds=Thresholds(min_area_m2=LEAST_M2),
    )


def planted(seed, chosen, bends):
    faulty = Faulty.clean(lattice(12, 16, seed, bends=bends))
    places = np.random.default_rng(seed).permutation(sites(faulty.lattice))
    for kind, (r, c) in zip(chosen, places.tolist(), strict=False):
        faulty.plant(kind, r, c)
    return faulty


def assert_found_once(found, expected):
    by_place = {(one.rule, frozenset(one.codes)): one for one in found}
    assert len(by_place) == len(found) == len(expected)
    for wanted in expected:
        one = by_place[wanted.rule, wanted.codes]
        if wanted.area_m2 is not None:
            # Rounding of coordinates near 3e6 m over 200 m of border: 1e-7 m2.
            assert one.area_m2 == pytest.approx(wanted.area_m2, rel=1e-9, abs=1e-6)


@settings(deadline=None, max_examples=40)
@given(seed=seeds, chosen=kinds, bends=st.integers(1, 4), bounded=st.booleans())
def test_each_planted_fault_is_found_once_and_nothing_else(seed, chosen, bends, bounded):
    faulty = planted(seed, chosen, bends)
    view = view_of(faulty, faulty.lattice.boundary() if bounded else None)
    assert_found_once(check(view), faulty.expected)


@settings(deadline=None, max_examples=15)
@given(seed=seeds, bends=st.integers(0, 4), bounded=st.booleans())
def test_a_clean_coverage_has_no_findings(seed, bends, bounded):
    faulty = Faulty.clean(lattice(7, 9, seed, bends=bends))
    assert check(view_of(faulty, faulty.lattice.boundary() if bounded else None)) == []


@settings(deadline=None, max_examples=15)
@given(seed=seeds, chosen=kinds)
def test_a_fault_keeps_its_id_when_another_place_is_edited(seed, chosen):
    faulty = planted(seed, chosen, 2)
    before = {one.id for one in check(view_of(faulty))}
    corner = faulty.code(0, 0)
    faulty.shapes[corner] = faulty.shapes[corner].buffer(-1.0)
    after = check(view_of(faulty))
    assert before <= {one.id for one in after}


@settings(deadline=None, max_examples=15)
@given(seed=seeds, chosen=kinds)
def test_the_order_of_the_grids_does_not_matter(seed, chosen):
    faulty = planted(seed, chosen, 2)
    order = np.random.default_rng(seed).permutation(len(faulty.shapes))
    shuffled = NetworkView(
        "n",
        tuple(np.array(faulty.codes())[order].tolist()),
        faulty.polygons()[order],
        METRES,
        thresholds=Thresholds(min_area_m2=LEAST_M2),
    )
    assert {one.id for one in check(view_of(faulty))} == {one.id for one in check(shuffled)}


@settings(deadline=None, max_examples=10)
@given(seed=seeds, chosen=kinds)
def test_noise_of_a_nanometre_changes_nothing(seed, chosen):
    faulty = planted(seed, chosen, 2)
    before = {one.id for one in check(view_of(faulty))}
    rng = np.random.default_rng(seed)
    for code, shape in sorted(faulty.shapes.items()):
        if shape.geom_type == "Polygon" and shape.is_valid:
            points = np.array(shape.exterior.coords)[:-1]
            faulty.shapes[code] = shapely.Polygon(points + rng.uniform(-1e-9, 1e-9, points.shape))
    assert {one.id for one in check(view_of(faulty))} == before
