import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.errors import BadInputError
from gridgeo.planner.reserve import Development, find_day, reserve
from tests.support.maps import is_contiguous, lattice

BAND = HouseholdBand()
GRAPH = lattice(8, 4, [50] * 16 + [0] * 16)


def day(text):
    return np.datetime64(text, "D")


def homes(planned, occupancy=0.8, ready="2026-01-01", move_in_days=730):
    planned = np.asarray(planned, dtype=np.int64)
    days = np.where(planned > 0, day(ready), np.datetime64("NaT", "D"))
    return Development(planned, np.full(len(planned), occupancy), days, move_in_days)


def test_people_move_in_evenly_until_the_expected_share_has_come():
    site = homes([1000], 0.6, "2026-01-01", 100)
    days = ["2025-12-31", "2026-01-01", "2026-02-20", "2026-04-11", "2040-01-01"]
    assert [int(site.arrived(day(text))[0]) for text in days] == [0, 0, 300, 600, 600]


def test_without_days_to_move_in_all_come_at_once():
    site = homes([1000], 0.5, "2026-01-01", 0)
    assert site.arrived(day("2025-12-31")).tolist() == [0]
    assert site.arrived(day("2026-01-01")).tolist() == [500]


def test_reserved_grids_are_sized_for_the_day_when_people_have_moved_in():
    planned = [0] * 16 + [100] * 16  # 1,600 homes, 1,280 of them lived in
    kept = reserve(GRAPH, homes(planned), day("2030-01-01"), BAND)
    assert (kept.carved[:16] == -1).all()
    assert all(300 <= count <= 500 for count in kept.expected_hh)
    assert kept.expected_hh.sum() == 1280
    assert is_contiguous(GRAPH.take(np.arange(16, 32)), kept.carved[16:])
    assert not len(kept.too_few)


def test_the_day_is_told_from_which_a_reserved_grid_holds_the_minimum():
    planned = [0] * 16 + [25] * 16  # 400 homes
    kept = reserve(GRAPH, homes(planned, 1.0, move_in_days=400), day("2030-01-01"), BAND)
    assert kept.expected_hh.tolist() == [400]
    before, on = kept.active_from[0] - 1, kept.active_from[0]
    site = homes(planned, 1.0, move_in_days=400)
    assert site.arrived(before).sum() < BAND.minimum <= site.arrived(on).sum()


def test_too_few_homes_for_a_grid_stay_with_the_grids_around():
    planned = [0] * 31 + [200]
    kept = reserve(GRAPH, homes(planned), day("2030-01-01"), BAND)
    assert (kept.carved == -1).all()
    assert kept.too_few.tolist() == [31]
    assert len(kept.active_from) == len(kept.expected_hh) == 0


def test_homes_that_stand_empty_on_the_day_reserve_nothing():
    planned = [100] * 6 + [0] * 26  # 300 households live there already
    for kept in (
        reserve(GRAPH, homes(planned), day("2025-12-31"), BAND),
        reserve(GRAPH, homes(planned, 0.0), day("2030-01-01"), BAND),
    ):
        assert (kept.carved == -1).all()
        assert kept.too_few.tolist() == [0, 1, 2, 3, 4, 5]


def test_a_site_over_the_maximum_says_so():
    kept = reserve(GRAPH, homes([0] * 30 + [900, 0], 1.0), day("2030-01-01"), BAND)
    assert kept.expected_hh.tolist() == [900]
    assert kept.present_hh.tolist() == [0]
    assert kept.reasons[0].unit == 30
    assert kept.reasons[0].tell("U30").startswith("Unit U30 alone has 900 households")


def test_present_households_on_the_site_count():
    planned = [300] + [0] * 31
    kept = reserve(GRAPH, homes(planned, 1.0), day("2030-01-01"), BAND)
    assert kept.expected_hh.tolist() == [350]


def test_a_count_that_is_never_reached_has_no_day():
    assert np.isnat(find_day(np.array([0]), homes([100]), 300))


def test_nothing_is_reserved_where_nothing_is_built():
    kept = reserve(GRAPH, homes([0] * 32), day("2030-01-01"), BAND)
    assert (kept.carved == -1).all()


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: homes([100], 1.5), "share from 0 to 1"),
        (lambda: homes([-1]), "negative number"),
        (lambda: homes([1], move_in_days=-1), "negative"),
        (lambda: Development(np.array([1]), np.array([0.5]), np.array(["NaT"], "M8[D]")), "no day"),
        (lambda: Development(np.array([1]), np.array([]), np.array(["NaT"], "M8[D]")), "differ"),
        (lambda: reserve(GRAPH, homes([1]), day("2030-01-01"), BAND), "1 planned counts for 32"),
    ],
)
def test_what_cannot_be_meant_is_refused(make, word):
    with pytest.raises(BadInputError, match=word):
        make()
