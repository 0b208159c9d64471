"""Rows held against their kind: good ones come back clean, each bad one with its reason."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import transform
from gridgeo.io.kinds import Column, ColumnType, Kind
from gridgeo.io.numbers import as_numbers
from gridgeo.io.row_advice import in_chinese, words_for
from gridgeo.io.source_crs import flattened
from gridgeo.io.sources.source import FAULT, ROW
from gridgeo.io.times import read_times

WGS84 = "EPSG:4326"
_WGS84 = CRS.from_epsg(4326)

# By the number that shapely gives each type; the last is what -1, no shape, leads to.
_TYPES = np.array(
    [
        *("Point", "LineString", "LinearRing", "Polygon", "MultiPoint"),
        *("MultiLineString", "MultiPolygon", "GeometryCollection", ""),
    ],
    dtype=object,
)
_Texts = str | NDArray[np.object_]
_DTYPES = {
    ColumnType.COUNT: "Int64",
    ColumnType.MEASURE: "Float64",
    ColumnType.INSTANT: "datetime64[ns, UTC]",
}


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was left out.

    Attributes
    ----------
    row : int
        Its place in the file; the first row is 1.
    key : str
        Its key where it has one.
    column : str
        The canonical column at fault, or ``geometry``.
    value : str
        What stands there, shortened to 80 characters.
    reason : str
        What is wrong with it, as the end of a sentence.
    """

    row: int
    key: str
    column: str
    value: str
    reason: str

    @property
    def advice(self) -> str:
        """What to do about it."""
        return words_for(self.reason).advice

    @property
    def reason_zh(self) -> str:
        """The reason in Chinese."""
        return in_chinese(self.reason)

    @property
    def advice_zh(self) -> str:
        """What to do about it, in Chinese."""
        return words_for(self.reason).advice_zh


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """What :func:`check_rows` found: clean rows in EPSG:4326 with ``row_number``, and the rest."""

    frame: pd.DataFrame
    rejected: list[RejectedRow]


class _Rejections:
    """Collects, for each row, the first thing that is wrong with it."""

    def __init__(self, keys: pd.Series, numbers: NDArray[np.int64]) -> None:
        self.keys = keys.fillna("").to_numpy()
        self.numbers = numbers
        self.good = np.ones(len(keys), dtype=bool)
        self.rows: list[RejectedRow] = []

    def add(self, bad: NDArray[np.bool_], column: str, values: _Texts, reasons: _Texts) -> None:
        """Reject the rows where ``bad``; values and reasons are one for all or one a row."""
        for i in np.flatnonzero(bad & self.good):
            value = values if isinstance(values, str) else values[i]
            reason = reasons if isinstance(reasons, str) else reasons[i]
            text = "" if pd.isna(value) else str(value)[:80]
            self.rows.append(
                RejectedRow(int(self.numbers[i]), str(self.keys[i]), column, text, reason)
            )
        self.good &= ~bad


def check_rows(
    frame: gpd.GeoDataFrame, kind: Kind, *, placed_later: NDArray[np.bool_] | None = None
) -> CheckedRows:
    """Hold canonical rows against their kind and bring them to EPSG:4326.

    Parameters
    ----------
    frame : GeoDataFrame
        With the kind's columns; missing ones take their default. Columns `ROW` and `FAULT` of
        `gridgeo.io.sources` give the rows' numbers, and what is known to be wrong with them.
    kind : Kind
        What the rows are.
    placed_later : (n,) bool array, optional
        Rows that may do without a geometry: something else gives their place.

    Raises
    ------
    BadInputError
        If the frame names no coordinate system, or lacks a required column: then no row is good.
    """
    if frame.crs is None:
        raise BadInputError(
            "The data name no coordinate system; say which with --crs.", field="crs"
        )
    missing = [c.name for c in kind.columns if c.required and c.name not in frame.columns]
    if missing:
        raise BadInputError(
            f"The data have no column '{missing[0]}', which {kind.name} need.", field=missing[0]
        )
    frame = frame.reset_index(drop=True)
    numbers = _numbers(frame)
    rejections = _Rejections(_text(frame[kind.key]), numbers)
    if FAULT in frame:
        faults = frame[FAULT].to_numpy(dtype=object)
        rejections.add(frame[FAULT].notna().to_numpy(bool), "geometry", "", faults)
    clean = {column.name: _check_column(frame, column, rejections) for column in kind.columns}
    if kind.unique:
        _check_unique(clean[kind.key], kind.key, rejections)
    if kind.geometry:
        geometry = _check_geometry(frame, kind, clean, rejections, placed_later)
        result = gpd.GeoDataFrame(clean, geometry=geometry, crs=WGS84)
    else:
        result = pd.DataFrame(clean)
    result["row_number"] = numbers
    rejections.rows.sort(key=lambda rejected: rejected.row)
    return CheckedRows(result[rejections.good].reset_index(drop=True), rejections.rows)


