import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.reasons import ReasonCode
from gridgeo.planner.subdivide import parents, subdivide
from tests.support.maps import is_contiguous, lattice

MICRO = HouseholdBand(30, 40, 50)
GRAPH = lattice(8, 8, [10] * 64)
HALVES = np.arange(64) % 8 // 4


def test_micro_grids_lie_in_their_band_and_nest_exactly():
    micro = subdivide(GRAPH, HALVES, MICRO)
    assert set(micro.status) == {BandStatus.IN_BAND}
    assert is_contiguous(GRAPH, micro.assignment)
    assert parents(HALVES, micro.assignment).shape == micro.units.shape
    assert micro.households.sum() == 640


def test_each_compound_is_one_micro_grid_and_the_ground_between_follows_the_band():
    compounds = np.full(64, -1)
    compounds[[0, 1, 8, 9]] = 7
    micro = subdivide(GRAPH, HALVES, MICRO, compounds=compounds)
    walled = micro.assignment[compounds == 7]
    assert len(set(walled.tolist())) == 1
    assert micro.units[walled[0]] == 4
    between = np.setdiff1d(micro.assignment, walled)
    assert {micro.status[grid] for grid in between} == {BandStatus.IN_BAND}


def test_a_compound_that_a_base_grid_cuts_becomes_one_micro_grid_in_each():
    compounds = np.full(64, -1)
    compounds[[3, 4]] = 0
    micro = subdivide(GRAPH, HALVES, MICRO, compounds=compounds)
    assert micro.assignment[3] != micro.assignment[4]
    assert micro.units[micro.assignment[[3, 4]]].tolist() == [1, 1]


def test_a_tower_above_the_band_is_named_by_its_own_place():
    compounds = np.full(4, -1)
    compounds[0] = 0
    graph = lattice(4, 1, [40, 40, 90, 40])
    micro = subdivide(graph, np.zeros(4, dtype=np.int64), MICRO, compounds=compounds)
    reason = micro.reasons[micro.assignment[2]]
    assert reason is not None
    assert (reason.code, reason.unit) == (ReasonCode.UNIT_OVER_MAXIMUM, 2)


def test_units_and_labels_have_to_agree():
    with pytest.raises(BadInputError, match="3 base grids for 64 units"):
        subdivide(GRAPH, HALVES[:3], MICRO)
    with pytest.raises(BadInputError, match="two base grids"):
        parents(np.array([0, 1]), np.array([0, 0]))
