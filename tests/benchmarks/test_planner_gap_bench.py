"""How far plans stay behind the most compact ones, where these can be found.

The optimum is the best mean Polsby-Popper over all numbers of grids, chosen among all contiguous
sets of units in the band.
"""

import numpy as np
import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.planner.effort import EFFORTS
from gridgeo.planner.exact import Limits, solve_exactly
from gridgeo.planner.partition import partition
from gridgeo.planner.sizes import possible_sizes
from gridgeo.planner.wishes import Wishes
from tests.benchmarks.planner_bounds import bound_compactness
from tests.benchmarks.planner_cases import demo_case, hsinchu_case
from tests.benchmarks.planner_peers import partition_gerrychain
from tests.benchmarks.planner_scores import Domains, compactness
from tests.support.bench import say

pytestmark = [pytest.mark.bench, pytest.mark.slow]
BAND = HouseholdBand()
SECONDS = Limits(10_000, 200_000, 1 << 17, 5_000_000)  # of each domain; the rest are left out
CASES = 30
MOST_UNITS = 40  # of a domain whose sets can be listed in some seconds


@pytest.mark.parametrize("name", ["demo", "code2"])
def test_plans_are_near_the_optimum_where_that_is_known(name, bench_folder, capsys):
    case = demo_case(bench_folder) if name == "demo" else hsinchu_case(name)
    gaps, chain_gaps, missed = {"fast": [], "normal": [], "deep": []}, [], 0
    graphs = [graph for graph in Domains(case, BAND).graphs if has_choice(graph)]
    graphs = sorted(graphs, key=lambda graph: graph.size)[:CASES]
    solved = [(graph, best) for graph in graphs if (best := optimum(graph)) is not None]
    for graph, best in solved:
        for effort, found in gaps.items():
            plan = partition(graph, BAND, effort=EFFORTS[effort], wishes=Wishes(streets=0.0))
            missed += any(plan.reasons)
            found.append(1.0 - plan.polsby_popper.mean() / best)
        parts = partition_gerrychain(graph, round(int(graph.households.sum()) / BAND.target))
        if parts is not None:
            chain_gaps.append(best / compactness(graph, parts).mean())
    say(
        capsys,
        f"{case.name}: {len(solved)} domains of {min(g.size for g, _ in solved)} to"
        f" {max(g.size for g, _ in solved)} units solved exactly; gap of the mean Polsby-Popper",
        *(
            f"{effort:<8} median {np.median(found):.2%}, worst {max(found):.2%},"
            f" {sum(gap < 1e-9 for gap in found)} at the optimum"
            for effort, found in gaps.items()
        ),
        f"optimum against GerryChain: {np.median(chain_gaps):.2f} in the median of"
        f" {len(chain_gaps)}",
    )
    assert missed == 0
    assert np.median(gaps["normal"]) <= 0.02


def test_the_shapes_that_compounds_allow_are_bounded(bench_folder, capsys):
    domains = Domains(demo_case(bench_folder), BAND)
    plan = partition(domains.case.graph, BAND, communities=domains.case.communities, jobs=2)
    ours, best, chain = [], [], []
    for graph, units in zip(domains.graphs, domains.units, strict=True):
        if graph.size > MOST_UNITS or not has_choice(graph):
            continue
        bound = bound_compactness(graph, BAND)
        parts = partition_gerrychain(graph, round(int(graph.households.sum()) / BAND.target))
        if bound is None or parts is None:
            continue
        shapes = compactness(graph, parts)
        chain.append(shapes)
        best.append(np.full(len(shapes), bound))
        ours.append(compactness(graph, plan.assignment[units]))
    mean = [float(np.concatenate(found).mean()) for found in (ours, best, chain)]
    say(
        capsys,
        f"{len(best)} domains of whole compounds: mean Polsby-Popper {mean[0]:.3f} by normal,"
        f" {mean[1]:.3f} at most by any division, {mean[2]:.3f} by GerryChain: at most"
        f" {mean[1] / mean[2]:.2f} times as compact, reached {mean[0] / mean[2]:.2f}",
    )
    assert len(best) >= 10
    assert mean[1] / mean[2] < 1.55
    assert mean[0] >= 0.93 * mean[1]


def has_choice(graph):
    """Say whether a domain allows several grids."""
    sizes = possible_sizes(int(graph.households.sum()), BAND)
    return graph.size >= 4 and len(sizes) > 0 and sizes[-1] >= 2


def optimum(graph):
    """Best mean Polsby-Popper of any partition in the band; None if there is none, or not known."""
    found = []
    for grids in possible_sizes(int(graph.households.sum()), BAND):
        answer = solve_exactly(graph, BAND, grids=grids, limits=SECONDS)
        if not answer.decided:
            return None
        if answer.grid is not None:
            found.append(compactness(graph, answer.grid).mean())
    return max(found, default=None)
