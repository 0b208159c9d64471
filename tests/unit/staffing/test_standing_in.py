"""Who serves a grid while people are away."""

import numpy as np
import pytest

from gridgeo.staffing.standing_in import ServedBy, Staffing, serve

# Four grids in a row, a worker each; 0-1 and 2-3 are pairs; person 4 leads all of them.
STAFF = Staffing(
    posted=np.array([[0, 0], [1, 1], [2, 2], [3, 3]]),
    leads=np.array([[4, grid] for grid in range(4)]),
    partners=np.array([[0, 1], [2, 3]]),
    load=np.array([400.0, 300.0, 500.0, 350.0]),
    people=5,
)


def away(*people: int) -> np.ndarray:
    absent = np.zeros(STAFF.people, dtype=bool)
    absent[list(people)] = True
    return absent


def test_on_an_ordinary_day_everybody_serves_their_own() -> None:
    service = serve(STAFF, away(), most_load=600)
    assert service.person.tolist() == [0, 1, 2, 3]
    assert set(service.by) == {ServedBy.OWN}
    assert service.load.tolist() == [400, 300, 500, 350, 0]
    assert not service.behind.any()


def test_the_partner_stands_in_and_falls_behind_where_it_is_too_much() -> None:
    service = serve(STAFF, away(1, 2), most_load=800)
    assert service.person.tolist() == [0, 0, 3, 3]
    assert service.by == [ServedBy.OWN, ServedBy.PARTNER, ServedBy.PARTNER, ServedBy.OWN]
    assert service.load.tolist() == [700, 0, 0, 850, 0]
    assert service.behind.tolist() == [False, False, True, False]


def test_with_both_of_a_pair_away_the_lead_steps_in_and_without_a_lead_nobody() -> None:
    service = serve(STAFF, away(2, 3), most_load=2000)
    assert service.by[2:] == [ServedBy.LEAD, ServedBy.LEAD]
    assert service.load[4] == 850
    nobody = serve(STAFF, away(2, 3, 4), most_load=2000)
    assert nobody.person[2:].tolist() == [-1, -1]
    assert nobody.behind.tolist() == [False, False, True, True]


def test_a_second_worker_of_the_grid_comes_before_the_partner() -> None:
    posted = np.vstack([STAFF.posted, [[3, 0]]])
    staff = Staffing(posted, STAFF.leads, STAFF.partners, STAFF.load, STAFF.people)
    assert serve(staff, away(0), most_load=2000).person[0] == 3


def test_of_two_partners_the_one_with_less_to_do_stands_in() -> None:
    partners = np.array([[0, 1], [0, 2]])
    staff = Staffing(STAFF.posted, STAFF.leads, partners, STAFF.load, STAFF.people)
    assert serve(staff, away(0), most_load=2000).person[0] == 1


@pytest.mark.parametrize("grids", [0, 1])
def test_without_people_nobody_serves(grids) -> None:
    none = np.empty((0, 2), dtype=np.int64)
    service = serve(
        Staffing(none, none, none, np.ones(grids), 0), np.zeros(0, dtype=bool), most_load=1
    )
    assert service.person.tolist() == [-1] * grids
