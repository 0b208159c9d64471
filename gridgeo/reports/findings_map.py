"""The map of a check: grids as outlines, findings over them, small ones with a mark to be seen."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import folium
import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.domain.enums import Severity
from gridgeo.reports.findings_figures import CheckedNetwork, FindingLine
from gridgeo.reports.map_parts import MapParts, collection, empty_map, parts_of, plain_layer

COUNTRY = (73.0, 18.0, 135.0, 54.0)
COLOURS = {Severity.ERROR: "#c2251b", Severity.WARNING: "#b36b00", Severity.INFO: "#2a6db0"}


def draw_findings(networks: Sequence[CheckedNetwork]) -> MapParts:
    """Draw the grids and findings of some networks of one place."""
    drawn = empty_map()
    for network in networks:
        plain_layer(
            "grids", network.ground, color="#6b7482", weight=0.9, fillColor="#fff", fillOpacity=0.55
        ).add_to(drawn)
    for layer in _layers(networks):
        layer.add_to(drawn)
    everything = np.concatenate([part for one in networks for part in (one.ground, one.places)])
    return parts_of(drawn, _bounds(everything), "findings")


def _bounds(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Give the bounds of what there is; the whole country where there is nothing."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    return shapely.total_bounds(there) if len(there) else np.array(COUNTRY)


def _layers(networks: Sequence[CheckedNetwork]) -> Iterable[folium.GeoJson]:
    """Give findings as they are, and a dot at the middle of each: most are too small to be seen."""
    for network in networks:
        known = ~shapely.is_empty(network.places)
        drawn = network.lines[: len(network.places)]
        lines = [line for line, here in zip(drawn, known, strict=True) if here]
        places = network.places[known]
        facts = [_facts(line) for line in lines]
        flat = shapely.get_dimensions(places) > 0
        chosen = np.flatnonzero(flat)
        yield _layer(places[chosen], [facts[i] for i in chosen], shape=True)
        yield _layer(shapely.point_on_surface(places), facts, shape=False)


def _layer(
    places: NDArray[np.object_], facts: list[dict[str, str]], *, shape: bool
) -> folium.GeoJson:
    marker = folium.CircleMarker(radius=5, weight=1.4, fill=True, fill_opacity=0.9)
    # folium asks for fields that every feature has; there may be no feature.
    tooltip = folium.GeoJsonTooltip(
        fields=["rule", "grids", "zh", "en", "fix"],
        aliases=["规则 Rule", "网格 Grids", "问题 Finding", "", "建议 Fix"],
        sticky=True,
    )
    return folium.GeoJson(
        collection(places, facts),
        style_function=_shape_style if shape else _dot_style,
        marker=None if shape else marker,
        tooltip=tooltip if facts else None,
        smooth_factor=0.5,
    )


def _shape_style(feature: dict[str, Any]) -> dict[str, object]:
    colour = feature["properties"]["colour"]
    return {"color": colour, "weight": 2, "fillColor": colour, "fillOpacity": 0.45}


def _dot_style(feature: dict[str, Any]) -> dict[str, object]:
    return {"color": "#ffffff", "fillColor": feature["properties"]["colour"]}


def _facts(line: FindingLine) -> dict[str, str]:
    """Give a finding's facts as HTML text: folium sets them into the tooltip as they are."""
    shown = "、".join(line.codes[:6]) + (" …" if len(line.codes) > 6 else "")
    facts = {
        "number": str(line.number),
        "rule": f"{line.title} {line.rule}",
        "grids": shown,
        "zh": line.zh,
        "en": line.en,
        "fix": line.fix_zh,
        "colour": COLOURS[line.severity],
    }
    return {key: escape(value) for key, value in facts.items()}
