"""Grids of one network that lie in several of another, as `nesting` and `crossing` judge them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import Finding, Fix, Part, finding_id, mean_width_m
from gridgeo.topology.relation import Overlay, PairClass
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, size_en, size_zh


@dataclass(frozen=True, slots=True, eq=False)
class Stray:
    """A grid that does not lie in one grid of the other network.

    Parameters
    ----------
    inner, outer : NetworkView
        The grid's own network, and the other.
    code : str
        The grid.
    parts : tuple of Part
        What each grid of the other network has of it, largest first; last what none has.
    ground : geometry
        What lies outside its largest part.
    """

    inner: NetworkView
    outer: NetworkView
    code: str
    parts: tuple[Part, ...]
    ground: BaseGeometry

    @property
    def held(self) -> str:
        """The grid of the other network that has most of it; empty where none has."""
        return self.parts[0].code

    @property
    def others(self) -> tuple[str, ...]:
        """The other grids that it reaches into, sorted."""
        return tuple(sorted(one.code for one in self.parts[1:] if one.code))


def divided_grids(inner: NetworkView, outer: NetworkView, laid: Overlay) -> Iterator[Stray]:
    """Find grids that lie in several of the other network, slivers set aside.

    Parameters
    ----------
    inner, outer : NetworkView
    laid : Overlay
        The ground of the first laid over that of the second.
    """
    pairs = laid.ground
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
            yield Stray(inner, outer, inner.named([index])[0], parts, ground)


def lost_grids(inner: NetworkView, outer: NetworkView, laid: Overlay) -> Iterator[Stray]:
    """Find grids that lie in no grid of the other network; ``laid`` as for `divided_grids`."""
    met = laid.ground.first[laid.classes != PairClass.SLIVER]
    rows = np.setdiff1d(np.arange(len(inner.codes)), met)
    rows = rows[~shapely.is_empty(inner.ground[rows])]
    wide = mean_width_m(inner.ground[rows]) >= outer.thresholds.sliver_width_m
    for index in rows[wide].tolist():
        ground = inner.ground[index]
        homes = inner.homes_in(object_array([ground]))[0]
        parts = (Part("", ground.area, homes),)
        yield Stray(inner, outer, inner.named([index])[0], parts, ground)


def stray_finding(
    stray: Stray,
    rule: str,
    sentences: tuple[str, str],
    fixes: Callable[[Stray, int | None, float], tuple[Fix, ...]],
) -> Finding:
    """Report a stray.

    Parameters
    ----------
    stray : Stray
    rule : str
    sentences : tuple of str
        What is wrong, in Chinese and English; size and households are added.
    fixes : callable
        Of the stray, its households outside and their ground in m².
    """
    inner, outer = stray.inner, stray.outer
    ground = object_array([stray.ground])
    homes = inner.homes_in(ground)[0]
    size = (float(stray.ground.area), float(mean_width_m(ground)[0]))
    zh, en = sentences
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        networks=(inner.network, outer.network),
        codes=tuple(one for one in (stray.code, stray.held, *stray.others) if one),
        geometry=stray.ground,
        area_m2=size[0],
        width_m=size[1],
        households=homes,
        zh=f"{zh}：{size_zh(*size)}{homes_zh(homes)}。",
        en=f"{en}: {size_en(*size)}{homes_en(homes)}.",
        id=finding_id(rule, [inner.network, outer.network], [stray.code]),
        fixes=fixes(stray, homes, size[0]),
        parts=stray.parts,
    )


def _parts(inner: NetworkView, codes: list[str], shapes: NDArray[np.object_]) -> tuple[Part, ...]:
    """Say what each grid has of a divided one; the last shape is what none has."""
    area, homes = shapely.area(shapes).tolist(), inner.homes_among(shapes)
    made = [Part(*one) for one in zip([*codes, ""], area, homes, strict=True)]
    return tuple(part for part in made if part.area_m2 > 0)


def _wide(bare: BaseGeometry, width_m: float) -> NDArray[np.object_]:
    """Keep the parts of uncovered ground that are more than slivers."""
    parts = shapely.get_parts(polygonal(object_array([bare])))
    return np.asarray(parts[mean_width_m(parts) >= width_m])