def _numbers(frame: gpd.GeoDataFrame) -> NDArray[np.int64]:
    if ROW in frame:
        return np.asarray(frame[ROW].to_numpy(), dtype=np.int64)
    return np.arange(1, len(frame) + 1)


def _text(values: pd.Series) -> pd.Series:
    """Values as trimmed text, NA where blank; whole floats lose the point that GDAL gave them."""
    if pd.api.types.is_float_dtype(values):
        whole = values.notna() & (values % 1 == 0)
        text = values.astype("string").where(
            ~whole, values.where(whole).astype("Int64").astype("string")
        )
    else:
        text = values.astype("string")
    text = text.str.strip()
    return text.where(text != "", pd.NA)


def _check_column(frame: gpd.GeoDataFrame, column: Column, rejections: _Rejections) -> pd.Series:
    if column.name not in frame.columns:
        return _constant(column, len(frame))
    values = frame[column.name]
    if column.type is ColumnType.COUNT:
        clean = _check_count(values, column, rejections)
    elif column.type is ColumnType.MEASURE:
        clean = _check_measure(values, column, rejections)
    elif column.type is ColumnType.INSTANT:
        clean = _check_instant(values, column, rejections)
    else:
        clean = _text(values)
        nothing = clean.str.contains("\0", regex=False).fillna(False).to_numpy(bool)
        rejections.add(nothing, column.name, "", "has a sign that is none (NUL)")
        if column.type is ColumnType.CHOICE:
            clean = _check_choice(clean, column, rejections)
        elif column.type is ColumnType.DATE:
            clean = _check_date(clean, column, rejections)
    if column.required:
        rejections.add(clean.isna().to_numpy(bool), column.name, "", "is missing")
    return clean if column.default is None else clean.fillna(column.default)


def _constant(column: Column, length: int) -> pd.Series:
    dtype = _DTYPES.get(column.type, "string")
    return pd.Series([pd.NA if column.default is None else column.default] * length, dtype=dtype)


def _check_count(values: pd.Series, column: Column, rejections: _Rejections) -> pd.Series:
    given = _text(values)
    numbers = pd.Series(as_numbers(given)).astype("Float64")
    bounds = f"is not between {column.minimum} and {column.maximum}"
    outside = (numbers < column.minimum) | (numbers > column.maximum)
    for bad, reason in (
        (given.notna() & numbers.isna(), "is no number"),
        (numbers < 0, "is negative"),
        (outside, bounds),
        (numbers % 1 != 0, "is no whole number"),
    ):
        rejections.add(bad.fillna(False).to_numpy(bool), column.name, given.to_numpy(), reason)
    return numbers.where(~outside & (numbers % 1 == 0)).astype("Int64")


def _check_measure(values: pd.Series, column: Column, rejections: _Rejections) -> pd.Series:
    given = _text(values)
    numbers = pd.Series(as_numbers(given)).astype("Float64")
    numbers = numbers.mask(numbers == float("inf"))
    for bad, reason in (
        (given.notna() & numbers.isna(), "is no number"),
        (numbers < 0, "is negative"),
    ):
        rejections.add(bad.fillna(False).to_numpy(bool), column.name, given.to_numpy(), reason)
    return numbers


def _check_instant(values: pd.Series, column: Column, rejections: _Rejections) -> pd.Series:
    """Read instants as `gridgeo.io.times` does; they come back in UTC."""
    instants = read_times(values.infer_objects())
    given = _text(values)
    wrong = (given.notna() & instants.isna()).to_numpy(bool)
    reason = "is no time such as 2025-06-02T08:30:00+08:00"
    rejections.add(wrong, column.name, given.to_numpy(), reason)
    return instants


def _check_choice(values: pd.Series, column: Column, rejections: _Rejections) -> pd.Series:
    meant = values.str.lower().map(column.choices).astype("string")
    unknown = (values.notna() & meant.isna()).to_numpy(bool)
    allowed = ", ".join(sorted(set(column.choices.values())))
    rejections.add(unknown, column.name, values.to_numpy(), f"is none of: {allowed}")
    return meant


