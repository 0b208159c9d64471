"""Rule ``outside``: ground of grids that lies beyond the boundary of their area."""

import numpy as np
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.geometry.noding import object_array
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "outside"


def find(view: NetworkView) -> list[Finding]:
    """Report each grid that leaves the boundary, with the ground that does."""
    plane = view.arrangement
    beyond = ~plane.inside[plane.cover_face]
    face, grid = plane.cover_face[beyond], plane.cover_polygon[beyond]
    area = np.bincount(grid, weights=plane.area_m2[face], minlength=len(view.codes))
    found = []
    for index in np.flatnonzero(area >= view.least_area_m2):
        ground = shapely.union_all(plane.faces[face[grid == index]])
        homes = view.homes_in(object_array([ground]))[0]
        code, size = view.named([int(index)])[0], number(float(area[index]))
        sentences = (
            f"网格 {code} 有 {size} 平方米在辖区边界之外{homes_zh(homes)}。",
            f"Grid {code} reaches {size} m² beyond the boundary{homes_en(homes)}.",
        )
        fix = Fix("clip", (code,), "裁到边界", "Clip it to the boundary")
        found.append(
            view.finding(
                RULE,
                Severity.ERROR,
                [int(index)],
                ground,
                sentences,
                households=homes,
                fixes=(fix,),
            )
        )
    return found
