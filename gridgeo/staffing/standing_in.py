"""Who serves each grid while some people are away, and what that asks of those who are there."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class ServedBy(StrEnum):
    """Who serves a grid on a day."""

    OWN = "own"  # somebody who is posted to it
    PARTNER = "partner"  # somebody of the grid that it is paired with
    LEAD = "lead"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who could serve which grid, by positions of people and grids.

    Attributes
    ----------
    posted : int64, shape (p, 2)
        Person and grid; of several on one grid the first that is there serves it.
    leads : int64, shape (l, 2)
        Person and grid of leads, who step in last.
    partners : int64, shape (q, 2)
        Grids that stand in for each other.
    load : float64, shape (n,)
        Load of each grid.
    people : int
        Number of people.
    """

    posted: Integers
    leads: Integers
    partners: Integers
    load: Floats
    people: int


@dataclass(frozen=True, slots=True)
class Service:
    """Who serves each grid.

    Attributes
    ----------
    person : int64, shape (n,)
        -1 where nobody does.
    by : list of ServedBy, length n
    load : float64, shape (people,)
        What each person serves, stood-in grids included.
    behind : bool, shape (n,)
        Nobody serves the grid, or a stand-in does who has more than the most that one can bear.
    """

    person: Integers
    by: list[ServedBy]
    load: Floats
    behind: Booleans


def serve(staffing: Staffing, absent: Booleans, most_load: float) -> Service:
    """Say who serves each grid while ``absent`` people are away.

    A grid whose own people are all away goes to the present people of its partner grids, the one
    with the least load by then; otherwise to its lead. Larger grids choose first.

    Parameters
    ----------
    staffing : Staffing
    absent : bool, shape (people,)
    most_load : float
        What one person can bear, in the unit of the loads.
    """
    own = _first_present(staffing.posted, absent, len(staffing.load))
    leads = _first_present(staffing.leads, absent, len(staffing.load))
    person = own.copy()
    by = [ServedBy.OWN if who >= 0 else ServedBy.NOBODY for who in own.tolist()]
    load = np.zeros(staffing.people)
    np.add.at(load, own[own >= 0], staffing.load[own >= 0])
    partners = _partners(staffing)
    for grid in np.lexsort((np.arange(len(own)), -staffing.load)).tolist():
        if own[grid] >= 0:
            continue
        helpers = sorted({int(own[other]) for other in partners.get(grid, ()) if own[other] >= 0})
        if helpers:
            person[grid], by[grid] = min(helpers, key=lambda who: load[who]), ServedBy.PARTNER
        elif leads[grid] >= 0:
            person[grid], by[grid] = leads[grid], ServedBy.LEAD
        if person[grid] >= 0:
            load[person[grid]] += staffing.load[grid]
    stood_in = own < 0
    borne = np.append(load, np.inf)[person]  # nobody, -1, is the last: more than anybody bears
    return Service(person, by, load, stood_in & (borne > most_load))


def _first_present(posts: Integers, absent: Booleans, grids: int) -> Integers:
    """Give the first present person of each grid, -1 for none, shape (grids,)."""
    first = np.full(grids, -1, dtype=np.int64)
    present = posts[~absent[posts[:, 0]]]
    backwards = present[::-1]  # the last assignment stands: the first of the list
    first[backwards[:, 1]] = backwards[:, 0]
    return first


def _partners(staffing: Staffing) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one, two in staffing.partners.tolist():
        found.setdefault(one, []).append(two)
        found.setdefault(two, []).append(one)
    return found
