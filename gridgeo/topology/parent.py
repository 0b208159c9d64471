"""Rule ``nesting`` within a network: a micro-grid must lie in the base grid that it names."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology import nesting
from gridgeo.topology.finding import Finding, Fix, finding_id, mean_width_m
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import codes_en, codes_zh, homes_en, homes_zh, size_en, size_zh


def check_parents(micro: NetworkView, base: NetworkView) -> list[Finding]:
    """Hold micro-grids against the base grids that they name; the others against any one.

    Parameters
    ----------
    micro, base : NetworkView
        Tiers of one network, in the same CRS.

    Returns
    -------
    list of Finding
        Largest ground first.
    """
    names = micro.parents
    said = np.zeros(len(micro.codes), dtype=bool)
    if names is not None:
        said = np.array([bool(name) for name in names], dtype=bool)
    free = micro.take(np.flatnonzero(~said))
    found = nesting.find(free, base)
    found += _strays(micro, base, np.flatnonzero(said))
    return sorted(found, key=lambda one: (-one.area_m2, one.codes))


def _strays(micro: NetworkView, base: NetworkView, rows: NDArray[np.intp]) -> Iterator[Finding]:
    if micro.parents is None:
        return
    place = {code: row for row, code in enumerate(base.codes)}
    for row in rows.tolist():
        parent = str(micro.parents[row])
        ground = micro.ground[row]
        if parent in place:
            ground = shapely.difference(ground, base.ground[place[parent]])
        wide = _wide(ground, base.thresholds.sliver_width_m)
        if not wide.is_empty:
            yield _finding(micro, base, row, parent, wide)


def _wide(ground: BaseGeometry, width_m: float) -> BaseGeometry:
    """Keep the parts that are more than slivers."""
    parts = shapely.get_parts(polygonal(object_array([ground])))
    return shapely.union_all(parts[mean_width_m(parts) >= width_m])


def _finding(
    micro: NetworkView, base: NetworkView, row: int, parent: str, ground: BaseGeometry
) -> Finding:
    code = micro.named([row])[0]
    met = base.tree.query(ground, predicate="intersects")
    shared = shapely.area(shapely.intersection(base.ground[met], ground))
    others = base.named(met[shared >= base.least_area_m2])
    homes = micro.homes_in(object_array([ground]))[0]
    size = (float(ground.area), float(mean_width_m(object_array([ground]))[0]))
    there_zh = f"，在 {codes_zh(others)} 内" if others else "，不在任何基础网格内"
    there_en = f", in {codes_en(others)}" if others else ", in no base grid"
    rename = [
        Fix("rename_parent", (code, other), f"把上级网格改为 {other}", f"Name {other} instead")
        for other in others
    ]
    return Finding(
        rule=nesting.RULE,
        severity=Severity.ERROR,
        networks=(micro.network,),
        codes=(code, parent, *others),
        geometry=ground,
        area_m2=size[0],
        width_m=size[1],
        households=homes,
        zh=f"微网格 {code} 标明属于 {parent}，却有 {size_zh(*size)}在它之外{there_zh}"
        f"{homes_zh(homes)}。",
        en=f"The micro-grid {code} names {parent} as its base grid, but lies outside of it with"
        f" {size_en(*size)}{there_en}{homes_en(homes)}.",
        id=finding_id(nesting.RULE, [micro.network], [code]),
        fixes=(
            Fix("clip", (code,), f"把 {code} 收回到 {parent} 之内", f"Clip {code} to {parent}"),
            *rename[:1],
        ),
    )
