"""The map of a report: grids by deviation over the project's own base map, made with folium."""

from collections.abc import Iterable
from html import escape
from typing import Any

import folium
import numpy as np
import shapely

from gridgeo.domain.enums import CountUnit
from gridgeo.reports.deviation_classes import classify, colour_of
from gridgeo.reports.map_parts import MapParts, collection, empty_map, parts_of, plain_layer
from gridgeo.reports.network_figures import BaseMap, GridFigures, NetworkReport

SIMPLER_DEG = 1e-6  # borders are drawn to about 0.1 m; shared ones stay shared
WIDTHS = {1: 3.0, 2: 2.2, 3: 1.4}  # of streets by rank, in pixels; the others are thin
STATUS_WORDS = {
    "in_band": "达标 in band",
    "under": "偏少 under",
    "over": "偏多 over",
}


def draw_map(report: NetworkReport) -> MapParts:
    """Draw a report's map."""
    drawn = empty_map()
    for layer in (*_beneath(report.base), _grid_layer(report), *_above(report.base)):
        layer.add_to(drawn)
    return parts_of(drawn, shapely.total_bounds(report.ground), "grids")


def _beneath(base: BaseMap) -> Iterable[folium.GeoJson]:
    water = base.barriers[(base.kinds == "water") & (shapely.get_dimensions(base.barriers) == 2)]
    yield plain_layer("water", water, fillColor="#bcd9ee", fillOpacity=1)


def _above(base: BaseMap) -> Iterable[folium.GeoJson]:
    """Give the lines by which one finds one's way; they let the pointer through to the grids."""
    line = shapely.get_dimensions(base.barriers) == 1
    for rank in range(5, 0, -1):
        lines = base.barriers[line & (base.kinds == "road") & (base.ranks == rank)]
        yield plain_layer(
            f"streets {rank}", lines, color="#8d8778", opacity=0.55, weight=WIDTHS.get(rank, 0.7)
        )
    rivers, rails = (base.barriers[line & (base.kinds == kind)] for kind in ("water", "railway"))
    yield plain_layer("rivers", rivers, color="#5fa8d8", opacity=0.9, weight=5)
    yield plain_layer("railways", rails, color="#343a45", weight=1.6, dashArray="8 5")
    yield plain_layer("communities", base.communities, color="#343a45", weight=1.6, dashArray="2 4")
    yield plain_layer("towns", base.towns, color="#1c2430", weight=2.6)


def _grid_layer(report: NetworkReport) -> folium.GeoJson:
    simple = shapely.simplify(report.ground, 0)
    if shapely.coverage_is_valid(report.ground):
        simple = shapely.coverage_simplify(report.ground, SIMPLER_DEG)
    deviations = [np.nan if grid.deviation is None else grid.deviation for grid in report.grids]
    colours = [colour_of(int(position)) for position in classify(deviations)]
    facts = [
        {**_facts(grid), "colour": colour}
        for grid, colour in zip(report.grids, colours, strict=True)
    ]
    counted = "户数 Households" if report.unit is CountUnit.HOUSEHOLDS else "人数 Persons"
    return folium.GeoJson(
        collection(simple, facts),
        name="grids",
        style_function=_grid_style,
        highlight_function=lambda _feature: {"weight": 3, "color": "#111827"},
        tooltip=folium.GeoJsonTooltip(
            fields=["code", "name", "place", "count", "deviation", "status"],
            aliases=[
                "编码 Code",
                "网格 Grid",
                "社区 Area",
                counted,
                "偏差 Deviation",
                "标准 Standard",
            ],
            sticky=True,
        ),
        smooth_factor=0.5,
    )


def _grid_style(feature: dict[str, Any]) -> dict[str, object]:
    return {
        "fillColor": feature["properties"]["colour"],
        "fillOpacity": 0.8,
        "color": "#30353d",
        "weight": 1.1,
    }


def _facts(grid: GridFigures) -> dict[str, str]:
    """Give a grid's facts as HTML text: folium sets them into the tooltip as they are."""
    deviation = "—" if grid.deviation is None else f"{grid.deviation:+.0%}"
    status = "—" if grid.status is None else STATUS_WORDS[grid.status.value]
    facts = {
        "code": grid.code,
        "name": grid.name,
        "place": grid.community,
        "count": "—" if grid.count is None else f"{grid.count:,}",
        "deviation": deviation,
        "status": status,
    }
    return {key: escape(value) for key, value in facts.items()}
