"""Where the rows of a table are: columns with WKT, with coordinates, or only with an address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.names import nearest
from gridgeo.io.numbers import as_numbers
from gridgeo.io.point_table import X_NAMES, Y_NAMES
from gridgeo.io.sources import limits
from gridgeo.io.sources.nesting import DEEP, deep_texts
from gridgeo.io.sources.source import FAULT

WKT_NAMES = ("wkt", "geometry", "geom", "the_geom", "shape", "图形", "几何", "空间数据")
EAST_NAMES = (
    *X_NAMES,
    "x坐标",
    "横坐标",
    "东坐标",
    "坐标x",
    "经度坐标",
    "gps经度",
    "east",
    "easting",
)
NORTH_NAMES = (
    *Y_NAMES,
    "y坐标",
    "纵坐标",
    "北坐标",
    "坐标y",
    "纬度坐标",
    "gps纬度",
    "north",
    "northing",
)
ADDRESS_NAMES = ("address", "addr", "地址", "住址", "详细地址", "家庭住址", "居住地址", "门牌地址")
_GEOMETRY_WORDS = ("POINT", "LINESTRING", "POLYGON", "MULTI", "GEOMETRYCOLLECTION", "SRID=")


@dataclass(frozen=True, slots=True)
class TablePlaces:
    """Which columns of a table say where its rows are.

    Attributes
    ----------
    wkt, x, y, address : str or None
        Fields of the file; x is east.
    why : str
        Why these were taken.
    """

    wkt: str | None = None
    x: str | None = None
    y: str | None = None
    address: str | None = None
    why: str = "the rows have no place of their own"

    @property
    def has_geometry(self) -> bool:
        """Whether coordinates stand in the rows themselves."""
        return self.wkt is not None or self.x is not None

    def used(self) -> set[str]:
        """Give the fields that hold coordinates."""
        return {name for name in (self.wkt, self.x, self.y) if name is not None}


def find_places(
    fields: Sequence[str], sample: pd.DataFrame, told: Mapping[str, str] | None = None
) -> TablePlaces:
    """Find the columns that say where rows are.

    Parameters
    ----------
    fields : sequence of str
        Of the table.
    sample : DataFrame
        Some of its rows, as text.
    told : mapping, optional
        ``wkt``, ``x``, ``y`` or ``address`` to a field, as the user says.

    Raises
    ------
    BadInputError
        If a field that is told is not there, or one of ``x`` and ``y`` is told alone.
    """
    given = dict(told or {})
    for role, field in given.items():
        if field not in fields:
            raise BadInputError(
                f"There is no field '{field}'{nearest(field, list(fields))}", field=role
            )
    if ("x" in given) != ("y" in given):
        raise BadInputError("Coordinates need both fields, x and y.", field="x")
    address = given.get("address") or _named(fields, ADDRESS_NAMES)
    if given.keys() & {"wkt", "x"}:
        return TablePlaces(given.get("wkt"), given.get("x"), given.get("y"), address, "as told")
    wkt = _named(fields, WKT_NAMES)
    if wkt is not None and _holds_wkt(sample[wkt]):
        return TablePlaces(wkt=wkt, address=address, why=f"'{wkt}' holds shapes as WKT")
    x, y = _named(fields, EAST_NAMES), _named(fields, NORTH_NAMES)
    if x is None or y is None:
        return TablePlaces(address=address)
    if _is_north_first(sample[x], sample[y]):
        return TablePlaces(
            x=y, y=x, address=address, why=f"'{x}' counts north and '{y}' east, as surveyors write"
        )
    return TablePlaces(x=x, y=y, address=address, why=f"'{x}' and '{y}' are usual names")


def place_rows(frame: gpd.GeoDataFrame, places: TablePlaces) -> gpd.GeoDataFrame:
    """Give the rows of a table their shapes; a row that cannot be placed says why."""
    if not places.has_geometry:
        return frame
    if places.wkt is not None:
        shapes, fault = _from_wkt(frame[places.wkt])
    else:
        shapes, fault = _from_numbers(frame[places.x], frame[places.y])
    known = frame[FAULT].to_numpy(dtype=object)
    placed = frame.assign(**{FAULT: np.where(pd.isna(known), fault, known)})
    return placed.set_geometry(gpd.GeoSeries(shapes, index=frame.index))


def _from_wkt(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    given = texts.fillna("").str.strip().str.replace(r"^SRID=\d+;", "", regex=True)
    deep = deep_texts(given)
    filled = (given != "").to_numpy(bool) & ~deep
    shapes = np.full(len(given), None, dtype=object)
    with np.errstate(invalid="ignore"):
        shapes[filled] = shapely.from_wkt(given.to_numpy(dtype=object)[filled], on_invalid="ignore")
    fault = np.full(len(given), None, dtype=object)
    fault[filled & shapely.is_missing(shapes)] = "is no shape in WKT"
    fault[deep] = DEEP
    huge = shapely.get_num_coordinates(shapes) > limits.MOST_VERTICES
    fault[huge] = f"has more than {limits.MOST_VERTICES:,} vertices"
    shapes[huge] = None
    return shapes, fault


def _from_numbers(east: pd.Series, north: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    places = np.column_stack([as_numbers(east), as_numbers(north)])
    known = np.isfinite(places).all(axis=1)
    shapes = np.full(len(places), None, dtype=object)
    shapes[known] = shapely.points(places[known])
    fault = np.full(len(places), None, dtype=object)
    if not known.all():
        filled = np.column_stack(
            [side.fillna("").astype(str).str.strip() != "" for side in (east, north)]
        )
        fault[~known & filled.any(axis=1)] = "has coordinates that are no numbers"
    return shapes, fault


def _named(fields: Sequence[str], usual: Sequence[str]) -> str | None:
    by_lower = {name.strip().lower(): name for name in reversed(list(fields))}
    return next((by_lower[name] for name in usual if name in by_lower), None)


def _holds_wkt(values: pd.Series) -> bool:
    filled = values.dropna().astype(str).str.strip().str.upper()
    filled = filled[filled != ""]
    return len(filled) > 0 and bool(filled.str.startswith(_GEOMETRY_WORDS).mean() >= 0.5)


def _is_north_first(first: pd.Series, second: pd.Series) -> bool:
    """Whether metres stand in the order of Chinese surveying, where X points north.

    Within China north is 1,900 to 6,000 km from the equator; east is 100 to 900 km, or has the
    zone's number in front: 25 to 45 (3 degrees), 13 to 23 (6 degrees).
    """
    a, b = (pd.to_numeric(side, errors="coerce").median() for side in (first, second))
    if not (np.isfinite(a) and np.isfinite(b)):
        return False

    def is_north(v: float) -> bool:
        return 1.9e6 <= v <= 6.0e6

    def is_east(v: float) -> bool:
        return 1e5 <= v <= 9e5 or 1.3e7 <= v <= 4.6e7

    # No latitude is beyond 90: then the two stand in each other's place.
    degrees = abs(a) <= 90 and 90 < abs(b) <= 180
    return degrees or (is_north(a) and is_east(b))
