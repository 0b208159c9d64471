"""A style for MapLibre: the base map, a network's grids coloured by deviation, and their labels."""

from itertools import chain
from typing import Any

from gridgeo.domain.band import HouseholdBand

Document = dict[str, Any]

PAPER, WATER = "#f1efe9", "#b8d4e6"
# Homes and what is unknown stay as the paper is: compounds are drawn over them.
LAND_COLOURS = {
    "farmland": "#eceddb",
    "forest": "#d3e0c8",
    "grass": "#e1ead5",
    "green": "#d6e6cd",
    "water": WATER,
    "industrial": "#e5e0e6",
    "commercial": "#f1e4dc",
    "public": "#eee5d6",
    "special": "#dfe1d8",
    "transport": "#e6e4df",
}
NAME_COLOUR, HALO = "#5b6470", "rgba(255, 255, 255, 0.9)"
# The classes of the map page: from far under the band, blue, to far over it, orange.
CLASS_COLOURS = ("#1f5a99", "#6ba3d6", "#cfe1ee", "#f7f4ea", "#f8dfb4", "#ee9a3f", "#b0500c")
NO_CLASS_COLOUR = "#c5cad3"
NEAR = 0.4  # of the way to the band's end still counts as at the target


def map_style(
    *,
    name: str,
    unit: str,
    band: HouseholdBand,
    base_url: str,
    network_url: str,
    glyphs_url: str | None,
    font: str,
) -> Document:
    """Write the style of one network's map.

    Parameters
    ----------
    name : str
        Of the network.
    unit : str
        The attribute that labels show: ``households`` or ``persons``.
    band : HouseholdBand
        The limits of the colours.
    base_url, network_url : str
        Where the TileJSON of both is.
    glyphs_url : str or None
        With ``{fontstack}`` and ``{range}``; None lets the reader draw with its own fonts.
    font : str
        Name of the font.
    """
    style: Document = {
        "version": 8,
        "name": name,
        "sources": {
            "base": {"type": "vector", "url": base_url},
            "network": {"type": "vector", "url": network_url},
        },
        "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": PAPER}},
            *_ground(),
            *_grids(band),
            *_names(font),
            _grid_labels(unit, font),
        ],
    }
    return style if glyphs_url is None else style | {"glyphs": glyphs_url}


def class_colour(band: HouseholdBand) -> list[Any]:
    """Give the expression for a grid's colour by ``deviation`` and ``band_status``."""
    low = (band.minimum - band.target) / band.target
    high = (band.maximum - band.target) / band.target
    deviation, status = ["get", "deviation"], ["get", "band_status"]
    under, over = ["==", status, "under"], ["==", status, "over"]
    return [
        "case",
        ["!", ["has", "deviation"]],
        NO_CLASS_COLOUR,
        ["all", under, ["<", deviation, 2 * low]],
        CLASS_COLOURS[0],
        under,
        CLASS_COLOURS[1],
        ["all", over, [">", deviation, 2 * high]],
        CLASS_COLOURS[6],
        over,
        CLASS_COLOURS[5],
        ["<", deviation, NEAR * low],
        CLASS_COLOURS[2],
        [">", deviation, NEAR * high],
        CLASS_COLOURS[4],
        CLASS_COLOURS[3],
    ]


def _ground() -> list[Document]:
    return [
        _layer("land-use", "fill", "land_use", paint={"fill-color": _land_colour()}),
        _layer("compounds", "fill", "compounds", paint={"fill-color": "#e7e3d8"}),
        _layer("water", "fill", "water", _is("water"), paint={"fill-color": WATER}),
        _layer(
            "streams",
            "line",
            "ways",
            _is("water"),
            paint={"line-color": WATER, "line-width": _road_width(1)},
        ),
        _layer(
            "road-edges",
            "line",
            "ways",
            _is("road"),
            minzoom=13,
            paint={"line-color": "#d3cdc0", "line-width": _road_width(1.5)},
        ),
        _layer(
            "roads",
            "line",
            "ways",
            _is("road"),
            paint={"line-color": "#ffffff", "line-width": _road_width(0)},
        ),
        _layer(
            "railways",
            "line",
            "ways",
            _is("railway"),
            paint={"line-color": "#9a9ea6", "line-width": 1.6, "line-dasharray": [5, 3]},
        ),
        _layer("buildings", "fill", "buildings", minzoom=14, paint={"fill-color": "#cfc8ba"}),
    ]


