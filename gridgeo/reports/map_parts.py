"""Pieces of folium maps: plain layers, tooltips and GeoJSON with few decimals.

Nothing is loaded from elsewhere: no tiles, and the scripts come from the page (`offline_page.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import folium
import numpy as np
import shapely
from branca.element import Element, Figure
from numpy.typing import NDArray

DECIMALS = 6  # of a degree: about a tenth of a metre


@dataclass(frozen=True, slots=True)
class MapParts:
    """The pieces of a folium map, to be set into a page; each is safe as it is."""

    style: str
    body: str
    script: str


def empty_map() -> folium.Map:
    """Give a map without tiles and without scripts from elsewhere."""
    drawn = folium.Map(
        tiles=None, zoom_control=True, attributionControl=False, zoomSnap=0.25, zoomDelta=0.5
    )
    drawn.default_js, drawn.default_css = [], []
    return drawn


def parts_of(drawn: folium.Map, bounds: NDArray[np.float64], name: str) -> MapParts:
    """Take a map apart; the same layers give the same text, without folium's random names.

    Parameters
    ----------
    drawn : folium.Map
    bounds : (4,) array of float
        West, south, east and north of what is shown at first, in degrees.
    name : str
        The script's variable is ``map_`` and this.
    """
    west, south, east, north = bounds.tolist()
    drawn.fit_bounds([[south, west], [north, east]])
    _name(drawn, name)
    figure = cast(Figure, drawn.get_root())
    figure.render()
    return MapParts(figure.header.render(), figure.html.render(), figure.script.render())


def _name(element: Element, name: str) -> None:
    """Give an element and all within it names that do not change from run to run."""
    element._id = name
    for number, child in enumerate(list(element._children.values())):
        _name(child, f"{name}_{number}")


def plain_layer(name: str, shapes: NDArray[np.object_], **style: object) -> folium.GeoJson:
    """Make a layer that only shows: it neither answers the pointer nor hides what does."""
    given = {"fill": "fillColor" in style, "stroke": "color" in style, **style}
    return folium.GeoJson(
        collection(shapes, [{}] * len(shapes)),
        name=name,
        style_function=lambda _feature: given,
        interactive=False,
        smooth_factor=0.5,
    )


def collection(shapes: NDArray[np.object_], facts: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Give polygons or lines as a GeoJSON collection with few decimals."""
    rounded = shapely.transform(shapes, lambda xy: np.round(xy, DECIMALS))
    features = [
        {"type": "Feature", "geometry": shapely.geometry.mapping(shape), "properties": known}
        for shape, known in zip(rounded, facts, strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}