def _check_date(values: pd.Series, column: Column, rejections: _Rejections) -> pd.Series:
    """Read days as 2027-06-01, 2027/6/1, 20270601 or 2027年6月1日, with or without a time."""
    plain = values.str.replace(r"^(\d{4})年(\d{1,2})月(\d{1,2})日.*$", r"\1-\2-\3", regex=True)
    days = pd.to_datetime(plain.str.slice(0, 10), format="mixed", errors="coerce")
    wrong = (values.notna() & days.isna()).to_numpy(bool)
    rejections.add(wrong, column.name, values.to_numpy(), "is no day such as 2027-06-01")
    return days.dt.strftime("%Y-%m-%d").astype("string")


def _check_unique(keys: pd.Series, name: str, rejections: _Rejections) -> None:
    repeated = (keys.duplicated() & keys.notna()).to_numpy(bool)
    if not repeated.any():
        return
    first = pd.Series(rejections.numbers).groupby(keys.to_numpy()).transform("min")
    reasons = np.array(
        [f"stands in row {row} already" for row in first.fillna(0).astype(int)], dtype=object
    )
    rejections.add(repeated, name, keys.to_numpy(), reasons)


def _check_geometry(
    frame: gpd.GeoDataFrame,
    kind: Kind,
    clean: dict[str, pd.Series],
    rejections: _Rejections,
    placed_later: NDArray[np.bool_] | None,
) -> NDArray[np.object_]:
    """Give geometries as the table stores them; None where another object gives the place."""
    given = np.asarray(frame.geometry.to_numpy(), dtype=object)
    absent = shapely.is_missing(given) | shapely.is_empty(given)
    placed = (
        clean[kind.placed_by].notna().to_numpy(bool)
        if kind.placed_by
        else np.zeros(len(given), bool)
    )
    if placed_later is not None:
        placed = placed | placed_later
    types = _TYPES[shapely.get_type_id(given)]
    wrong = ~absent & ~np.isin(types, sorted(kind.geometry))
    allowed = " or ".join(sorted(kind.geometry))
    rejections.add(absent & ~placed, "geometry", "", "is missing")
    rejections.add(wrong, "geometry", types, f"is no {allowed}")
    moved = given.copy()
    moved[absent] = None
    moved = _to_wgs84(frame, moved)
    bounds = shapely.bounds(moved)
    on_globe = np.isfinite(bounds).all(axis=1) & (np.abs(bounds) <= [180, 90, 180, 90]).all(axis=1)
    beyond = ~absent & ~on_globe
    reason = "lies outside the globe; is the coordinate system right?"
    rejections.add(beyond, "geometry", _shown(given, types, beyond), reason)
    nowhere = (types == "Point") & (shapely.get_x(given) == 0) & (shapely.get_y(given) == 0)
    rejections.add(nowhere, "geometry", "0, 0", "lies at 0, 0, where nobody is")
    invalid = ~absent & on_globe & ~shapely.is_valid(moved)
    reasons = np.full(len(given), "", dtype=object)
    reasons[invalid] = [f"is invalid: {text}" for text in shapely.is_valid_reason(moved[invalid])]
    rejections.add(invalid, "geometry", types, reasons)
    return _as_stored(moved, kind, rejections.good & ~absent)


def _shown(
    given: NDArray[np.object_], types: NDArray[np.object_], rows: NDArray[np.bool_]
) -> NDArray[np.object_]:
    """Show points by their numbers, as they stand in the file; other shapes by their type."""
    shown = types.copy()
    points = np.flatnonzero(rows & (types == "Point"))
    shown[points] = [f"{one.x:.12g}, {one.y:.12g}" for one in given[points]]
    return shown


def _to_wgs84(frame: gpd.GeoDataFrame, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
    return transform(flattened(geometry), frame.crs, _WGS84)


def _as_stored(
    geometry: NDArray[np.object_], kind: Kind, usable: NDArray[np.bool_]
) -> NDArray[np.object_]:
    stored = np.full(len(geometry), None, dtype=object)
    stored[usable] = geometry[usable]
    if kind.stored_as == "MultiPolygon":
        single = usable & (shapely.get_type_id(stored) == shapely.GeometryType.POLYGON)
        for_each = np.flatnonzero(single)
        stored[for_each] = shapely.multipolygons(stored[for_each], indices=np.arange(len(for_each)))
    elif kind.stored_as == "Point":
        ground = usable & (shapely.get_type_id(stored) != shapely.GeometryType.POINT)
        stored[ground] = shapely.point_on_surface(stored[ground])
    return stored
