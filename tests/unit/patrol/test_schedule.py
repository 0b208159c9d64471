from datetime import date

import numpy as np

from gridgeo.patrol.rules import PatrolRules
from gridgeo.patrol.schedule import count_days, working_days

JUNE_2 = date(2025, 6, 2)  # a Monday


def counted(days, urban=True, rounds=1, **rules):
    seconds = np.array(days, float)[:, None] * 900
    return count_days(
        seconds,
        np.full(seconds.shape, rounds),
        np.array([urban]),
        JUNE_2,
        PatrolRules(**rules),
    )


def test_town_asks_for_a_share_of_all_days_and_country_for_each_working_day():
    ten = [1] * 5 + [0, 0] + [1] * 3
    assert counted(ten).due.tolist() == [7]
    assert counted(ten).met.tolist() == [True]
    assert counted(ten, urban=False).due.tolist() == [8]
    assert counted(ten, urban=False).met.tolist() == [True]
    assert counted([0, *ten[1:]], urban=False).met.tolist() == [False]


def test_two_rounds_a_day_may_be_asked_for():
    assert counted([1] * 7, rounds=1, rounds_a_day=2).days.tolist() == [0]
    assert counted([1] * 7, rounds=2, rounds_a_day=2).days.tolist() == [7]


def test_revisits_are_told_by_interval_gap_and_last_day():
    found = counted([1, 0, 0, 1, 0, 1, 0])
    assert found.mean_interval.tolist() == [2.5]
    assert found.longest_gap.tolist() == [2]
    assert found.last.tolist() == [(date(2025, 6, 7) - date(1970, 1, 1)).days]
    none = counted([0, 0])
    assert (none.last[0], none.longest_gap[0]) == (-1, 2)


def test_holidays_are_no_working_days():
    assert working_days(JUNE_2, date(2025, 6, 8)) == 5
    assert working_days(JUNE_2, date(2025, 6, 8), frozenset({JUNE_2})) == 4
