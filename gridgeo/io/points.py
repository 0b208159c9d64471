"""Points from CSV and vector files; a CSV is read chunk by chunk and may be larger than memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import parse_crs
from gridgeo.io.point_table import TableFile
from gridgeo.io.vector import read_layer

CHUNK_ROWS = 200_000
TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".txt"})


@dataclass(frozen=True, slots=True)
class PointChunk:
    """Some rows of a point file.

    Attributes
    ----------
    rows : sequence of lists (points)
        The file's own columns without the geometry; those of a CSV are text as it stands there.
    x, y : float64 (points)
        East and north; NaN where the row has no usable coordinates.
    fault : str object array (points)
        Why a row has no coordinates: ``no_coordinates``, ``not_a_number``, ``not_a_point`` or
        ``wrong_width`` (more or fewer cells than the header); empty where it has them.
    read_bytes : int
        How far the file has been read.
    """

    rows: Sequence[Sequence[object]]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    fault: NDArray[np.object_]
    read_bytes: int


@dataclass(frozen=True, slots=True)
class PointFile:
    """A point file that was opened and found readable."""

    crs: CRS
    columns: list[str]
    size_bytes: int
    chunks: Iterator[PointChunk]


def open_points(
    path: Path,
    *,
    layer: str | None = None,
    x: str | None = None,
    y: str | None = None,
    crs: str | None = None,
    chunk_rows: int = CHUNK_ROWS,
) -> PointFile:
    """Open a CSV (or TSV) with coordinate columns, or a point layer of any vector file.

    Parameters
    ----------
    x, y : str, optional
        Columns of a CSV with east and north; found by their usual names when left out.
    crs : str, optional
        System of the coordinates where the file names none; EPSG:4326 for a CSV.

    Raises
    ------
    BadInputError
        A missing, empty or unreadable file, unknown columns, encoding or coordinate system.
    """
    if not path.exists():
        raise BadInputError(f"There is no file '{path}'.")
    size = path.stat().st_size
    if path.suffix.lower() in TABLE_SUFFIXES:
        table = TableFile.open(path, x, y)
        chunks = (_from_rows(table, rows, at) for rows, at in table.read(chunk_rows))
        return PointFile(parse_crs(crs or "EPSG:4326"), table.columns, size, chunks)
    frame = read_layer(path, layer=layer, crs=crs)
    columns = [str(name) for name in frame.columns if name != frame.geometry.name]
    return PointFile(frame.crs, columns, size, _from_frame(frame, size, chunk_rows))


def _from_rows(table: TableFile, rows: list[list[str]], read_bytes: int) -> PointChunk:
    width = len(table.columns)
    fault = np.full(len(rows), "", dtype=object)
    for i, row in enumerate(rows):
        if len(row) != width:
            fault[i] = "wrong_width"
            rows[i] = (row + [""] * width)[:width]
    x, y = (_numbers([row[at] for row in rows]) for at in (table.x, table.y))
    for i in map(int, np.flatnonzero((np.isnan(x) | np.isnan(y)) & (fault == ""))):
        empty = not rows[i][table.x].strip() or not rows[i][table.y].strip()
        fault[i] = "no_coordinates" if empty else "not_a_number"
    return PointChunk(rows, x, y, fault, read_bytes)


def _numbers(texts: list[str]) -> NDArray[np.float64]:
    try:
        return np.array(texts, dtype=np.float64)
    except ValueError:
        return np.array([_number(text) for text in texts], dtype=np.float64)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _from_frame(frame: gpd.GeoDataFrame, size: int, chunk_rows: int) -> Iterator[PointChunk]:
    table = frame.drop(columns=frame.geometry.name).astype(object)
    table = table.where(table.notna(), None)
    for start in range(0, len(frame), chunk_rows):
        rows = slice(start, start + chunk_rows)
        geometry = frame.geometry.to_numpy()[rows]
        kind = shapely.get_type_id(geometry)
        is_point = (kind == shapely.GeometryType.POINT) | (
            (kind == shapely.GeometryType.MULTIPOINT) & (shapely.get_num_geometries(geometry) == 1)
        )
        point = shapely.get_geometry(geometry, 0)
        empty = shapely.is_missing(geometry) | shapely.is_empty(geometry)
        fault = np.where(empty, "no_coordinates", np.where(is_point, "", "not_a_point"))
        x, y = (
            np.where(fault == "", value, np.nan)
            for value in (shapely.get_x(point), shapely.get_y(point))
        )
        done = size * min(start + chunk_rows, len(frame)) // len(frame)
        yield PointChunk(table.iloc[rows].to_numpy().tolist(), x, y, fault.astype(object), done)
