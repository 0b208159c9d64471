"""Plans of irregular maps: cells around random points, with holes, islands, country and people."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.planner.effort import Effort
from gridgeo.planner.given import Given
from gridgeo.planner.partition import partition
from gridgeo.planner.wishes import Wishes
from tests.support.maps import AWKWARD, graph_of, is_contiguous

QUICK = Effort(60, 1)
BANDS = st.sampled_from(
    [HouseholdBand(), HouseholdBand(800, 1000, 1200), HouseholdBand(120, 200, 300)]
)


@st.composite
def irregular_maps(draw):
    """Voronoi cells of random points in a square; some are cut away or lie apart, some borders bar.

    A border that bars the way is a river, a railway or a trunk road without a crossing.
    """
    seed, points = draw(st.integers(0, 2**32 - 1)), draw(st.integers(4, 26))
    chance = np.random.default_rng(seed)
    where = shapely.MultiPoint(chance.uniform(0, 600, (points, 2)))
    square = shapely.box(0, 0, 600, 600)
    cells = shapely.get_parts(shapely.voronoi_polygons(where, extend_to=square))
    cells = shapely.intersection(cells, square)
    kept = np.flatnonzero(chance.random(len(cells)) > 0.15)
    kept = kept if len(kept) else np.arange(len(cells))
    polygons = cells[kept]
    if draw(st.booleans()):  # an island: the last cells move away
        apart = np.arange(len(polygons)) >= 0.8 * len(polygons)
        polygons[apart] = shapely.transform(polygons[apart], lambda xy: xy + 5_000.0)
    counts = draw(st.lists(AWKWARD, min_size=len(polygons), max_size=len(polygons)))
    barred = None
    if draw(st.booleans()):
        barred = chance.random(len(find_adjacency(polygons).pairs)) < 0.3
    return graph_of(polygons, counts, barred=barred)


@st.composite
def wished_plans(draw):
    """A map with present grids, groups, locks and pins, all at once."""
    graph = draw(irregular_maps())
    effort_free = partition(graph, effort=QUICK, seed=draw(st.integers(0, 3)))
    present = effort_free.assignment
    flags = draw(st.lists(st.booleans(), min_size=graph.size, max_size=graph.size))
    locked = present == draw(st.integers(0, int(present.max())))
    pinned = np.array(flags) & ~locked
    pairs = np.flatnonzero(np.arange(graph.size) % 5 == 0)
    groups = np.full(graph.size, -1)
    for number, unit in enumerate(pairs.tolist()):
        groups[(present == present[unit]) & (np.arange(graph.size) // 3 == unit // 3)] = number
    return graph, Given(present=present, groups=groups, locked=locked, pinned=pinned)


@given(irregular_maps(), BANDS)
@settings(deadline=None, max_examples=30)
def test_every_irregular_map_is_covered_contiguous_and_explained(graph, band):
    plan = partition(graph, band, effort=QUICK)
    assert plan.households.sum() == graph.households.sum()
    assert set(plan.assignment.tolist()) == set(range(len(plan.status)))
    assert is_contiguous(graph, plan.assignment)
    for status, reason in zip(plan.status, plan.reasons, strict=True):
        assert status is BandStatus.IN_BAND or reason is not None


@given(wished_plans(), st.sampled_from([0.0, 0.4, 1.0]))
@settings(deadline=None, max_examples=25)
def test_locks_pins_groups_and_keep_hold_together(wished, keep):
    graph, facts = wished
    plan = partition(graph, given=facts, wishes=Wishes(keep=keep), effort=QUICK)
    assert is_contiguous(graph, plan.assignment)
    locked = plan.assignment[facts.locked]
    assert len(np.unique(locked)) == 1
    assert not np.isin(plan.assignment[~facts.locked], locked).any()
    pins = np.unique(np.column_stack([facts.present, plan.assignment])[facts.pinned], axis=0)
    assert len(np.unique(pins[:, 0])) == len(pins) == len(np.unique(pins[:, 1]))
    parts = graph.bar(np.where(facts.groups < 0, np.arange(graph.size) + 100, facts.groups))
    together = parts.components()
    for part in np.unique(together[facts.groups >= 0]):
        assert len(np.unique(plan.assignment[together == part])) == 1


@given(irregular_maps())
@settings(deadline=None, max_examples=10)
def test_workers_do_not_change_an_irregular_plan(graph):
    one, two = (partition(graph, effort=QUICK, jobs=jobs) for jobs in (1, 2))
    assert np.array_equal(one.assignment, two.assignment)
