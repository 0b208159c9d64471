"""Every scheduler without a database gives the same plan, also when somebody dies in the middle."""

import multiprocessing
import os
import time

import pytest

from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.services.schedulers import check_scheduler, open_scheduler
from gridgeo.services.schedulers.processes import MOST_DEATHS, ProcessScheduler
from tests.support import scheduled


@pytest.fixture(scope="module")
def alone():
    return scheduled.plan()


def test_threads_are_the_planners_own():
    with open_scheduler("threads", 3) as executor:
        assert executor is None


@pytest.mark.parametrize("name", ["", "thread", "http://host", "queue2"])
def test_a_name_that_no_scheduler_has_is_refused(name):
    with pytest.raises(BadInputError, match="no scheduler"):
        check_scheduler(name)


@pytest.mark.slow
def test_processes_give_the_same_plan_though_one_is_killed_in_the_middle(alone):
    killed: list[int] = []
    with open_scheduler("processes", 2) as executor:
        assert isinstance(executor, ProcessScheduler)
        answer = scheduled.plan(
            executor, lambda: killed.append(scheduled.kill_first(executor.pids))
        )
        assert killed
        assert killed[0] not in executor.pids
    assert scheduled.same(answer, alone)


@pytest.mark.slow
def test_a_task_that_kills_every_process_is_given_up_in_a_sentence():
    with open_scheduler("processes", 1) as executor:
        future = executor.submit(os._exit, 9)
        with pytest.raises(UnavailableError, match=f"killed {MOST_DEATHS} times"):
            future.result(60)
        assert executor.submit(int, "7").result(60) == 7  # the next one finds a pool again


@pytest.mark.slow
def test_processes_end_at_once_when_the_plan_is_given_up():
    pids: list[int] = []

    def give_up() -> None:
        pids.extend(executor.pids)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_scheduler("processes", 2) as executor:
        scheduled.plan(executor, give_up)
    assert pids
    deadline = time.monotonic() + 5
    while set(pids) & {process.pid for process in multiprocessing.active_children()}:
        assert time.monotonic() < deadline, "a process goes on"
        time.sleep(0.02)
