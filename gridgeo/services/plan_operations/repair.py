"""The operation ``repair``: grids drawn elsewhere, or parts that lie apart, made sound by rule.

The units are the truth of a plan, so what it holds overlaps nowhere and leaves no gap. Polygons
from outside do: they are repaired as `gridgeo.topology.repair` does it, then each unit gets the
grid that its inner point lies in. Every step that moves ground is listed.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from gridgeo.domain.errors import BadInputError, RefusedError
from gridgeo.geometry.crs import transform
from gridgeo.geometry.dissolve import dissolve
from gridgeo.geometry.shapes import object_array
from gridgeo.planner.actions.rejoin import rejoin
from gridgeo.services.plan_graph import WGS84
from gridgeo.services.plan_operations.draft import NONE, Draft
from gridgeo.services.plan_operations.edit import Edit, Moved
from gridgeo.services.plan_operations.shape_grids import Arguments
from gridgeo.services.plan_operations.snap import snap
from gridgeo.services.plan_operations.where import read_shape
from gridgeo.services.plan_operations.whole_areas import assign_codes
from gridgeo.topology import contiguity
from gridgeo.topology.repair import Filler, Repair, RepairRules, Winner, repair
from gridgeo.topology.view import NetworkView

LEAST_COVER = 0.5  # of a community's ground: with less, what is bare is no gap but not drawn


def repair_draft(session: Session, draft: Draft, arguments: Arguments) -> Edit:
    """Mend the parts that lie apart in a community, or take polygons in and repair them.

    Raises
    ------
    BadInputError
        If neither is named, or both are.
    """
    area, polygons = arguments.get("area"), arguments.get("polygons")
    if (area is None) == (not polygons):
        raise BadInputError("Name an area to mend, or polygons to take in.", field="polygons")
    if area is not None:
        return _rejoin_area(draft, area)
    return _take_polygons(session, draft, arguments)


def _rejoin_area(draft: Draft, area: str) -> Edit:
    grids = np.unique(draft.numbers[draft.units.area_codes == area]).tolist()
    outcome = rejoin(draft.graph, draft.assignment, grids, locked=draft.locked)
    numbers = draft.expand(outcome.assignment)
    moved = int((numbers != draft.numbers).sum())
    names = np.array([draft.grids[number]["code"] for number in draft.numbers.tolist()])
    after = np.array([draft.grids[number]["code"] for number in numbers.tolist()])
    return Edit(
        f"修复社区 {area}：{moved} 个飞地单元并入相邻网格。",
        f"Repaired community {area}: {moved} units that lay apart joined the grids around them.",
        numbers,
        repairs=_rejoined(draft, names, after),
    )


def _take_polygons(session: Session, draft: Draft, arguments: Arguments) -> Edit:
    """Repair polygons, snap them to units, and rejoin what that cuts off."""
    drawn = _read(draft, arguments)
    mine = np.isin(draft.units.area_codes, drawn.areas)
    done = repair(drawn.view, _rules(draft, drawn, arguments))
    snapped = snap(draft, done.polygons, mine & ~draft.pinned)
    wanted = np.full(len(draft.units), None, dtype=object)
    held = snapped != NONE
    wanted[held] = np.array(drawn.view.codes, dtype=object)[snapped[held]]
    numbers, attributes = assign_codes(session, draft, wanted)
    called = {number: record["code"] for number, record in draft.grids.items()}
    called |= {number: str(row["code"]) for number, row in attributes.items()}
    whole = _whole(draft, numbers, mine)
    names = [np.array([called[n] for n in array.tolist()]) for array in (numbers, whole)]
    repairs = (
        *_repaired(draft, done),
        *_snapped(draft, drawn, done, names[0], mine),
        *_rejoined(draft, *names),
    )
    used = set(whole.tolist())
    return Edit(
        f"导入并修复 {len(drawn.view.codes)} 个图形：{len(repairs)} 处改动。",
        f"Took in and repaired {len(drawn.view.codes)} polygons: {len(repairs)} changes.",
        whole,
        attributes={number: row for number, row in attributes.items() if number in used},
        repairs=repairs,
    )


@dataclass(frozen=True, eq=False)
class Drawn:
    """What was drawn elsewhere, with the locked grids of the draft beside it.

    Attributes
    ----------
    view : NetworkView
        Locked grids first, then the polygons in their order; the boundary is that of ``areas``.
    areas : list of str
        The communities that the polygons are to tile.
    locked : tuple of str
    """

    view: NetworkView
    areas: list[str]
    locked: tuple[str, ...]


def _read(draft: Draft, arguments: Arguments) -> Drawn:
    features = arguments["polygons"]
    shapes = object_array([read_shape(one["geometry"], "polygons") for one in features])
    codes = [str(one["grid"]) for one in features]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise BadInputError(f"Two polygons are called '{twice[0]}'.", field="polygons")
    ground = transform(shapes, WGS84, draft.crs)
    areas, boundary = _tiled(draft, ground)
    closed = _locked_grids(draft, areas)
    again = sorted(set(codes) & closed.keys())
    if again:
        raise RefusedError(f"Grid {again[0]} is locked; unlock it before it is changed.")
    polygons = object_array([*closed.values(), *ground])
    homes = draft.tree.query(polygons, predicate="intersects")
    households = np.bincount(homes[0], draft.units.households[homes[1]], len(polygons))
    view = NetworkView(
        draft.network.code,
        (*closed, *codes),
        polygons,
        draft.crs,
        boundary,
        np.rint(households).astype(np.int64),
    )
    return Drawn(view, areas, tuple(closed))


def _tiled(draft: Draft, ground: NDArray[np.object_]) -> tuple[list[str], BaseGeometry]:
    """Find the communities that the polygons are to tile, and their ground, made of their units.

    Raises
    ------
    BadInputError
        If the polygons cover less than half of every community.
    """
    codes, numbers = np.unique(draft.units.area_codes.astype(np.str_), return_inverse=True)
    communities = dissolve(draft.ground, numbers.astype(np.int64), len(codes))
    drawn = shapely.union_all(shapely.make_valid(ground))
    share = shapely.area(shapely.intersection(communities, drawn)) / shapely.area(communities)
    tiled = np.flatnonzero(share >= LEAST_COVER)
    if not len(tiled):
        raise BadInputError(
            "The polygons cover less than half of each community that they touch, so what they"
            " leave bare is no gap; use 'import' or 'draw' for single grids.",
            field="polygons",
        )
    return codes[tiled].tolist(), shapely.union_all(communities[tiled])


def _locked_grids(draft: Draft, areas: list[str]) -> dict[str, BaseGeometry]:
    """Give the ground of the locked grids in some communities, by code."""
    here = set(np.unique(draft.numbers[np.isin(draft.units.area_codes, areas)]).tolist())
    return {
        draft.grids[number]["code"]: _dissolved(draft, draft.numbers == number)
        for number in sorted(here & draft.locked)
    }


def _rules(draft: Draft, drawn: Drawn, arguments: Arguments) -> RepairRules:
    largest = arguments.get("largest_gap_m2")
    return RepairRules(
        winner=Winner(arguments.get("winner") or Winner.SMALLER),
        filler=Filler(arguments.get("filler") or Filler.BORDER),
        locked=drawn.locked,
        largest_gap_m2=np.inf if largest is None else float(largest),
    )


def _whole(draft: Draft, numbers: NDArray[np.int64], mine: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rejoin parts that snapping cut off; pinned units and locked grids stay."""
    first = np.unique(draft.pieces, return_index=True)[1]
    grids = np.unique(numbers[mine]).tolist()
    outcome = rejoin(draft.graph, numbers[first], grids, locked=draft.locked)
    moved = np.isin(draft.pieces, outcome.changed) & ~draft.pinned
    return np.where(moved, outcome.assignment[draft.pieces], numbers)


