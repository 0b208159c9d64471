"""A file of points opened for look-up: by Arrow where it can, else row by row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.point_system import PointSystem
from gridgeo.io.crs_text import parse_crs
from gridgeo.io.point_table import X_NAMES, Y_NAMES, TableFile, find_column
from gridgeo.io.point_tables import FORMATS, read_point_batches
from gridgeo.io.points import open_points
from gridgeo.services.locate_columns import REASONS, Coordinates, Move, read_coordinates

WGS84 = CRS.from_epsg(4326)
OFFSETS = ("gcj02", "bd09", "gcj-02", "bd-09")
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows: all their columns, their coordinates, and how far the file has been read."""

    batch: pa.RecordBatch
    points: Coordinates
    read_bytes: int


@dataclass(frozen=True, slots=True)
class LocateSource:
    """A file of points, and two ways to read it from its beginning.

    Attributes
    ----------
    crs : CRS or PointSystem
        Of the coordinates.
    columns : list of str
        Of the file, without the geometry.
    quick, patient : callable
        Give the rows; ``quick`` may break off with ``pyarrow.ArrowInvalid`` at rows that
        ``patient`` takes as they are.
    """

    crs: CRS | PointSystem
    columns: list[str]
    size_bytes: int
    quick: Callable[[], Iterator[Piece]]
    patient: Callable[[], Iterator[Piece]]


def open_source(
    path: Path, *, layer: str | None, x: str | None, y: str | None, crs: str | None
) -> LocateSource:
    """Open a CSV, Parquet, Arrow or vector file.

    Parameters
    ----------
    x, y : str, optional
        Columns with east and north; found by their usual names when left out.
    crs : str, optional
        System of the coordinates where the file names none: any that pyproj knows, ``gcj02`` or
        ``bd09``; EPSG:4326 for a table.

    Raises
    ------
    BadInputError
        A missing, empty or unreadable file, unknown columns, encoding or coordinate system.
    """
    if not path.exists():
        raise BadInputError(f"There is no file '{path}'.")
    offset = None if crs is None or crs.lower() not in OFFSETS else PointSystem.named(crs)
    kind = FORMATS.get(path.suffix.lower())
    if kind in ("parquet", "arrow"):
        columns = read_point_batches(path, kind).columns
        at = find_column(columns, x, X_NAMES, "lon"), find_column(columns, y, Y_NAMES, "lat")
        quick = partial(_by_arrow, path, kind, ",", at)
        system = offset or parse_crs(crs or "EPSG:4326")
        return LocateSource(system, columns, path.stat().st_size, quick, quick)
    options: dict[str, Any] = {"layer": layer, "x": x, "y": y, "crs": None if offset else crs}
    file = open_points(path, **options)
    patient = partial(_row_by_row, path, options)
    quick = patient
    if kind == "csv":
        table = TableFile.open(path, x, y)
        if table.encoding == "utf-8-sig":
            quick = partial(_by_arrow, path, kind, table.delimiter, (table.x, table.y))
    return LocateSource(offset or file.crs, file.columns, file.size_bytes, quick, patient)


def mover(source: CRS | PointSystem, target: CRS) -> Move:
    """Give what moves coordinates from one system to the other, NaN where there is no such place.

    Raises
    ------
    BadInputError
        Never for systems that were read from a file or a name.
    """
    if isinstance(source, PointSystem):
        to_degrees, rest = source.to_wgs84, _between(WGS84, target)
        return lambda x, y: rest(*to_degrees(x, y))
    return _between(source, target)


def _between(source: CRS, target: CRS) -> Move:
    transform = (
        None if source == target else Transformer.from_crs(source, target, always_xy=True).transform
    )

    def move(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        usable = np.isfinite(x) & np.isfinite(y)
        if source.is_geographic:
            usable &= (np.abs(x) <= 180) & (np.abs(y) <= 90)
        if not usable.all():
            x, y = np.where(usable, x, np.nan), np.where(usable, y, np.nan)
        return (x, y) if transform is None else _finite(*transform(x, y))

    return move


def _finite(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    lost = ~(np.isfinite(x) & np.isfinite(y))
    return np.where(lost, np.nan, x), np.where(lost, np.nan, y)


def _by_arrow(path: Path, kind: str, delimiter: str, at: tuple[int, int]) -> Iterator[Piece]:
    table = read_point_batches(path, kind, delimiter)
    for batch in table.batches:
        named = batch.rename_columns(table.columns)
        points = read_coordinates(batch.column(at[0]), batch.column(at[1]))
        yield Piece(named, points, table.read_bytes())


def _row_by_row(path: Path, options: dict[str, Any]) -> Iterator[Piece]:
    file = open_points(path, **options)
    for chunk in file.chunks:
        columns = zip(*chunk.rows, strict=True) if file.columns else ()
        arrays = [pa.array(["" if v is None else str(v) for v in column]) for column in columns]
        fault = np.array([REASONS.index(word) for word in chunk.fault], np.int8)
        if not arrays:
            arrays, names = [pa.nulls(len(fault))], ["row"]
        else:
            names = file.columns
        batch = pa.RecordBatch.from_arrays(arrays, names=names)
        yield Piece(batch, Coordinates(chunk.x, chunk.y, fault), chunk.read_bytes)
