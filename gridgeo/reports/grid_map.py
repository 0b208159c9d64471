"""The map of a report: grids by deviation over the project's own base map, made with folium.

Nothing is loaded from elsewhere: no tiles, and the scripts come from the page (`page.py`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import folium
import numpy as np
import shapely
from branca.element import Element, Figure
from numpy.typing import NDArray

from gridgeo.domain.enums import CountUnit
from gridgeo.reports.deviation_classes import classify, colour_of
from gridgeo.reports.network_figures import BaseMap, GridFigures, NetworkReport

DECIMALS = 6  # of a degree: about a tenth of a metre
SIMPLER_DEG = 1e-6  # borders are drawn to about 0.1 m; shared ones stay shared
WIDTHS = {1: 3.0, 2: 2.2, 3: 1.4}  # of streets by rank, in pixels; the others are thin
MAP_ID = "grids"
STATUS_WORDS = {
    "in_band": "达标 in band",
    "under": "偏少 under",
    "over": "偏多 over",
}


@dataclass(frozen=True, slots=True)
class MapParts:
    """The pieces of a folium map, to be set into a page; each is safe as it is."""

    style: str
    body: str
    script: str


def draw_map(report: NetworkReport) -> MapParts:
    """Draw a report's map.

    The same report gives the same text: folium's random names of elements are replaced.
    """
    drawn = folium.Map(
        tiles=None, zoom_control=True, attributionControl=False, zoomSnap=0.25, zoomDelta=0.5
    )
    drawn.default_js, drawn.default_css = [], []
    for layer in (*_beneath(report.base), _grid_layer(report), *_above(report.base)):
        layer.add_to(drawn)
    west, south, east, north = shapely.total_bounds(report.ground)
    drawn.fit_bounds([[south, west], [north, east]])
    _name(drawn, MAP_ID)
    figure = cast(Figure, drawn.get_root())
    figure.render()
    return MapParts(figure.header.render(), figure.html.render(), figure.script.render())


def _name(element: Element, name: str) -> None:
    """Give an element and all within it names that do not change from run to run."""
    element._id = name
    for number, child in enumerate(list(element._children.values())):
        _name(child, f"{name}_{number}")


def _beneath(base: BaseMap) -> Iterable[folium.GeoJson]:
    water = base.barriers[(base.kinds == "water") & (shapely.get_dimensions(base.barriers) == 2)]
    yield _plain("water", water, fillColor="#bcd9ee", fillOpacity=1)


def _above(base: BaseMap) -> Iterable[folium.GeoJson]:
    """Give the lines by which one finds one's way; they let the pointer through to the grids."""
    line = shapely.get_dimensions(base.barriers) == 1
    for rank in range(5, 0, -1):
        lines = base.barriers[line & (base.kinds == "road") & (base.ranks == rank)]
        yield _plain(
            f"streets {rank}", lines, color="#8d8778", opacity=0.55, weight=WIDTHS.get(rank, 0.7)
        )
    rivers, rails = (base.barriers[line & (base.kinds == kind)] for kind in ("water", "railway"))
    yield _plain("rivers", rivers, color="#5fa8d8", opacity=0.9, weight=5)
    yield _plain("railways", rails, color="#343a45", weight=1.6, dashArray="8 5")
    yield _plain("communities", base.communities, color="#343a45", weight=1.6, dashArray="2 4")
    yield _plain("towns", base.towns, color="#1c2430", weight=2.6)


def _plain(name: str, shapes: NDArray[np.object_], **style: object) -> folium.GeoJson:
    """Make a layer that only shows: it neither answers the pointer nor hides what does."""
    given = {"fill": "fillColor" in style, "stroke": "color" in style, **style}
    return folium.GeoJson(
        _collection(shapes, [{}] * len(shapes)),
        name=name,
        style_function=lambda _feature: given,
        interactive=False,
        smooth_factor=0.5,
    )


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
        _collection(simple, facts),
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


def _collection(shapes: NDArray[np.object_], facts: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Give polygons or lines as a GeoJSON collection with few decimals."""
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": known}
        for shape, known in zip(rounded, facts, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
