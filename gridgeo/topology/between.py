"""Rules between networks: what one network's grids must keep towards another's.

``nesting`` is broken by a grid that leaves the one grid of the other network that it should lie in,
or lies in none;
``crossing`` by a grid of the other network that is cut by this network's borders.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import GridKind, Relation, Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import Finding, Fix, Part, finding_id, mean_width_m
from gridgeo.topology.relation import PairClass, overlay
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import (
    MOST_NAMED,
    codes_en,
    codes_zh,
    homes_en,
    homes_zh,
    number,
    size_en,
    size_zh,
)

NESTING = "nesting"
CROSSING = "crossing"


def check_relation(view: NetworkView, other: NetworkView, relation: Relation) -> list[Finding]:
    """Hold a network against the relation that it must keep to another.

    Parameters
    ----------
    view, other : NetworkView
        In the same CRS.
    relation : Relation
        ``nests_in``: every grid lies in one of the other's; ``whole_grids_of``: every grid of the
        other lies in one of ours; ``same_as``: both; ``free``: nothing.

    Returns
    -------
    list of Finding
        Largest ground first.
    """
    found: list[Finding] = []
    if relation in (Relation.NESTS_IN, Relation.SAME_AS):
        found += _strays(view, other, NESTING)
    if relation in (Relation.WHOLE_GRIDS_OF, Relation.SAME_AS):
        found += _strays(other, view, CROSSING)
    return sorted(found, key=lambda one: (-one.area_m2, one.rule, one.codes))


def without_dedicated(view: NetworkView, other: NetworkView) -> tuple[NetworkView, NetworkView]:
    """Set aside the ground of a network's dedicated grids, in both networks.

    They are cut out for reasons of their own; what is left has to keep the relation.
    """
    dedicated = view.is_kind(GridKind.DEDICATED)
    if not dedicated.any():
        return view, other
    ground = shapely.union_all(view.ground[dedicated])
    shapes = polygonal(shapely.difference(other.ground, ground))
    there = np.flatnonzero(~shapely.is_empty(shapes))
    return (
        view.take(np.flatnonzero(~dedicated)),
        replace(other.take(there), polygons=shapes[there]),
    )


def _strays(inner: NetworkView, outer: NetworkView, rule: str) -> Iterator[Finding]:
    """Find grids of one network that lie in several of another, slivers set aside."""
    laid = overlay(inner.ground, outer.ground, outer.thresholds.sliver_width_m)
    pairs = laid.ground
    if rule == NESTING:
        met = pairs.first[laid.classes != PairClass.SLIVER]
        yield from _lost(inner, outer, np.setdiff1d(np.arange(len(inner.codes)), met))
    crosses = np.isin(laid.classes, (PairClass.CROSSING, PairClass.CONTAINS))
    for index in np.unique(pairs.first[crosses]):
        rows = np.flatnonzero(crosses & (pairs.first == index))
        order = rows[np.lexsort((pairs.second[rows], -pairs.area_m2[rows]))]
        shared = pairs.ground(order)
        bare = shapely.difference(inner.ground[index], shapely.union_all(shared))
        wide = _wide(bare, outer.thresholds.sliver_width_m)
        ground = shapely.union_all([*shared[1:], *wide])
        if not ground.is_empty:
            codes = [outer.named([grid])[0] for grid in pairs.second[order].tolist()]
            parts = _parts(inner, codes, object_array([*shared, shapely.union_all(wide)]))
            yield _finding((inner, outer), rule, int(index), parts, ground)


def _lost(inner: NetworkView, outer: NetworkView, rows: NDArray[np.intp]) -> Iterator[Finding]:
    """Name grids that lie in no grid of the other network at all."""
    rows = rows[~shapely.is_empty(inner.ground[rows])]
    wide = mean_width_m(inner.ground[rows]) >= outer.thresholds.sliver_width_m
    for index in rows[wide].tolist():
        ground = inner.ground[index]
        homes = inner.homes_in(object_array([ground]))[0]
        yield _finding((inner, outer), NESTING, index, (Part("", ground.area, homes),), ground)


def _parts(inner: NetworkView, codes: list[str], shapes: NDArray[np.object_]) -> tuple[Part, ...]:
    """Say what each grid has of a divided one; the last shape is what none has."""
    area, homes = shapely.area(shapes).tolist(), inner.homes_among(shapes)
    made = [Part(*one) for one in zip([*codes, ""], area, homes, strict=True)]
    return tuple(part for part in made if part.area_m2 > 0)


def _wide(bare: BaseGeometry, width_m: float) -> NDArray[np.object_]:
    """Keep the parts of uncovered ground that are more than slivers."""
    parts = shapely.get_parts(polygonal(object_array([bare])))
    return np.asarray(parts[mean_width_m(parts) >= width_m])


def _finding(
    views: tuple[NetworkView, NetworkView],
    rule: str,
    index: int,
    parts: tuple[Part, ...],
    ground: BaseGeometry,
) -> Finding:
    inner, outer = views
    code, others = inner.named([index])[0], tuple(sorted(one.code for one in parts[1:] if one.code))
    homes = inner.homes_in(object_array([ground]))[0]
    size = (float(ground.area), float(mean_width_m(object_array([ground]))[0]))
    say = _crossed if rule == CROSSING else _strayed
    zh, en = say(views, code, parts, others)
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        networks=(inner.network, outer.network),
        codes=tuple(one for one in (code, parts[0].code, *others) if one),
        geometry=ground,
        area_m2=size[0],
        width_m=size[1],
        households=homes,
        zh=f"{zh}：{size_zh(*size)}{homes_zh(homes)}。",
        en=f"{en}: {size_en(*size)}{homes_en(homes)}.",
        id=finding_id(rule, [inner.network, outer.network], [code]),
        fixes=_fixes(rule, code, parts[0].code, homes, size[0]),
        parts=parts,
    )


def _strayed(
    views: tuple[NetworkView, NetworkView],
    code: str,
    parts: tuple[Part, ...],
    others: tuple[str, ...],
) -> tuple[str, str]:
    """Say that a grid leaves the one grid of the other network that it lies in, or is in none."""
    inner, outer = views
    held = parts[0].code
    if not held:
        return (
            f"{inner.network} 的网格 {code} 不在 {outer.network} 的任何网格内",
            f"Grid {code} of {inner.network} lies in no grid of {outer.network}",
        )
    to_zh = f"，伸入 {codes_zh(others)}" if others else "，其余在该网络之外"
    to_en = f" and reaches into {codes_en(others)}" if others else " and leaves that network"
    return (
        f"{inner.network} 的网格 {code} 跨出 {outer.network} 的网格 {held}{to_zh}",
        f"Grid {code} of {inner.network} lies in {held} of {outer.network}{to_en}",
    )


def _crossed(
    views: tuple[NetworkView, NetworkView],
    code: str,
    parts: tuple[Part, ...],
    _: tuple[str, ...],
) -> tuple[str, str]:
    """Say how the other network's grids divide a grid, with the households on each side."""
    inner, outer = views
    more = len(parts) - MOST_NAMED
    zh = "、".join(_side(part, "无网格", "户", "平方米") for part in parts[:MOST_NAMED])
    en = ", ".join(_side(part, "no grid", " households", " m²") for part in parts[:MOST_NAMED])
    zh += f"等 {len(parts)} 处" if more > 0 else ""
    en += f" and {more} more" if more > 0 else ""
    return (
        f"{inner.network} 的网格 {code} 被 {outer.network} 的网格切开（{zh}），不在其主要部分内的",
        f"Grid {code} of {inner.network} is cut by grids of {outer.network} ({en}); outside the"
        " largest part lie",
    )


def _side(part: Part, nobody: str, homes: str, ground: str) -> str:
    """Write a part as its grid and the households in it, or its ground where nobody counted."""
    if part.households is None:
        return f"{part.code or nobody} {number(part.area_m2)}{ground}"
    return f"{part.code or nobody} {part.households}{homes}"


def _fixes(rule: str, code: str, held: str, homes: int | None, area_m2: float) -> tuple[Fix, ...]:
    if rule == CROSSING:
        words = (f"把 {code} 整个划归 {held}", f"Give all of {code} to {held}")
        return (Fix("take_whole", (held, code), *words, homes, area_m2),)
    if not held:
        words = ("在该网络中补划网格", "Draw a grid of that network there")
        return (Fix("new_grid", (code,), *words, homes, area_m2),)
    words = (f"把 {code} 收回到 {held} 之内", f"Clip {code} to {held}")
    return (
        Fix("clip", (code,), *words, homes, area_m2),
        Fix("split", (code,), f"沿边界拆分 {code}", f"Split {code} along the border", 0, 0.0),
    )
