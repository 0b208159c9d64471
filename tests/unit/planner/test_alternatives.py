import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.alternatives import (
    AlternativeName,
    make_alternatives,
    measure,
    wishes_for,
)
from gridgeo.planner.given import Given
from gridgeo.planner.partition import describe, partition
from gridgeo.planner.wishes import Wishes
from tests.support.maps import graph_of, lattice, lattice_polygons

BAND = HouseholdBand()
RNG = np.random.default_rng(5)
GRAPH = lattice(12, 10, RNG.integers(10, 60, 120))
PRESENT = np.arange(120) % 12 // 4 + 3 * (np.arange(120) // 12 // 3)


def alternatives(present=None, progress=None):
    return make_alternatives(
        GRAPH,
        lambda wishes, part: partition(
            GRAPH, BAND, wishes=wishes, given=Given(present=present), progress=part
        ),
        Wishes(),
        present=present,
        progress=progress,
    )


def test_each_alternative_is_best_at_what_it_is_named_for():
    made = {one.name: one for one in alternatives(PRESENT)}
    compact, balanced, least = (made[name].figures for name in AlternativeName)
    assert compact.polsby_popper >= max(balanced.polsby_popper, least.polsby_popper)
    assert balanced.imbalance <= min(compact.imbalance, least.imbalance)
    assert least.moved_hh is not None
    assert least.moved_hh <= min(compact.moved_hh or 0, balanced.moved_hh or 0)


def test_without_present_grids_there_is_no_least_change():
    made = alternatives()
    assert [one.name.value for one in made] == ["compact", "balanced"]
    assert made[0].figures.moved_hh is None


def test_progress_goes_once_through_all_alternatives_and_may_cancel():
    told: list[tuple[int, int]] = []
    alternatives(PRESENT, lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {360}
    assert told == sorted(told)
    assert told[-1] == (360, 360)

    def give_up(done, _total):
        if done >= 120:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        alternatives(PRESENT, give_up)


def test_an_alternative_that_is_no_other_plan_names_its_twin():
    answer = partition(GRAPH, BAND)
    made = make_alternatives(GRAPH, lambda _wishes, _part: answer, Wishes())
    assert [one.same_as for one in made] == [None, AlternativeName.COMPACT]


def test_figures_count_what_they_say():
    graph = graph_of(lattice_polygons(4, 1), [100, 200, 300, 100], follow=np.array([0.0, 0.5, 1.0]))
    plan = describe(graph, BAND, np.array([0, 0, 1, 1]), (None, None))
    found = measure(graph, plan, np.array([0, 0, 0, 1]))
    assert (found.grids, found.in_band, found.fewest, found.most) == (2, 2, 300, 400)
    assert found.on_streets == pytest.approx(0.5)
    assert found.imbalance == pytest.approx(50 / 350)
    assert (found.moved_hh, found.kept) == (300, 0)
    assert measure(graph, plan, load=np.array([1.0, 0, 0, 1])).imbalance == 0.0


def test_one_goal_is_put_first_and_the_others_stay():
    usual = Wishes(streets=0.7)
    assert all(wishes_for(name, usual).streets == 0.7 for name in AlternativeName)
    assert wishes_for(AlternativeName.LEAST_CHANGE, usual).keep > 0
