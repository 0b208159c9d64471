"""The map of a crosswalk: the borders of both networks and the ground that would change hands."""

from html import escape
from typing import Any

import folium
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.reports.crosswalk_figures import CrosswalkFigures, PairLine
from gridgeo.reports.map_parts import MapParts, collection, empty_map, parts_of, plain_layer

COLOUR_A = "#1f5fa8"
COLOUR_B = "#b35806"
COLOUR_MOVING = "#c2251b"


def draw_crosswalk(figures: CrosswalkFigures) -> MapParts:
    """Draw both networks and the worst pairs."""
    drawn = empty_map()
    plain_layer("ground", figures.a_ground, fillColor="#ffffff", fillOpacity=0.6).add_to(drawn)
    if figures.worst and len(figures.places):
        _moving(figures).add_to(drawn)
    for name, ground, style in (
        ("a", figures.a_ground, {"color": COLOUR_A, "weight": 1.6}),
        ("b", figures.b_ground, {"color": COLOUR_B, "weight": 1.6, "dashArray": "5 4"}),
    ):
        plain_layer(name, _borders(ground), **style).add_to(drawn)
    both = np.concatenate([figures.a_ground, figures.b_ground])
    return parts_of(drawn, shapely.total_bounds(both), "crosswalk")


def _borders(ground: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give outlines; as lines they hide nothing beneath them."""
    return np.asarray(shapely.boundary(ground), dtype=object)


def _moving(figures: CrosswalkFigures) -> folium.GeoJson:
    facts = [_facts(line) for line in figures.worst[: len(figures.places)]]
    return folium.GeoJson(
        collection(figures.places, facts),
        style_function=_style,
        highlight_function=lambda _feature: {"weight": 3},
        tooltip=folium.GeoJsonTooltip(
            fields=["a", "b", "households", "area"],
            aliases=["甲网格 A", "乙网格 B", "户数 Households", "平方米 m²"],
            sticky=True,
        ),
        smooth_factor=0.5,
    )


def _style(_feature: dict[str, Any]) -> dict[str, object]:
    return {"color": COLOUR_MOVING, "weight": 1, "fillColor": COLOUR_MOVING, "fillOpacity": 0.32}


def _facts(line: PairLine) -> dict[str, str]:
    """Give a pair's facts as HTML text: folium sets them into the tooltip as they are."""
    facts = {
        "number": str(line.number),
        "a": line.a or "—",
        "b": line.b or "—",
        "households": "—" if line.households is None else f"{line.households:,}",
        "area": f"{line.area_m2:,.0f}",
    }
    return {key: escape(value) for key, value in facts.items()}
