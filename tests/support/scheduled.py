"""A district to be planned on a scheduler, and the death of one of those who work on it."""

import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from gridgeo.planner.effort import Effort
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.partition import Partition, partition
from tests.support.maps import lattice

COLUMNS, ROWS, SIDE = 72, 60, 12
EFFORT = Effort(2000, 1)  # a twentieth of a second a community: long enough to be killed in


def district() -> tuple[UnitGraph, NDArray[np.int64]]:
    """Thirty communities of 144 units with uneven counts."""
    count = COLUMNS * ROWS
    households = 60 + np.arange(count) * 37 % 61
    column, row = np.arange(count) % COLUMNS, np.arange(count) // COLUMNS
    return lattice(COLUMNS, ROWS, households), row // SIDE * (COLUMNS // SIDE) + column // SIDE


def plan(
    executor: Executor | None = None, in_the_middle: Callable[[], None] | None = None
) -> Partition:
    """Plan the district; ``in_the_middle`` is called once some of it is done, and not all."""
    graph, communities = district()
    called = in_the_middle is None

    def progress(done: int, total: int) -> None:
        nonlocal called
        if not called and in_the_middle is not None:
            assert done < total
            called = True
            in_the_middle()

    return partition(
        graph, communities=communities, seed=11, effort=EFFORT, executor=executor, progress=progress
    )


def same(one: Partition, other: Partition) -> bool:
    """Whether two plans are the same to the bit."""
    return (
        one.assignment.tobytes() == other.assignment.tobytes()
        and one.perimeter_m.tobytes() == other.perimeter_m.tobytes()
        and one.reasons == other.reasons
    )


def kill_first(pids: list[int]) -> int:
    """Kill the first of these processes, as the kernel does when memory runs out."""
    os.kill(pids[0], signal.SIGKILL)
    return pids[0]