def _repaired(draft: Draft, done: Repair) -> list[Moved]:
    """List what the repair did to the polygons."""
    return [_moved(draft, one.fault, one.losing, one.gaining, one.geometry) for one in done.changes]


def _snapped(
    draft: Draft, drawn: Drawn, done: Repair, names: NDArray[np.str_], mine: NDArray[np.bool_]
) -> list[Moved]:
    """List ground that goes to another grid because units are not cut, by pairs of grids."""
    units = np.flatnonzero(mine)
    row, polygon = shapely.STRtree(done.polygons).query(draft.ground[units], "intersects")
    codes = np.array(drawn.view.codes)
    other = codes[polygon] != names[units[row]]
    row, polygon = units[row[other]], polygon[other]
    ground = shapely.intersection(draft.ground[row], done.polygons[polygon])
    large = shapely.area(ground) >= drawn.view.least_area_m2
    pairs: dict[tuple[str, str], list[BaseGeometry]] = {}
    for unit, lost, part in zip(row[large], polygon[large], ground[large], strict=True):
        pairs.setdefault((str(codes[lost]), str(names[unit])), []).append(part)
    moved = [
        _moved(draft, "unit", losing, gaining, shapely.union_all(parts))
        for (losing, gaining), parts in pairs.items()
    ]
    return sorted(moved, key=lambda one: (-one.area_m2, one.losing, one.gaining))


def _rejoined(draft: Draft, before: NDArray[np.str_], after: NDArray[np.str_]) -> tuple[Moved, ...]:
    """List the parts that join the grids around them."""
    pairs = sorted({(str(before[i]), str(after[i])) for i in np.flatnonzero(before != after)})
    return tuple(
        _moved(
            draft,
            contiguity.RULE,
            losing,
            gaining,
            _dissolved(draft, (before == losing) & (after == gaining)),
        )
        for losing, gaining in pairs
    )


def _moved(draft: Draft, fault: str, losing: str, gaining: str, ground: BaseGeometry) -> Moved:
    inside = draft.tree.query(ground, predicate="intersects")
    place: BaseGeometry = transform(object_array([ground]), draft.crs, WGS84)[0]
    households = int(draft.units.households[inside].sum())
    return Moved(fault, losing, gaining, float(ground.area), households, place)


def _dissolved(draft: Draft, mask: NDArray[np.bool_]) -> BaseGeometry:
    units = draft.ground[mask]
    ground: BaseGeometry = dissolve(units, np.zeros(len(units), dtype=np.int64), 1)[0]
    return ground
