"""Rule ``contiguity``: a grid in several pieces that do not share a border."""

import numpy as np
import shapely

from gridgeo.domain.enums import Severity
from gridgeo.geometry.shapes import object_array
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.view import NetworkView
from gridgeo.topology.words import homes_en, homes_zh, number

RULE = "contiguity"


def find(view: NetworkView) -> list[Finding]:
    """Report each grid stored in several parts whose ground is not one piece.

    Parts that share a border are one place and pass; parts that meet in a point do not.
    """
    # Files with one type a layer hold single polygons as multipolygons of one part too.
    stored = shapely.get_num_geometries(view.polygons) > 1
    whole = shapely.get_num_geometries(view.ground) > 1
    return [_finding(view, int(index)) for index in np.flatnonzero(stored & whole)]


def _finding(view: NetworkView, index: int) -> Finding:
    parts = shapely.get_parts(view.ground[index])
    area = shapely.area(parts)
    largest = int(np.argmax(area))
    rest = shapely.MultiPolygon(list(np.delete(parts, largest)))
    homes = view.homes_in(object_array([rest]))[0]
    code, size = view.named([index])[0], number(float(rest.area))
    sentences = (
        f"网格 {code} 不连通：分成 {len(parts)} 块，主体以外有 {size} 平方米{homes_zh(homes)}。",
        f"Grid {code} is not contiguous: it has {len(parts)} pieces, {size} m² apart from the"
        f" largest{homes_en(homes)}.",
    )
    fixes = (
        Fix(
            *("give_parts", (code,), "把较小的各块划归相邻网格", "Give the smaller pieces away"),
            households=homes,
            area_m2=float(rest.area),
        ),
        Fix(
            *("split", (code,), "每块各成一个网格", "Make each piece a grid of its own"),
            households=homes,
            area_m2=float(rest.area),
        ),
    )
    return view.finding(
        RULE, Severity.ERROR, [index], rest, sentences, households=homes, fixes=fixes
    )
