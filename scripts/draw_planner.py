"""Draw the pictures of docs/planner.md: each step of the planner, run on the small demo.

What is shown is what the code did, not what somebody drew: run it again after changing a step.
"""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

PROJECT = Path(__file__).parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

import planner_maps as maps  # noqa: E402
from planner_moves import draw_annealing, draw_construction, draw_moves  # noqa: E402

from gridgeo.domain.band import HouseholdBand  # noqa: E402
from gridgeo.planner.disruption import find_successors, share_people  # noqa: E402
from gridgeo.planner.domains import find_domains  # noqa: E402
from gridgeo.planner.effort import EFFORTS, Effort  # noqa: E402
from gridgeo.planner.given import Given  # noqa: E402
from gridgeo.planner.graph import UnitGraph  # noqa: E402
from gridgeo.planner.kernels.model import make_control  # noqa: E402
from gridgeo.planner.large import Piece, cut_into_blocks, cut_over_seams  # noqa: E402
from gridgeo.planner.partition import partition  # noqa: E402
from gridgeo.planner.search import make_task  # noqa: E402
from gridgeo.planner.sizes import possible_sizes  # noqa: E402
from gridgeo.planner.wishes import Wishes  # noqa: E402
from tests.support.demo_units import DemoUnits, make_demo_units  # noqa: E402
from tests.support.unit_lattice import unit_lattice  # noqa: E402

BAND = HouseholdBand()
TOWER, UNSOLVED = "990101004004", "990101003003"  # communities of the small demo
TOWN = "990101004"
LATTICE = 110  # units on a side of the large domain


def community(units: DemoUnits, code: str) -> tuple[np.ndarray, UnitGraph]:
    """Take the units of one community."""
    mine = np.flatnonzero(units.communities == code)
    return units.polygons[mine], units.graph.take(mine)


def town(units: DemoUnits) -> tuple[np.ndarray, UnitGraph]:
    """Take the largest domain of a town whose communities' borders may be crossed."""
    mine = np.flatnonzero(np.char.startswith(units.communities, TOWN))
    whole = units.graph.take(mine)
    domains = find_domains(whole, np.zeros(len(mine)), BAND.maximum)
    rest = mine[max((one.units for one in domains), key=len)]
    return units.polygons[rest], units.graph.take(rest)


def draw_adjacency(units: DemoUnits) -> None:
    """Show units with their households, and the borders that a grid may reach across."""
    polygons, graph = community(units, TOWER)
    figure, (left, right) = maps.make_figure(2, 4.2, 4.2)
    nothing = [maps.NO_TINT] * graph.size
    maps.draw_units(left, polygons, nothing, "units and their households")
    maps.write_counts(left, polygons, graph.households)
    maps.draw_units(right, polygons, nothing, "borders: the bluer, the more of it is a street")
    pairs = np.column_stack([graph.rows, graph.indices])
    for share in (0.0, 0.5, 0.9):
        some = graph.passable & (graph.follow >= share)
        maps.draw_links(right, polygons, pairs[some], maps.BLUES[share], 1.2)
    maps.draw_links(right, polygons, pairs[~graph.passable], maps.FAULT, 1.2)
    maps.save(figure, "adjacency")


def draw_domains(units: DemoUnits) -> None:
    """Show how a unit above the maximum is taken out."""
    polygons, graph = community(units, TOWER)
    label = np.zeros(graph.size, dtype=np.int64)
    for number, domain in enumerate(find_domains(graph, np.zeros(graph.size), BAND.maximum)):
        label[domain.units] = number
    figure, (axes,) = maps.make_figure(1, 4.2, 4.2)
    totals = np.bincount(label, weights=graph.households).astype(int)
    told = " and ".join(f"{total:,}" for total in totals)
    maps.draw_grids(axes, polygons, graph, label, f"two domains: {told} households")
    maps.save(figure, "domains")


