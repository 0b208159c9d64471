"""What the inner loops pass around: the problem, the rules, a plan in the making, working space."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Problem(NamedTuple):
    """One domain's units and borders; see ``UnitGraph`` for shapes and units.

    ``rows`` is the near end of each border, ``slack_m`` the part of it that follows nothing,
    ``load`` what is to be balanced, ``present`` the present grid of each unit (-1: none) and
    ``keep`` the cost of taking it away.
    """

    indptr: Integers
    indices: Integers
    rows: Integers
    shared_m: Floats
    slack_m: Floats
    passable: NDArray[np.bool_]
    households: Integers
    load: Floats
    area_m2: Floats
    perimeter_m: Floats
    present: Integers
    keep: Floats


class Rules(NamedTuple):
    """The band and what each wish weighs against one whole point of Polsby-Popper."""

    minimum: int
    target: int
    maximum: int
    miss: float  # a grid outside the band
    depart: float  # a target's worth of households outside the band
    balance: float  # a whole even share of the load away from the even share
    even: float  # that even share: the load that belongs to a target's worth of households
    slack: float  # a metre of border that follows nothing


class Draft(NamedTuple):
    """A plan in the making: the grid of each unit, and the figures of each grid."""

    grid: Integers
    units: Integers
    households: Integers
    load: Floats
    area_m2: Floats
    perimeter_m: Floats
    cost: Floats  # what each grid costs as it stands
    label: Integers  # the present grid that this one stands for; -1: none


class Scratch(NamedTuple):
    """Working space that is filled anew by each move; sized by the number of units."""

    control: Integers  # shape (2,): other than 0 means stop; moves made so far
    tick: Integers  # one number: the latest mark
    mark: Integers
    order: Integers  # units in the order of the tree, parents first
    place: Integers  # where a unit stands in ``order``
    parent: Integers  # where a unit's parent stands
    frontier: Integers
    sums: Floats  # shape (n, SUMS): running totals of subtrees


SUM_HOUSEHOLDS, SUM_AREA, SUM_PERIMETER, SUM_INSIDE, SUM_DEGREE = 0, 1, 2, 3, 4
SUM_SLACK_INSIDE, SUM_SLACK_DEGREE, SUM_KEEP_FIRST, SUM_KEEP_SECOND, SUM_LOAD = 5, 6, 7, 8, 9
SUMS = 10
STOP, MOVES = 0, 1  # places in ``Scratch.control``


def make_control() -> Integers:
    """Give the two numbers by which a caller stops the loops and sees how far they are."""
    return np.zeros(2, dtype=np.int64)


def make_scratch(units: int, borders: int, control: Integers) -> Scratch:
    """Reserve working space for a problem of ``units`` and ``borders`` (each counted twice)."""
    return Scratch(
        control=control,
        tick=np.zeros(1, dtype=np.int64),
        mark=np.zeros(units, dtype=np.int64),
        order=np.zeros(units, dtype=np.int64),
        place=np.zeros(units, dtype=np.int64),
        parent=np.zeros(units, dtype=np.int64),
        frontier=np.zeros(borders + 1, dtype=np.int64),
        sums=np.zeros((units, SUMS)),
    )
