"""gridgeo's own base map, so that no tile need come from elsewhere."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.tiles.grids import label_points
from gridgeo.tiles.layer import Layer, zoom_for_pixels
from gridgeo.tiles.mercator import project
from gridgeo.tiles.shapes import LINE, POINT, POLYGON
from gridgeo.tiles.tileset import Tileset

Rows = Sequence[dict[str, Any]]
Ground = tuple[Rows, NDArray[np.object_]]

AREA_LEVELS = {"district": 0, "town": 1, "community": 2}
ROAD_ZOOMS = {1: 8, 2: 10, 3: 12, 4: 13, 5: 14}  # by rank
LINE_ZOOMS = {"railway": 9, "water": 9, "wall": 15}
BUILDING_ZOOM = 14
AREA_PIXELS, PLACE_PIXELS = 60, 40  # what must be this wide before its name shows
WATER_PIXELS, LAND_PIXELS = 3, 6


def base_tileset(
    areas: Ground, barriers: Ground, land_use: Ground, compounds: Ground, buildings: Ground
) -> Tileset:
    """Make the base map's tiles.

    Parameters
    ----------
    areas : rows with code, name, level; polygons
    barriers : rows with kind, name, rank; lines or polygons
    land_use : rows with use; polygons
    compounds : rows with name; polygons
    buildings : rows with name, use; polygons
        All in EPSG:4326, each kind with its geometry beside its rows.
    """
    return Tileset(
        [
            _areas(*areas),
            _land_use(*land_use),
            _compounds(*compounds),
            _water(*barriers),
            _ways(*barriers),
            _buildings(*buildings),
            _places(areas, compounds, buildings),
        ]
    )


def _areas(rows: Rows, geometry: NDArray[np.object_]) -> Layer:
    coverage = np.array([AREA_LEVELS[row["level"]] for row in rows], dtype=np.int64)
    columns = _columns(rows, ("code", "name", "level"))
    return Layer.build("areas", geometry, POLYGON, columns, coverage=coverage)


def _land_use(rows: Rows, geometry: NDArray[np.object_]) -> Layer:
    width_m = np.sqrt(shapely.area(project(geometry)))
    zooms = zoom_for_pixels(width_m, LAND_PIXELS)
    return Layer.build("land_use", geometry, POLYGON, _columns(rows, ("use",)), least_zoom=zooms)


def _compounds(rows: Rows, geometry: NDArray[np.object_]) -> Layer:
    return Layer.build("compounds", geometry, POLYGON, {}, least_zoom=13)


def _water(rows: Rows, geometry: NDArray[np.object_]) -> Layer:
    chosen, kept = _chosen(rows, geometry, shapely.GeometryType.POLYGON)
    return Layer.build(
        "water",
        kept,
        POLYGON,
        _columns(chosen, ("kind", "name")),
        least_zoom=zoom_for_pixels(np.sqrt(shapely.area(project(kept))), WATER_PIXELS),
    )


def _ways(rows: Rows, geometry: NDArray[np.object_]) -> Layer:
    chosen, kept = _chosen(rows, geometry, shapely.GeometryType.LINESTRING)
    zooms = [LINE_ZOOMS.get(row["kind"], ROAD_ZOOMS[row["rank"]]) for row in chosen]
    columns = _columns(chosen, ("kind", "rank", "name"))
    return Layer.build("ways", kept, LINE, columns, least_zoom=np.array(zooms, np.uint8))


def _buildings(rows: Rows, geometry: NDArray[np.object_]) -> Layer:
    columns = _columns(rows, ("use",))
    return Layer.build("buildings", geometry, POLYGON, columns, least_zoom=BUILDING_ZOOM)


def _places(areas: Ground, compounds: Ground, buildings: Ground) -> Layer:
    """Make the points of names: areas, compounds, and buildings that are no homes."""
    entries = [(row["level"], row["name"], AREA_PIXELS) for row in areas[0]]
    entries += [("compound", row["name"], PLACE_PIXELS) for row in compounds[0]]
    entries += [
        (row["use"], row["name"] if row["use"] != "residential" else None, PLACE_PIXELS)
        for row in buildings[0]
    ]
    geometry = np.concatenate([areas[1], compounds[1], buildings[1]])
    named = np.array([bool(name) for _, name, _ in entries], dtype=bool)
    kinds, names, pixels = zip(*entries, strict=True) if entries else ((), (), ())
    width_m = np.sqrt(shapely.area(project(geometry)))
    zooms = zoom_for_pixels(width_m / np.maximum(pixels, 1), 1)
    columns = {"kind": _at(kinds, named), "name": _at(names, named)}
    return Layer.build(
        "places", label_points(geometry[named]), POINT, columns, least_zoom=zooms[named]
    )


def _chosen(
    rows: Rows, geometry: NDArray[np.object_], kind: shapely.GeometryType
) -> tuple[Rows, NDArray[np.object_]]:
    """Pick the rows whose geometry is of one kind, single or multiple."""
    multiple = {
        shapely.GeometryType.POLYGON: shapely.GeometryType.MULTIPOLYGON,
        shapely.GeometryType.LINESTRING: shapely.GeometryType.MULTILINESTRING,
    }[kind]
    picked = np.flatnonzero(np.isin(shapely.get_type_id(geometry), (kind, multiple)))
    return [rows[int(i)] for i in picked], geometry[picked]


def _columns(rows: Rows, names: tuple[str, ...]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in names}


def _at(values: Sequence[object], chosen: NDArray[np.bool_]) -> list[object]:
    return [values[int(i)] for i in np.flatnonzero(chosen)]
