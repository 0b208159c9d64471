import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.compose import compose, contract
from gridgeo.planner.partition import partition
from tests.support.maps import graph_of, is_contiguous, lattice, lattice_polygons

GRAPH = lattice(8, 8, [50] * 64)
QUARTERS = np.arange(64) // 8 // 4 * 2 + np.arange(64) % 8 // 4


def test_contracting_keeps_households_area_and_outline():
    grids = contract(GRAPH, QUARTERS)
    assert grids.households.tolist() == [800] * 4
    np.testing.assert_allclose(grids.area_m2, 200.0**2)
    np.testing.assert_allclose(grids.perimeter_m, 800.0)
    assert grids.indices.tolist() == [1, 2, 0, 3, 0, 3, 1, 2]
    np.testing.assert_allclose(grids.shared_m, 200.0)
    assert grids.passable.all()


def test_contracting_each_unit_to_itself_changes_nothing():
    same = contract(GRAPH, np.arange(64))
    for name in ("indptr", "indices", "shared_m", "passable", "households", "perimeter_m"):
        np.testing.assert_array_equal(getattr(same, name), getattr(GRAPH, name))


def test_a_joined_border_can_be_passed_where_a_part_of_it_can():
    polygons = lattice_polygons(2, 2)
    pairs_barred = np.array([True, False, False, False])  # 0|1 closed, 2|3 open
    graph = graph_of(polygons, [1] * 4, barred=pairs_barred)
    barred = contract(graph, np.array([0, 1, 0, 1]))
    assert barred.passable.tolist() == [True, True]
    closed = contract(graph_of(polygons, [1] * 4, barred=np.ones(4, bool)), np.array([0, 1, 0, 1]))
    assert closed.passable.tolist() == [False, False]


def test_follow_is_the_mean_by_length():
    graph = graph_of(lattice_polygons(2, 2), [1] * 4, follow=np.array([1.0, 0.0, 0.0, 0.0]))
    assert contract(graph, np.array([0, 1, 0, 1])).follow.tolist() == [0.5, 0.5]


def test_no_base_grid_is_broken_and_the_larger_ones_lie_in_their_band():
    graph = lattice(12, 12, [50] * 144)
    base = partition(graph).assignment
    made = compose(graph, base, HouseholdBand(1200, 1600, 2000))
    assert set(made.partition.status) == {BandStatus.IN_BAND}
    for grid in np.unique(base):
        assert len(np.unique(made.assignment[base == grid])) == 1
    assert is_contiguous(graph, made.assignment)
    assert made.partition.households.sum() == graph.households.sum()


def test_larger_grids_stay_inside_a_community():
    halves = np.where(np.arange(64) % 8 < 4, "west", "east")
    made = compose(GRAPH, QUARTERS, HouseholdBand(700, 800, 3200), communities=halves)
    for grid in np.unique(made.assignment):
        assert len(set(halves[made.assignment == grid])) == 1


@pytest.mark.parametrize("groups", [np.array([0, 2]), np.array([0])])
def test_groups_with_a_gap_or_too_few_are_refused(groups):
    with pytest.raises(BadInputError, match="without a gap"):
        contract(lattice(2, 1, [1, 1]), groups)
