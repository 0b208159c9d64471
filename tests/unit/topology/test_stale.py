import numpy as np
import pytest
import shapely

from gridgeo.domain.enums import CountUnit
from gridgeo.domain.thresholds import Thresholds
from gridgeo.topology import stale
from gridgeo.topology.homes import Homes
from tests.support.views import box, view_of

FOUR = [box(i * 100, 0, i * 100 + 100, 100) for i in range(4)]


def test_a_share_and_a_number_have_to_be_passed():
    drawn, now = np.array([400, 400, 50, -1]), np.array([440, 441, 60, 900])
    (one,) = stale.find(view_of(FOUR, drawn=drawn, households=now))
    assert one.codes == ("B",)
    assert "增加 41 户（10%）" in one.zh
    assert "41 more (10%)" in one.en


def test_the_share_is_a_threshold():
    counts = {"drawn": np.array([400] * 4), "households": np.array([400, 330, 400, 400])}
    assert len(stale.find(view_of(FOUR, **counts))) == 1
    assert stale.find(view_of(FOUR, thresholds=Thresholds(stale_share=0.2), **counts)) == []


def test_household_points_say_what_lives_there_now():
    x = np.array([50, 100, 150, 350])
    points = np.asarray(shapely.points(500_000 + x, 3_300_000 + 50.0))
    homes = Homes(points, np.array([300, 100, 80, 5]))
    found = stale.find(view_of(FOUR, drawn=np.array([400, 300, 0, 0]), homes=homes))
    (one,) = found  # the home on the border of A and B counts for A
    assert (one.codes, one.households) == (("B",), 80)


def test_a_grid_drawn_around_nobody_has_no_share():
    (one,) = stale.find(view_of(FOUR[:1], drawn=np.array([0]), households=np.array([30])))
    assert "（–）" in one.zh


def test_persons_are_not_held_against_households():
    counts = {"drawn": np.array([400] * 4), "households": np.array([900] * 4)}
    assert stale.find(view_of(FOUR, unit=CountUnit.PERSONS, **counts)) == []


@pytest.mark.parametrize("known", ["drawn", "households"])
def test_with_one_count_only_nothing_is_judged(known):
    assert stale.find(view_of(FOUR, **{known: np.array([1, 2, 3, 4])})) == []
