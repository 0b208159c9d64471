"""What must hold for units of any quarter, however crooked its streets."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.half_edges import half_edges, matched
from gridgeo.geometry.tessellation_sources import units_from_points
from gridgeo.geometry.tessellation_units import make_units
from tests.support.blocks import quarter

quarters = st.builds(
    quarter,
    columns=st.integers(1, 4),
    rows=st.integers(1, 4),
    seed=st.integers(0, 10_000),
    buildings_a_block=st.integers(1, 12),
    wide=st.integers(1, 3),
)
SLIVER_M2 = 0.1  # buildings and compounds lose at most this much to rounding and straightening


def assert_covers(units, communities):
    """No overlap, no gap, shared vertices: every inner half-edge has its twin."""
    assert shapely.is_valid(units).all()
    assert shapely.coverage_is_valid(units)
    whole = shapely.union_all(communities)
    joined = shapely.union_all(units)
    assert np.isclose(shapely.area(units).sum(), joined.area, rtol=1e-9)
    assert shapely.symmetric_difference(whole, joined).area < 1e-9 * whole.area
    edges = half_edges(units)
    loose = edges.select(~matched(edges))
    assert np.isclose(shapely.length(loose.lines()).sum(), joined.length, rtol=1e-6)


@settings(deadline=None, max_examples=40)
@given(quarters)
def test_units_cover_the_communities_without_gap_or_overlap(town):
    units = make_units(
        town.communities,
        town.buildings,
        town.households,
        town.households * 2,
        compounds=town.compounds,
        barriers=town.barriers,
    )
    assert_covers(units.polygons, town.communities)
    outside = shapely.area(shapely.difference(units.polygons, town.communities[units.community]))
    assert outside.max() < SLIVER_M2


@settings(deadline=None, max_examples=40)
@given(quarters)
def test_every_building_is_whole_in_one_unit_and_its_households_with_it(town):
    units = make_units(
        town.communities,
        town.buildings,
        town.households,
        town.households * 2,
        compounds=town.compounds,
        barriers=town.barriers,
    )
    assert (units.source_unit >= 0).all()
    home = units.polygons[units.source_unit]
    assert shapely.area(shapely.difference(town.buildings, home)).max(initial=0) < SLIVER_M2
    assert units.households.sum() == town.households.sum()
    assert (units.persons == 2 * units.households).all()
    counted = np.bincount(units.source_unit, town.households, len(units.polygons))
    assert (counted == units.households).all()


@settings(deadline=None, max_examples=40)
@given(quarters)
def test_every_compound_is_whole_in_a_unit_of_its_own(town):
    units = make_units(
        town.communities,
        town.buildings,
        town.households,
        town.households,
        compounds=town.compounds,
        barriers=town.barriers,
    )
    held = units.compound[units.compound >= 0]
    assert sorted(held) == list(range(len(town.compounds)))
    walled = shapely.difference(town.compounds[held], units.polygons[units.compound >= 0])
    assert shapely.area(walled).max(initial=0) < SLIVER_M2


@settings(deadline=None, max_examples=25)
@given(quarters, st.integers(0, 10_000), st.floats(0.0005, 2.0))
def test_lines_that_are_drawn_twice_do_no_harm(town, seed, off_m):
    """A second drawing of each street, beside the first by less than a lane."""
    rng = np.random.default_rng(seed)
    again = shapely.transform(
        town.barriers.lines, lambda xy: xy + rng.uniform(-off_m, off_m, xy.shape)
    )
    lines = np.concatenate([town.barriers.lines, again])
    units = make_units(
        town.communities,
        town.buildings,
        town.households,
        town.households,
        compounds=town.compounds,
        barriers=Barriers(lines, np.full(len(lines), "road")),
    )
    assert_covers(units.polygons, town.communities)
    assert units.households.sum() == town.households.sum()


@settings(deadline=None, max_examples=25)
@given(quarters, st.integers(0, 10_000))
def test_points_alone_give_units_too(town, seed):
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(town.communities)
    points = shapely.points(rng.uniform(west, east, 60), rng.uniform(south, north, 60))
    ones = np.ones(60, dtype=np.int64)
    units = units_from_points(town.communities, points, ones, 3 * ones, barriers=town.barriers)
    assert_covers(units.polygons, town.communities)
    assert units.households.sum() == (units.source_unit >= 0).sum()
    assert (units.source_unit >= 0).sum() == shapely.intersects(
        shapely.union_all(town.communities), points
    ).sum()


@settings(deadline=None, max_examples=10)
@given(quarters)
def test_the_same_input_gives_the_same_bytes(town):
    once, again = (
        make_units(
            town.communities,
            town.buildings,
            town.households,
            town.households,
            compounds=town.compounds,
            barriers=town.barriers,
        )
        for _ in range(2)
    )
    assert shapely.to_wkb(once.polygons).tolist() == shapely.to_wkb(again.polygons).tolist()
    assert once.source_unit.tolist() == again.source_unit.tolist()
