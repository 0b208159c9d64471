"""Rule ``invalid``: a grid whose geometry is missing, empty or crosses itself."""

import re

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.arrangement import NOISE_M2
from gridgeo.geometry.half_edges import point_keys
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView

RULE = "invalid"
_PLACE = re.compile(r"^(.*)\[(\S+) (\S+)\]$")
_REASONS_ZH = {
    "Self-intersection": "边界自相交",
    "Ring Self-intersection": "环自相切",
    "Hole lies outside shell": "洞在外环之外",
    "Holes are nested": "洞中套洞",
    "Nested shells": "部件相互嵌套",
    "Interior is disconnected": "内部不连通",
    "Duplicate Rings": "环重复",
    "Too few points in geometry component": "点数过少",
    "Invalid Coordinate": "坐标无效",
}


def crossings(view: NetworkView) -> NDArray[np.complex128]:
    """Places where borders of invalid grids cross themselves: vertices that mending had to add."""
    mended = shapely.get_coordinates(view.ground[view.invalid])
    stored = shapely.get_coordinates(view.polygons[view.invalid])
    return np.setdiff1d(point_keys(mended), point_keys(stored))


def find(view: NetworkView) -> list[Finding]:
    """Report each grid that is not a valid polygon, with the reason and the place."""
    return [_finding(view, int(index)) for index in np.flatnonzero(view.invalid)]


def _finding(view: NetworkView, index: int) -> Finding:
    shape: BaseGeometry | None = view.polygons[index]
    code = view.named([index])[0]
    if shape is None or shape.is_empty:
        sentences = (f"网格 {code} 没有图形。", f"Grid {code} has no geometry.")
        return view.finding(RULE, Severity.ERROR, [index], shapely.Point(), sentences)
    if is_one_place(shape, view.ground[index]):
        return _in_parts(view, index, shape)
    reason, place = _reason(shape)
    zh = f"网格 {code} 的图形无效：{_REASONS_ZH.get(reason, reason)}。"
    en = f"Grid {code} is not a valid polygon: {reason.lower()}."
    fix = Fix(
        "repair", (code,), "按各环所围的范围重建图形", "Rebuild it from what its rings enclose"
    )
    return view.finding(RULE, Severity.ERROR, [index], place, (zh, en), fixes=(fix,))


def is_one_place(shape: BaseGeometry, ground: BaseGeometry) -> bool:
    """Say whether valid parts only touch along borders: wrong in form, plain in meaning."""
    parts = shapely.get_parts(shape)
    if len(parts) < 2 or not shapely.is_valid(parts).all():
        return False
    return bool(abs(float(shapely.area(parts).sum()) - ground.area) <= NOISE_M2)


def _in_parts(view: NetworkView, index: int, shape: BaseGeometry) -> Finding:
    code, number = view.named([index])[0], shapely.get_num_geometries(shape)
    sentences = (
        f"网格 {code} 由 {number} 块相邻的图形组成，实为一处，应合并为一块。",
        f"Grid {code} is stored in {number} parts that touch, though it is one place.",
    )
    fix = Fix("repair", (code,), "合并各块", "Join its parts", 0, 0.0)
    inner = shapely.difference(
        shapely.union_all(shapely.boundary(shapely.get_parts(shape))),
        shapely.boundary(view.ground[index]),
    )
    return view.finding(RULE, Severity.WARNING, [index], inner, sentences, fixes=(fix,))


def _reason(shape: BaseGeometry) -> tuple[str, BaseGeometry]:
    """Split GEOS's ``reason[x y]`` into the reason and the place."""
    said = _PLACE.match(shapely.is_valid_reason(shape))
    if said is None:
        return "unknown reason", shapely.point_on_surface(shape)
    x, y = float(said[2]), float(said[3])
    return said[1], shapely.Point(x, y) if np.isfinite([x, y]).all() else shapely.Point()
