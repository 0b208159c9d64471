import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.effort import Effort
from gridgeo.planner.kernels.model import MOVES, STOP
from gridgeo.planner.partition import partition
from gridgeo.planner.workers import Job, Workers
from tests.support.maps import lattice

BAND = HouseholdBand()
ENDLESS = Effort(1_000_000_000, 1)  # hours, were it not stopped


@pytest.fixture(scope="module")
def graph():
    graph = lattice(30, 20, [30] * 600)
    partition(graph, BAND, effort=Effort(10, 1))  # compiles, so that what is timed is the search
    return graph


def test_what_progress_raises_ends_a_search_within_a_second(graph):
    seen = []

    def look(done, total):
        seen.append((done, total))
        if len(seen) == 5:
            raise InterruptedError

    start = time.perf_counter()
    with pytest.raises(InterruptedError):
        partition(graph, BAND, effort=ENDLESS, progress=look)
    spent = time.perf_counter() - start
    assert spent < 5 * 0.5 + 1.0  # told at least twice a second, and then ended within one


@pytest.fixture
def interruptible():
    """Let Ctrl+C interrupt, which a shell's background jobs are started to ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_a_search_inside_its_compiled_loops(graph, jobs):
    pressed = []

    def press():
        pressed.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.5, press)
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        partition(graph, BAND, effort=ENDLESS, jobs=jobs)
    assert time.perf_counter() - pressed[0] < 1.0


def count_up(payload, control):
    """Pretend to move until told to stop; the payload says how far."""
    for _ in range(payload):
        control[MOVES] += 1
        if control[STOP]:
            return -1
        time.sleep(0.002)
    return payload


def test_answers_come_in_the_order_of_the_jobs_and_progress_never_falls():
    told = []
    workers = Workers(2, None, lambda done, total: told.append((done, total)), 100)
    jobs = [Job(20, 10.0, 20), Job(200, 60.0, 200), Job(5, 30.0, 5)]
    assert workers.run(count_up, jobs) == [20, 200, 5]
    workers.close()
    assert told[-1] == (100, 100)
    assert told == sorted(told)
    assert len(set(told)) > 2


def test_a_failure_of_one_job_is_raised_and_stops_the_others():
    def fail(payload, control):
        if payload:
            raise ValueError("no such unit")
        return count_up(10_000_000, control)

    workers = Workers(2, None, None, 2)
    start = time.perf_counter()
    with pytest.raises(ValueError, match="no such unit"):
        workers.run(fail, [Job(0, 1.0, 1), Job(1, 1.0, 1)])
    workers.close()
    assert time.perf_counter() - start < 5.0


def test_a_given_executor_gives_the_same_plan(graph):
    communities = np.arange(graph.size) % 30 // 10
    own = partition(graph, BAND, communities=communities, effort=Effort(20, 1))
    with ThreadPoolExecutor(2) as pool:
        other = partition(graph, BAND, communities=communities, effort=Effort(20, 1), executor=pool)
    np.testing.assert_array_equal(own.assignment, other.assignment)
