"""Rule ``outside``: ground of grids that lies beyond the boundary of their area."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gridgeo.domain.enums import Severity
from gridgeo.geometry.shapes import object_array, polygonal
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "outside"


def find(view: NetworkView) -> list[Finding]:
    """Report each grid that leaves the boundary, with the ground that does."""
    plane = view.arrangement
    beyond = plane.faces[(plane.count > 0) & ~plane.inside]
    face, grid = view.tree.query(beyond, predicate="intersects")
    ground = polygonal(shapely.intersection(beyond[face], view.ground[grid]))
    area = np.bincount(grid, weights=shapely.area(ground), minlength=len(view.codes))
    return [
        _finding(view, int(index), shapely.union_all(ground[grid == index]))
        for index in np.flatnonzero(area >= view.least_area_m2)
    ]


def _finding(view: NetworkView, index: int, ground: BaseGeometry) -> Finding:
    homes = view.homes_in(object_array([ground]))[0]
    code, size = view.named([index])[0], number(float(ground.area))
    sentences = (
        f"网格 {code} 有 {size} 平方米在辖区边界之外{homes_zh(homes)}。",
        f"Grid {code} reaches {size} m² beyond the boundary{homes_en(homes)}.",
    )
    fix = Fix("clip", (code,), "裁到边界", "Clip it to the boundary", homes, float(ground.area))
    return view.finding(
        RULE, Severity.ERROR, [index], ground, sentences, households=homes, fixes=(fix,)
    )
