"""Rules between networks: what one network's grids must keep towards another's.

``nesting`` is broken by a grid that leaves the one grid of the other network that it should lie in;
``crossing`` by a grid of the other network that is cut by this network's borders.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Relation, Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import Finding, Fix, finding_id, mean_width_m
from gridgeo.topology.relation import PairClass, overlay
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh, homes_en, homes_zh, size_en, size_zh

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


def _strays(inner: NetworkView, outer: NetworkView, rule: str) -> Iterator[Finding]:
    """Find grids of one network that lie in several of another, slivers set aside."""
    laid = overlay(inner.ground, outer.ground, outer.thresholds.sliver_width_m)
    pairs = laid.ground
    crosses = np.isin(laid.classes, (PairClass.CROSSING, PairClass.CONTAINS))
    for index in np.unique(pairs.first[crosses]):
        rows = np.flatnonzero(crosses & (pairs.first == index))
        order = rows[np.lexsort((pairs.second[rows], -pairs.area_m2[rows]))]
        home, astray = int(pairs.second[order[0]]), pairs.second[order[1:]]
        parts = pairs.ground(order)
        bare = shapely.difference(inner.ground[index], shapely.union_all(parts))
        ground = shapely.union_all([*parts[1:], *_wide(bare, outer.thresholds.sliver_width_m)])
        if not ground.is_empty:
            yield _finding((inner, outer), rule, int(index), home, astray, ground)


def _wide(bare: BaseGeometry, width_m: float) -> NDArray[np.object_]:
    """Keep the parts of uncovered ground that are more than slivers."""
    parts = shapely.get_parts(polygonal(object_array([bare])))
    return np.asarray(parts[mean_width_m(parts) >= width_m])


def _finding(
    views: tuple[NetworkView, NetworkView],
    rule: str,
    index: int,
    home: int,
    astray: NDArray[np.intp],
    ground: BaseGeometry,
) -> Finding:
    inner, outer = views
    code, held = inner.named([index])[0], outer.named([home])[0]
    others = outer.named(astray)
    homes = inner.homes_in(object_array([ground]))[0]
    width = float(mean_width_m(object_array([ground]))[0])
    size = (float(ground.area), width)
    to_zh = f"，伸入 {codes_zh(others)}" if others else "，其余在该网络之外"
    to_en = f" and reaches into {codes_en(others)}" if others else " and leaves that network"
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        networks=(inner.network, outer.network),
        codes=(code, held, *others),
        geometry=ground,
        area_m2=size[0],
        width_m=width,
        households=homes,
        zh=f"{inner.network} 的网格 {code} 跨出 {outer.network} 的网格 {held}{to_zh}："
        f"{size_zh(*size)}{homes_zh(homes)}。",
        en=f"Grid {code} of {inner.network} lies in {held} of {outer.network}{to_en}:"
        f" {size_en(*size)}{homes_en(homes)}.",
        id=finding_id(rule, [inner.network, outer.network], [code]),
        fixes=(
            Fix("clip", (code,), f"把 {code} 收回到 {held} 之内", f"Clip {code} to {held}"),
            Fix("split", (code,), f"沿边界拆分 {code}", f"Split {code} along the border"),
        ),
    )