def _land_colour() -> list[Any]:
    return ["match", ["get", "use"], *chain.from_iterable(LAND_COLOURS.items()), PAPER]


def _grids(band: HouseholdBand) -> list[Document]:
    opacity = ["interpolate", ["linear"], ["zoom"], 12, 0.86, 15, 0.68, 17, 0.42]
    width = ["interpolate", ["linear"], ["zoom"], 9, 0.3, 13, 0.9, 17, 2]
    return [
        _layer(
            "grid-fill",
            "fill",
            "grids",
            source="network",
            paint={"fill-color": class_colour(band), "fill-opacity": opacity},
        ),
        _layer(
            "grid-borders",
            "line",
            "grids",
            source="network",
            paint={"line-color": "#2b3a4a", "line-width": width},
        ),
    ]


def _names(font: str) -> list[Document]:
    levels = ["match", ["get", "level"], "district", 2.6, "town", 1.8, 0.9]
    areas = ["in", ["get", "kind"], ["literal", ["town", "community"]]]
    return [
        _layer(
            "area-borders",
            "line",
            "areas",
            paint={"line-color": "#6a4c93", "line-width": levels, "line-dasharray": [4, 2]},
        ),
        _layer(
            "street-names",
            "symbol",
            "ways",
            ["has", "name"],
            minzoom=14.5,
            layout={"symbol-placement": "line", **_text(["get", "name"], font, 11)},
            paint=_text_paint(NAME_COLOUR),
        ),
        _layer(
            "place-names",
            "symbol",
            "places",
            ["!", ["in", ["get", "kind"], ["literal", ["district", "town", "community"]]]],
            minzoom=15,
            layout=_text(["get", "name"], font, 11),
            paint=_text_paint(NAME_COLOUR),
        ),
        _layer(
            "area-names",
            "symbol",
            "places",
            areas,
            maxzoom=15.5,
            layout=_text(["get", "name"], font, 13),
            paint=_text_paint("#4d3670"),
        ),
    ]


def _grid_labels(unit: str, font: str) -> Document:
    """Show the last digits of the code, which tell neighbours apart, over the count."""
    code = ["slice", ["get", "code"], ["max", 0, ["-", ["length", ["get", "code"]], 6]]]
    count = ["case", ["has", unit], ["to-string", ["get", unit]], ""]
    return _layer(
        "grid-labels",
        "symbol",
        "grid_labels",
        source="network",
        layout=_text(["concat", code, "\n", count], font, 12),
        paint=_text_paint("#16222e"),
    )


def _layer(
    id: str,
    type: str,
    layer: str,
    filter: list[Any] | None = None,
    source: str = "base",
    **more: Any,
) -> Document:
    described: Document = {"id": id, "type": type, "source": source, "source-layer": layer}
    return described | ({} if filter is None else {"filter": filter}) | more


def _is(kind: str) -> list[Any]:
    return ["==", ["get", "kind"], kind]


def _text(field: list[Any], font: str, size: float) -> Document:
    return {"text-field": field, "text-font": [font], "text-size": size}


def _text_paint(colour: str) -> Document:
    return {"text-color": colour, "text-halo-color": HALO, "text-halo-width": 1.4}


def _road_width(extra: float) -> list[Any]:
    """Give pixels that grow with the zoom, wider for greater roads (rank 1 to 5)."""

    def at(scale: float) -> list[Any]:
        return ["+", extra, ["*", scale, ["-", 6.5, ["coalesce", ["get", "rank"], 5]]]]

    return ["interpolate", ["exponential", 1.5], ["zoom"], 10, at(0.25), 14, at(0.9), 18, at(4.2)]
