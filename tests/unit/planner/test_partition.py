import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.adjacency import find_adjacency
from gridgeo.planner import afresh
from gridgeo.planner.effort import EFFORTS, Effort
from gridgeo.planner.exact import solve_exactly
from gridgeo.planner.given import Given
from gridgeo.planner.partition import partition
from gridgeo.planner.present import label_grids
from gridgeo.planner.reasons import ReasonCode
from gridgeo.planner.wishes import Wishes
from tests.support.maps import graph_of, is_contiguous, lattice, lattice_polygons

BAND = HouseholdBand()


def test_an_even_town_is_divided_near_the_target():
    plan = partition(lattice(12, 10, [40] * 120), BAND)
    assert len(plan.status) == 12
    assert set(plan.status) == {BandStatus.IN_BAND}
    assert plan.polsby_popper.mean() > 0.65


def test_small_cases_come_to_the_optimum():
    graph = lattice(5, 4, [60, 80, 90, 70, 50] * 4)
    plan = partition(graph, BAND)
    best = solve_exactly(graph, BAND, grids=len(plan.status))
    inside = best.grid[graph.rows] == best.grid[graph.indices]
    perimeter = np.bincount(best.grid, weights=graph.perimeter_m)
    perimeter -= np.bincount(best.grid[graph.rows[inside]], weights=graph.shared_m[inside])
    optimum = (4 * np.pi * np.bincount(best.grid, weights=graph.area_m2) / perimeter**2).mean()
    assert plan.polsby_popper.mean() == pytest.approx(optimum, rel=0.02)


def test_islands_are_not_joined():
    plan = partition(lattice(5, 1, [150, 200, 200, 150], absent={2}), BAND)
    assert plan.assignment.tolist() == [0, 0, 1, 1]


def test_a_barred_border_is_not_crossed_but_counts_as_border():
    polygons = lattice_polygons(4, 1)
    graph = graph_of(polygons, [200] * 4, barred=np.array([False, True, False]))
    plan = partition(graph, BAND)
    assert plan.assignment.tolist() == [0, 0, 1, 1]


def test_a_river_is_crossed_at_its_bridge_only():
    # Six columns of 40 households; the river runs behind the third, the bridge is in the top row.
    polygons = lattice_polygons(6, 5)
    column, row = np.arange(30) % 6, np.arange(30) // 6
    pairs = find_adjacency(polygons).pairs
    river = (column[pairs] < 3).sum(axis=1) == 1
    bridge = river & (row[pairs] == 0).all(axis=1)
    closed = graph_of(polygons, [40] * 30, barred=river)
    opened = graph_of(polygons, [40] * 30, barred=river & ~bridge)
    apart = partition(closed, BAND)
    west, east = apart.assignment[column < 3], apart.assignment[column >= 3]
    assert not set(west.tolist()) & set(east.tolist())
    # 600 households on each side make two grids of 300; over the bridge three of 400 fit as well.
    over = partition(opened, BAND)
    assert is_contiguous(opened, over.assignment)
    assert set(over.status) == {BandStatus.IN_BAND}
    for grid in range(len(over.status)):
        members = over.assignment == grid
        if len(set((column[members] < 3).tolist())) == 2:
            assert members[(row == 0) & (column == 2)].all()
            assert members[(row == 0) & (column == 3)].all()


def test_borders_that_follow_streets_are_preferred():
    # The one street is off the middle, where the most compact cut would be.
    polygons = lattice_polygons(12, 6)
    graph = graph_of(polygons, [11] * 72)
    column = np.arange(72) % 12
    street = (column[graph.rows] < 5) != (column[graph.indices] < 5)
    follow = np.where(street, 1.0, 0.0)
    along = type(graph)(
        graph.indptr,
        graph.indices,
        graph.shared_m,
        graph.passable,
        follow,
        graph.households,
        graph.area_m2,
        graph.perimeter_m,
    )

    def followed(plan):
        cut = plan.assignment[along.rows] != plan.assignment[along.indices]
        return along.shared_m[cut & street].sum() / along.shared_m[cut].sum()

    eager = partition(along, BAND, wishes=Wishes(streets=3.0))
    blind = partition(along, BAND, wishes=Wishes(streets=0.0))
    assert followed(eager) > followed(blind)


def test_mending_leaves_good_grids_alone_and_keeps_their_labels():
    graph = lattice(12, 4, [50] * 48)
    present = (np.arange(48) % 12) // 2
    plan = partition(graph, BAND, given=Given(present=present), wishes=Wishes(keep=0.8))
    labels = label_grids(graph, plan.assignment, present)
    np.testing.assert_array_equal(labels[plan.assignment], present)


def test_mending_splits_what_is_too_large_and_moves_little():
    graph = lattice(12, 4, [50] * 48)
    present = np.minimum((np.arange(48) % 12) // 2, 4)  # the last one has 800 households
    plan = partition(graph, BAND, given=Given(present=present), wishes=Wishes(keep=0.8))
    assert set(plan.status) == {BandStatus.IN_BAND}
    assert is_contiguous(graph, plan.assignment)
    moved = label_grids(graph, plan.assignment, present)[plan.assignment] != present
    assert graph.households[moved].sum() <= 400


def test_progress_counts_up_to_all_units_and_may_cancel():
    graph = lattice(6, 4, [40] * 24)
    communities = np.arange(24) % 6 // 2
    told = []
    partition(
        graph,
        BAND,
        communities=communities,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (24, 24)
    assert [done for done, _ in told] == sorted(done for done, _ in told)

    def stop(_done, _total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        partition(graph, BAND, communities=communities, progress=stop, jobs=2)


def test_communities_of_another_length_are_refused():
    with pytest.raises(BadInputError, match="2 communities for 4 units"):
        partition(lattice(2, 2, [90] * 4), BAND, communities=np.array([1, 2]))


def test_more_effort_is_not_worse_on_an_uneven_town():
    rng = np.random.default_rng(3)
    graph = lattice(20, 15, rng.integers(0, 60, 300))
    fast = partition(graph, BAND, effort=EFFORTS["fast"]).polsby_popper.mean()
    normal = partition(graph, BAND, effort=EFFORTS["normal"]).polsby_popper.mean()
    assert normal > fast


@pytest.mark.parametrize("town", [106, 162, 230, 246])
def test_in_a_hurry_other_drafts_find_what_the_first_one_missed(town, monkeypatch):
    rng = np.random.default_rng(town)
    usual, shares = (
        [0, 3, 20, 120, 160, 200, 230, 290],
        [0.3, 0.12, 0.08, 0.1, 0.12, 0.12, 0.1, 0.06],
    )
    graph = lattice(10, 9, rng.choice(usual, 90, p=shares))
    found = partition(graph, BAND, effort=EFFORTS["fast"])
    assert not any(found.reasons)
    monkeypatch.setattr(afresh, "MORE_DRAFTS", 0)
    missed = partition(graph, BAND, effort=EFFORTS["fast"])
    assert ReasonCode.NOT_FOUND in {why.code for why in missed.reasons if why}


@pytest.mark.parametrize("text", ["quick", "-1", "0", "nan", "inf", ""])
def test_an_effort_that_is_none_is_refused(text):
    with pytest.raises(BadInputError, match="is no effort"):
        Effort.parse(text)


def test_seconds_are_moves_at_a_fixed_speed():
    assert Effort.parse("2") == Effort.parse("2.0")
    assert Effort.parse("2").moves(500, 1000) == 2 * Effort.parse("1").moves(500, 1000)
