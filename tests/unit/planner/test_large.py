import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.planner.effort import Effort
from gridgeo.planner.given import Given
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.kernels.blocks import cut_blocks
from gridgeo.planner.kernels.model import make_control
from gridgeo.planner.large import LARGE_UNITS
from gridgeo.planner.partition import partition
from gridgeo.planner.wishes import Wishes
from tests.support.maps import is_contiguous

BAND = HouseholdBand()
QUICK = Effort(20, 1)


def big_lattice(columns, rows, seed=0, absent_share=0.1):
    """A lattice with holes, laid out without polygons; the largest part that hangs together."""
    rng = np.random.default_rng(seed)
    size = columns * rows
    number = np.arange(size).reshape(rows, columns)
    pairs = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    graph = UnitGraph.build(
        pairs, np.full(len(pairs), 50.0), rng.integers(0, 41, size), np.full(size, 2500.0),
        np.full(size, 200.0),
    )  # fmt: skip
    graph = graph.take(np.flatnonzero(rng.random(size) >= absent_share))
    parts = graph.components()
    return graph.take(np.flatnonzero(parts == np.bincount(parts).argmax()))


@pytest.fixture(scope="module")
def town():
    graph = big_lattice(100, 75)
    assert graph.size > LARGE_UNITS
    return graph


def test_blocks_hang_together_and_leave_whole_grids_on_each_side(town):
    blocks = cut_blocks(
        town.indptr, town.indices, town.passable, town.households,
        np.ones(town.size, dtype=np.int64), 500, 2000, 0.38, make_control(),
    )  # fmt: skip
    assert is_contiguous(town, blocks)
    sizes, households = np.bincount(blocks), np.bincount(blocks, weights=town.households)
    assert sizes.max() <= 500
    assert households.min() >= 2000


def test_a_large_domain_is_planned_like_a_small_one_and_the_same_by_any_workers(town):
    one, two = (partition(town, BAND, effort=QUICK, jobs=jobs) for jobs in (1, 2))
    np.testing.assert_array_equal(one.assignment, two.assignment)
    assert set(one.status) == {BandStatus.IN_BAND}
    assert one.households.sum() == town.households.sum()
    assert is_contiguous(town, one.assignment)


def test_present_grids_of_a_large_domain_that_are_in_the_band_are_kept(town):
    present = partition(town, BAND, effort=QUICK).assignment
    facts, wishes = Given(present=present), Wishes(keep=1.0)
    again = partition(town, BAND, given=facts, wishes=wishes, effort=QUICK, seed=5)
    np.testing.assert_array_equal(again.assignment, present)


def test_the_progress_of_a_large_domain_is_told_often_and_ends_with_all_units(town):
    told = []
    partition(town, BAND, effort=QUICK, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (town.size, town.size)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({done for done, _ in told}) > 3
