"""Cost of a unit in small and large domains, and how soon a second process can begin."""

import subprocess
import sys

import pytest

from gridgeo.planner.effort import EFFORTS
from gridgeo.planner.partition import partition
from tests.support.bench import say, timed
from tests.support.unit_lattice import unit_lattice

pytestmark = [pytest.mark.bench, pytest.mark.slow]
SIDES = (32, 100, 317)  # scripts/plot_planner_growth.py goes on to a million units
START = """
import time
start = time.perf_counter(), time.process_time()
from gridgeo.planner.effort import Effort
from gridgeo.planner.partition import partition
from tests.support.unit_lattice import unit_lattice
graph = unit_lattice(12)
imported = time.perf_counter(), time.process_time()
partition(graph, effort=Effort(1, 1))
ready = time.perf_counter(), time.process_time()
print(*(imported[i] - start[i] for i in (0, 1)), *(ready[i] - imported[i] for i in (0, 1)))
"""


def test_cost_grows_no_faster_than_n_log_n(capsys):
    lines, costs = [], []
    partition(unit_lattice(12), effort=EFFORTS["fast"])  # loads the compiled loops
    for side in SIDES:
        graph = unit_lattice(side)
        seconds, plan = timed(
            lambda graph=graph: partition(graph, effort=EFFORTS["fast"]), rounds=1
        )
        costs.append(seconds / graph.size)
        in_band = sum(one.value == "in_band" for one in plan.status)
        lines.append(
            f"{graph.size:>8,} units in one domain: {seconds:6.2f} s,"
            f" {in_band:,} of {len(plan.status):,} grids in the band"
        )
        assert in_band == len(plan.status)
    say(capsys, *lines)
    assert costs[-1] < 2.0 * costs[0]  # log n alone gives 1.7


def test_a_second_start_loads_the_compiled_loops_in_less_than_a_second(capsys):
    figures = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", START], capture_output=True, text=True, check=True
        )
        figures.append([float(word) for word in done.stdout.split()])
    _, imported_s, _, ready_s = min(figures, key=lambda one: one[3])
    say(
        capsys,
        f"a second start: {imported_s:.2f} s to import, {ready_s:.2f} s to the first plan of 144"
        " units (processor time)",
    )
    assert ready_s < 1.0
