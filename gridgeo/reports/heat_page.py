"""The report of a heat map as one HTML page with a folium map."""

from base64 import b64encode
from html import escape
from typing import Any

import folium
import numpy as np

from gridgeo.reports.heat_figures import HeatReport
from gridgeo.reports.map_parts import MapParts, collection, empty_map, parts_of, plain_layer
from gridgeo.reports.offline_page import render_page

_WIDTHS = {1: 2.6, 2: 1.8, 3: 1.2}


def render_heat(report: HeatReport) -> str:
    """Write the report.

    Returns
    -------
    str
        An HTML page of its own; the same report gives the same page.
    """
    return render_page("heat.html.j2", _draw(report), ("report.css", "heat.css"), report=report)


def _draw(report: HeatReport) -> MapParts:
    drawn = empty_map()
    west, south, east, north = report.bounds
    base = report.base
    for rank in range(5, 0, -1):
        lines = base.barriers[(base.kinds == "road") & (base.ranks == rank)]
        style = {"color": "#5d6672", "opacity": 0.2, "weight": _WIDTHS.get(rank, 0.6)}
        plain_layer(f"streets {rank}", lines, **style).add_to(drawn)
    folium.raster_layers.ImageOverlay(
        f"data:image/png;base64,{b64encode(report.picture).decode()}",
        [[south, west], [north, east]],
        opacity=0.9,
        interactive=False,
        alt=report.measure.title,
        class_name="heat",
    ).add_to(drawn)
    _grids(report).add_to(drawn)
    return parts_of(drawn, np.array(report.bounds), "heat")


def _grids(report: HeatReport) -> folium.GeoJson:
    facts = [
        {
            "code": escape(one.code),
            "name": escape(one.name),
            "state": " ".join(one.words),
            "days": f"{one.days} / {one.days_due}",
            "minutes": f"{one.minutes:,.0f}",
            "homes": "—" if one.households_share is None else f"{one.households_share:.0%}",
        }
        for one in report.lines
    ]
    return folium.GeoJson(
        collection(report.grids, facts),
        name="grids",
        style_function=_style,
        highlight_function=lambda _feature: {"weight": 3},
        tooltip=folium.GeoJsonTooltip(
            fields=list(facts[0]) if facts else [],
            aliases=[
                "编码 Code",
                "网格 Grid",
                "状态 State",
                "达标天数 Days / due",
                "分钟 Minutes",
                "户覆盖率 Households",
            ],
            sticky=True,
        ),
        smooth_factor=0.5,
    )


def _style(_feature: dict[str, Any]) -> dict[str, object]:
    return {"fillOpacity": 0, "color": "#2b3340", "weight": 1}
