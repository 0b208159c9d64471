"""Pictures of the planner's inner loops: the first cut, the moves, and the annealing."""

import numpy as np
import planner_maps as maps

from gridgeo.domain.band import HouseholdBand
from gridgeo.geometry.compactness import polsby_popper
from gridgeo.planner.effort import NORMAL
from gridgeo.planner.graph import UnitGraph
from gridgeo.planner.kernels.anneal import anneal
from gridgeo.planner.kernels.construct import choose_branch, construct, count_units
from gridgeo.planner.kernels.energy import measure
from gridgeo.planner.kernels.model import Draft
from gridgeo.planner.kernels.moves import chain, flip, holds_without, resplit
from gridgeo.planner.kernels.search import COLD, MILD, empty_draft, melt
from gridgeo.planner.kernels.tree import grow_tree, mark_branch, sum_branches
from gridgeo.planner.search import Searcher, make_task
from gridgeo.planner.sizes import sizes_to_try
from gridgeo.planner.wishes import Wishes

BAND = HouseholdBand()
SEED = 5
ALWAYS = 1e9  # a temperature at which every move is taken


def make_searcher(graph: UnitGraph) -> Searcher:
    """Lay out one domain for the inner loops."""
    return Searcher(make_task(graph, BAND, Wishes(), NORMAL, graph.size, SEED))


def first_draft(one: Searcher) -> Draft:
    """Construct a draft with the number of grids that is tried first."""
    graph = one.task.graph
    draft = empty_draft(graph.size, sizes_to_try(one.households, graph.size, BAND)[0])
    construct(one.problem, one.rules, draft, one.scratch, one.state)
    measure(one.problem, one.rules, draft)
    return draft


def draw_construction(polygons: np.ndarray, graph: UnitGraph) -> None:
    """Show a random tree, the first cut along it, and the draft at the end."""
    one = make_searcher(graph)
    grids = sizes_to_try(one.households, graph.size, BAND)[0]
    draft = empty_draft(graph.size, grids)
    reached = grow_tree(one.problem, draft, one.scratch, 0, 0, 0, one.state)
    order, parent = one.scratch.order[:reached], one.scratch.parent[:reached]
    tree = np.column_stack([order[1:], order[parent[1:]]])
    sum_branches(one.problem, one.scratch, reached, -2, -2)
    count_units(one.scratch, reached)
    top, part, _ = choose_branch(one.rules, one.scratch, reached, grids)
    cut = tree[[top - 1]]
    mark_branch(one.scratch, reached, top)
    inside = one.scratch.mark == one.scratch.tick[0]
    figure, (left, middle, right) = maps.make_figure(3)
    maps.draw_units(left, polygons, [maps.NO_TINT] * graph.size, "a random tree, its best cut")
    maps.draw_links(left, polygons, tree, maps.TREE)
    maps.draw_links(left, polygons, cut, maps.FAULT, 3.0)
    counts = one.task.graph.households
    title = f"{counts[inside].sum():,} households: grids {part}; the rest {grids - part}"
    maps.draw_grids(middle, polygons, graph, inside.astype(np.int64), title)
    draft = first_draft(one)
    maps.draw_grids(right, polygons, graph, draft.grid, f"the first draft: {tell(draft)}")
    maps.save(figure, "construction")


def draw_moves(polygons: np.ndarray, graph: UnitGraph) -> None:
    """Show what each of the three moves changes on one draft."""
    one = make_searcher(graph)
    draft = first_draft(one)
    melt(one.problem, one.rules, draft, one.scratch, 20 * graph.size, one.state)
    start = draft.grid.copy()
    figure, panels = maps.make_figure(3)
    for panel, name in zip(panels, ("flip", "chain", "re-split"), strict=True):
        draft.grid[:] = start
        measure(one.problem, one.rules, draft)
        make_move(one, draft, name)
        maps.draw_grids(panel, polygons, graph, draft.grid, name)
        maps.hatch(panel, polygons[draft.grid != start])
    maps.save(figure, "moves")


def make_move(one: Searcher, draft: Draft, name: str) -> None:
    """Do the first move of a kind that can be done and changes something."""
    before = draft.grid.copy()
    rows, far = one.problem.rows, one.problem.indices
    for edge in np.random.default_rng(SEED).permutation(len(rows)).tolist():
        unit, goal = int(rows[edge]), int(draft.grid[far[edge]])
        apart = draft.grid[unit] != goal and one.problem.passable[edge]
        if not apart or not holds_without(one.problem, draft, one.scratch, unit):
            continue
        if name == "flip":
            flip(one.problem, one.rules, draft, unit, goal)
        elif name == "chain":
            chain(one.problem, one.rules, draft, one.scratch, edge, ALWAYS, one.state)
        else:
            resplit(one.problem, one.rules, draft, one.scratch, edge, ALWAYS, one.state)
        if (draft.grid != before).any():
            return


def draw_annealing(polygons: np.ndarray, graph: UnitGraph) -> None:
    """Show a draft before the annealing, after its hot half and at its end."""
    one = make_searcher(graph)
    draft = first_draft(one)
    figure, (left, middle, right) = maps.make_figure(3)
    maps.draw_grids(left, polygons, graph, draft.grid, f"first draft: {tell(draft)}")
    moves = one.task.moves * one.task.starts // 2
    melt(one.problem, one.rules, draft, one.scratch, moves, one.state)
    measure(one.problem, one.rules, draft)
    maps.draw_grids(middle, polygons, graph, draft.grid, f"hot half: {tell(draft)}")
    anneal(one.problem, one.rules, draft, one.scratch, moves, MILD, COLD, one.state)
    maps.draw_grids(right, polygons, graph, draft.grid, f"cold: {tell(draft)}")
    maps.save(figure, "annealing")


def tell(draft: Draft) -> str:
    """Say how good a draft is."""
    inside = (draft.households >= BAND.minimum) & (draft.households <= BAND.maximum)
    compact = polsby_popper(draft.area_m2, draft.perimeter_m).mean()
    return f"{inside.sum()} of {len(inside)} in band, PP {compact:.2f}"