def draw_numbers() -> None:
    """Show which counts each number of grids can hold."""
    figure, (axes,) = maps.make_figure(1, 7.2, 2.4)
    for grids in range(1, 7):
        width = grids * (BAND.maximum - BAND.minimum)
        axes.barh(grids, width, left=grids * BAND.minimum, color=maps.TINTS[2])
        axes.plot(2 * [grids * BAND.target], [grids - 0.4, grids + 0.4], color=maps.INK)
    for count in (550, 1700):
        sizes = list(possible_sizes(count, BAND))
        colour = maps.TREE if sizes else maps.FAULT
        told = " or ".join(map(str, sizes)) + " grids" if sizes else "no whole number"
        axes.axvline(count, color=colour)
        axes.annotate(f"{count}: {told}", (count + 15, 6.75), fontsize=8, color=colour)
    axes.set_ylim(0.4, 7.2)
    axes.set_xlabel("households of a domain (a tick at the target)", fontsize=9)
    axes.set_ylabel("grids", fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    maps.save(figure, "numbers")


def draw_blocks() -> None:
    """Show a large domain in blocks, over their seams, and its grids."""
    side = np.arange(LATTICE)
    across, down = (axis.ravel() for axis in np.meshgrid(side, side))
    polygons = shapely.box(across, down, across + 1, down + 1)
    graph = unit_lattice(LATTICE)
    task = make_task(graph, BAND, Wishes(), EFFORTS["fast"], graph.size, 1)
    control = make_control()
    grid = partition(graph, BAND, effort=EFFORTS["fast"]).assignment
    figure, (left, middle, right) = maps.make_figure(3)
    for axes, pieces, title in (
        (left, cut_into_blocks(task, control), "blocks of at most 2,500 units"),
        (middle, cut_over_seams((task, grid, 0), control), "blocks of whole grids, over the seams"),
    ):
        maps.draw_grids(axes, polygons, graph, label_pieces(pieces, graph.size), title)
    maps.draw_grids(right, polygons, graph, grid, f"{grid.max() + 1:,} grids of one domain")
    maps.save(figure, "blocks")


def label_pieces(pieces: list[Piece], units: int) -> np.ndarray:
    """Give the piece of each unit."""
    label = np.zeros(units, dtype=np.int64)
    for number, piece in enumerate(pieces):
        label[piece.units] = number
    return label


def draw_proof(units: DemoUnits) -> None:
    """Show a miss of the band with the unit that its proof names."""
    polygons, graph = community(units, UNSOLVED)
    plan = partition(graph, BAND)
    [grid] = [number for number, reason in enumerate(plan.reasons) if reason is not None]
    reason = plan.reasons[grid]
    figure, (axes,) = maps.make_figure(1, 5.2, 4.4)
    title = f"a grid of {plan.households[grid]} households: {reason.code.value}"
    maps.draw_grids(axes, polygons, graph, plan.assignment, title)
    maps.write_counts(axes, polygons, graph.households)
    maps.outline(axes, [polygons[plan.assignment == grid]], maps.FAULT, 3.0)
    if reason.unit is not None:
        maps.hatch(axes, polygons[[reason.unit]])
    maps.save(figure, "proof")
    sys.stdout.write(f"{reason.tell(str(reason.unit))}\n")


def draw_keep(polygons: np.ndarray, graph: UnitGraph) -> None:
    """Show what changes hands when a present grid has outgrown the band."""
    present = partition(graph, BAND, seed=3, effort=Effort(10, 1)).assignment
    grown = graph.households.copy()
    grown[graph.households.argsort()[-8]] += 250  # new homes
    graph = replace(graph, households=grown)
    figure, panels = maps.make_figure(3)
    maps.draw_grids(panels[0], polygons, graph, present, f"present: {present.max() + 1} grids")
    over = np.bincount(present, weights=grown)[present] > BAND.maximum
    maps.hatch(panels[0], polygons[over & (grown <= BAND.maximum)])
    for axes, keep in zip(panels[1:], (1.0, 0.0), strict=True):
        plan = partition(graph, BAND, given=Given(present=present), wishes=Wishes(keep=keep))
        shared = share_people(plan.assignment, present, grown, graph.area_m2)
        moved = find_successors(shared)[present] != plan.assignment
        shape, hands = plan.polsby_popper.mean(), grown[moved].sum()
        title = f"keep {keep:g}: {hands:,} change hands, PP {shape:.2f}"
        maps.draw_grids(axes, polygons, graph, plan.assignment, title)
        maps.hatch(axes, polygons[moved])
    maps.save(figure, "keep")


def main() -> None:
    """Write every picture."""
    units = make_demo_units("small")
    domain = town(units)
    draw_adjacency(units)
    draw_domains(units)
    draw_numbers()
    draw_construction(*domain)
    draw_moves(*domain)
    draw_annealing(*domain)
    draw_blocks()
    draw_proof(units)
    draw_keep(*domain)


if __name__ == "__main__":
    main()
