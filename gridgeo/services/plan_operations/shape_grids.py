"""Operations on the ground of grids: split, merge, reassign, push, draw, dissolve."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.border_line import find_near_side
from gridgeo.geometry.crs import transform
from gridgeo.geometry.dissolve import dissolve
from gridgeo.planner.actions.dissolve import dissolve_grid
from gridgeo.planner.actions.draw import draw
from gridgeo.planner.actions.merge import merge
from gridgeo.planner.actions.outcome import ActionRefusedError
from gridgeo.planner.actions.push_border import push_border
from gridgeo.planner.actions.reassign import reassign
from gridgeo.planner.actions.rebalance import rebalance
from gridgeo.planner.actions.split import split
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.plan_operations.cut_ground import cut_empty_ground
from gridgeo.services.plan_operations.draft import Draft
from gridgeo.services.plan_operations.edit import Edit
from gridgeo.services.plan_operations.line_parts import parts_beside_line
from gridgeo.services.plan_operations.where import read_shape

Arguments = Mapping[str, Any]


def split_grid(draft: Draft, arguments: Arguments) -> Edit:
    """Split a grid into a number of grids, or the fewest that the band allows."""
    grid = draft.number(arguments["grid"])
    outcome = act(
        draft,
        lambda: split(
            draft.graph,
            draft.assignment,
            grid,
            draft.band_of([grid]),
            count=arguments.get("count"),
            seed=_seed(draft, arguments),
            locked=draft.locked,
        ),
    )
    numbers = _renumbered(draft, draft.expand(outcome.assignment))
    parts = len(np.unique(numbers[draft.numbers == grid]))
    code = arguments["grid"]
    return Edit(
        f"将网格 {code} 拆分为 {parts} 个，新增 {{new}}。",
        f"Split grid {code} into {parts}; new: {{new}}.",
        numbers,
    )


def split_by_line(session: Session, draft: Draft, arguments: Arguments) -> Edit:
    """Split a grid along a line: as near as its units allow, or cutting their empty ground."""
    grid, code = draft.number(arguments["grid"]), arguments["grid"]
    cut, end = 0, ("", "")
    if arguments.get("exact"):
        draft, cut = cut_empty_ground(session, draft, grid, read_shape(arguments["line"], "line"))
        end = (f"切开空地单元 {cut} 个，", f"; empty ground of {cut} units was cut")
        end = end if cut else ("沿线没有可切开的空地，", "; no ground along it is empty")
    units = np.flatnonzero(draft.assignment[draft.pieces] == grid)
    line = _metric(draft, arguments["line"], "line")
    labels = parts_beside_line(draft, units, line)
    pieces = draft.pieces_of(units)
    outcome = act(draft, lambda: _divide(draft, grid, pieces, labels))
    numbers = draft.expand(outcome)
    parts = len(np.unique(numbers[draft.numbers == grid]))
    return Edit(
        f"沿所画线将网格 {code} 拆分为 {parts} 个，{end[0]}新增 {{new}}。",
        f"Split grid {code} along a line into {parts}{end[1]}; new: {{new}}.",
        numbers,
        draft=draft if cut else None,
    )


def merge_grids(draft: Draft, arguments: Arguments) -> Edit:
    """Merge neighbouring grids; with ``resplit`` into as few as the band allows."""
    codes = sorted(set(arguments["grids"]))
    grids = [draft.number(code, "grids") for code in codes]
    outcome = act(
        draft,
        lambda: merge(
            draft.graph,
            draft.assignment,
            grids,
            draft.band_of(grids),
            resplit=bool(arguments.get("resplit")),
            seed=_seed(draft, arguments),
            locked=draft.locked,
        ),
    )
    numbers = draft.expand(outcome.assignment)
    left = np.unique(numbers[np.isin(draft.numbers, grids)]).tolist()
    kept = "、".join(draft.grids[number]["code"] for number in left)
    return Edit(
        f"将网格 {'、'.join(codes)} 合并为 {kept}。",
        f"Merged grids {', '.join(codes)} into {kept.replace('、', ', ')}.",
        numbers,
    )


def rebalance_grids(draft: Draft, arguments: Arguments) -> Edit:
    """Divide the ground of some neighbouring grids anew."""
    codes = sorted(set(arguments["grids"]))
    grids = [draft.number(code, "grids") for code in codes]
    outcome = act(
        draft,
        lambda: rebalance(
            draft.graph,
            draft.assignment,
            grids,
            draft.band_of(grids),
            seed=_seed(draft, arguments),
            locked=draft.locked,
        ),
    )
    return Edit(
        f"重新均衡网格 {'、'.join(codes)}。",
        f"Rebalanced grids {', '.join(codes)}.",
        draft.expand(outcome.assignment),
    )


def reassign_units(draft: Draft, arguments: Arguments) -> Edit:
    """Give units, named or inside a polygon, to a grid; what must not be cut comes along."""
    grid, code = draft.number(arguments["grid"]), arguments["grid"]
    pieces = draft.pieces_of(chosen_units(draft, arguments))
    outcome = act(
        draft,
        lambda: reassign(draft.graph, draft.assignment, pieces.tolist(), grid, locked=draft.locked),
    )
    numbers = draft.expand(outcome.assignment)
    moved = numbers != draft.numbers
    people = int(draft.units.households[moved].sum())
    return Edit(
        f"将 {int(moved.sum())} 个单元（{people} 户）调整到网格 {code}。",
        f"Gave {int(moved.sum())} units ({people} households) to grid {code}.",
        numbers,
    )


def push_shared_border(draft: Draft, arguments: Arguments) -> Edit:
    """Push the border of two grids to a line, as near as their units allow."""
    code, other = arguments["grid"], arguments["neighbour"]
    grid, neighbour = draft.number(code), draft.number(other, "neighbour")
    grounds = [_ground(draft, number) for number in (grid, neighbour)]
    line = _metric(draft, arguments["line"], "line")
    near = find_near_side(grounds[0], grounds[1], line, draft.points)
    weight = draft.unit_graph.area_m2
    share = np.bincount(draft.pieces, weight * near) / np.bincount(draft.pieces, weight)
    outcome = act(
        draft,
        lambda: push_border(
            draft.graph,
            draft.assignment,
            grid,
            neighbour,
            share > 0.5,
            locked=draft.locked,
            pinned=draft.pieces_of(np.flatnonzero(draft.pinned)).tolist(),
        ),
    )
    return Edit(
        f"推移网格 {code} 与 {other} 的共同边界。",
        f"Pushed the border that grids {code} and {other} share.",
        draft.expand(outcome.assignment),
    )


def draw_grid(draft: Draft, arguments: Arguments) -> Edit:
    """Make the units that are named, or lie inside a polygon, a grid of their own."""
    number = draft.last_number + 1
    pieces = draft.pieces_of(chosen_units(draft, arguments))
    outcome = act(
        draft,
        lambda: draw(draft.graph, draft.assignment, pieces.tolist(), number, locked=draft.locked),
    )
    wanted = {"name": arguments["name"]} if arguments.get("name") else {}
    return Edit(
        "新画网格 {new}。",
        "Drew grid {new}.",
        draft.expand(outcome.assignment),
        attributes={number: wanted},
    )


def dissolve_into_neighbours(draft: Draft, arguments: Arguments) -> Edit:
    """End a grid; its units go to one neighbour, or to those that can take them."""
    code = arguments["grid"]
    grid = draft.number(code, with_units=False)
    if not draft.grids[grid]["units"]:
        return Edit(f"撤销叠加网格 {code}。", f"Ended overlay {code}.", removed=(grid,))
    band = draft.band_of([grid])
    into = arguments.get("into")
    if into is not None:
        goal = draft.number(into, "into")
        numbers = np.where(draft.assignment == grid, goal, draft.assignment)
        act(
            draft,
            lambda: merge(
                draft.graph,
                draft.assignment,
                [grid, goal],
                band,
                resplit=False,
                locked=draft.locked,
            ),
        )
        end_zh, end_en = f"并入 {into}", f"into {into}"
    else:
        numbers = act(
            draft,
            lambda: dissolve_grid(draft.graph, draft.assignment, grid, band, locked=draft.locked),
        ).assignment
        end_zh, end_en = "分给相邻网格", "among its neighbours"
    return Edit(
        f"撤销网格 {code}，{end_zh}。", f"Dissolved grid {code} {end_en}.", draft.expand(numbers)
    )


def chosen_units(draft: Draft, arguments: Arguments) -> NDArray[np.intp]:
    """Give the units that are named, and those whose inner point lies in the polygon.

    Raises
    ------
    BadInputError
        If neither is given, or no unit lies there.
    """
    codes, polygon = arguments.get("units") or [], arguments.get("polygon")
    chosen = draft.places(codes)
    if polygon is not None:
        chosen = np.union1d(chosen, draft.units_in(read_shape(polygon, "polygon")))
    if not len(chosen):
        raise BadInputError("Name units, or draw a polygon that holds some.", field="units")
    return chosen


def act(draft: Draft, action: Callable[[], Any]) -> Any:
    """Run an action of the planner; it names grids by number, users by code."""
    try:
        return action()
    except ActionRefusedError as refusal:
        raise refusal.naming(draft.grids[refusal.grid]["code"]) from refusal


def _divide(
    draft: Draft, grid: int, pieces: NDArray[np.int64], labels: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give each part of a grid a number: the one with most households keeps its own."""
    if grid in draft.locked:
        raise ActionRefusedError("Grid {grid} is locked; unlock it before it is changed.", grid)
    people = np.bincount(labels, weights=draft.graph.households[pieces])
    order = np.argsort(-people, kind="stable")
    names = np.empty(len(people), dtype=np.int64)
    fresh = range(draft.last_number + 1, draft.last_number + len(people))
    names[order] = [grid, *fresh]
    after = draft.assignment.copy()
    after[pieces] = names[labels]
    return after


def _renumbered(draft: Draft, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give new grids numbers above all of the plan's, not only above the draft's."""
    highest = int(draft.assignment.max())
    return np.where(numbers > highest, numbers + draft.last_number - highest, numbers)


def _ground(draft: Draft, number: int) -> BaseGeometry:
    units = draft.ground[draft.numbers == number]
    ground: BaseGeometry = dissolve(units, np.zeros(len(units), dtype=np.int64), 1)[0]
    return ground


def _metric(draft: Draft, document: Arguments, field: str) -> BaseGeometry:
    shape = read_shape(document, field)
    metric: BaseGeometry = transform(np.array([shape], dtype=object), WGS84, draft.crs)[0]
    return metric


def _seed(draft: Draft, arguments: Arguments) -> int:
    seed = arguments.get("seed")
    return int(draft.plan.seed if seed is None else seed)
