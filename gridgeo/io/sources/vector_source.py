"""Vector files through GDAL, streamed as Arrow batches; only the format's own driver may read."""

import warnings
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import read_crs
from gridgeo.io.encoding import shapefile_encoding
from gridgeo.io.gdal import gdal
from gridgeo.io.sources import limits
from gridgeo.io.sources.formats import DXF, SHAPEFILE, FileFormat
from gridgeo.io.sources.json_scan import too_many_columns
from gridgeo.io.sources.nesting import DEEP, deep_shapes
from gridgeo.io.sources.source import FAULT, ROW, LayerInfo, Source

_SHAPES = "wkb_geometry"  # what Arrow streams call the shapes where the format has no name for them


def open_vector(path: Path, name: str, chosen: FileFormat, encoding: str | None) -> Source:
    """Open a file that GDAL reads.

    Raises
    ------
    BadInputError
        If another driver than the format's own would read it, or none can.
    """
    why = "as asked for" if encoding else None
    if chosen is SHAPEFILE and encoding is None:
        encoding = shapefile_encoding(path)
        why = _encoding_why(path, encoding)
    try:
        names = [(str(n), kind) for n, kind in gdal().list_layers(path)]
        layers = tuple(_layer(path, chosen, name, n, encoding) for n, _ in names)
    except _failures() as error:
        raise BadInputError(f"'{name}' cannot be read: {error}", field="file") from error
    return Source(
        path,
        name,
        chosen.name,
        tuple(layer for layer in layers if layer.fields or layer.geometry),
        lambda layer, rows, most: _batches(path, name, chosen, layer, rows, most, encoding),
        encoding,
        why,
        size_bytes=_size(path),
    )


def _layer(
    path: Path, chosen: FileFormat, file_name: str, layer: str, encoding: str | None
) -> LayerInfo:
    info = gdal().read_info(path, layer=layer, encoding=encoding)
    if info["driver"] not in chosen.drivers:
        raise BadInputError(
            f"'{file_name}' is no {chosen.name} but {info['driver']}; save it again.", field="file"
        )
    if len(info["fields"]) > limits.MOST_COLUMNS:
        raise too_many_columns(path, len(info["fields"]))
    if _SHAPES in map(str, info["fields"]):
        raise BadInputError(
            f"'{file_name}' has a field '{_SHAPES}', as shapes are called; name it otherwise.",
            field="file",
        )
    kind = info["geometry_type"]
    rows = int(info["features"])
    return LayerInfo(
        layer,
        tuple(map(str, info["fields"])),
        rows if rows >= 0 else None,
        None if kind is None else str(kind).split(" ")[0],
        _crs(info["crs"]),
    )


def _crs(text: str | None) -> CRS | None:
    if not text:
        return None
    try:
        return read_crs(text)
    except CRSError:
        return None


def _batches(
    path: Path,
    name: str,
    chosen: FileFormat,
    layer: LayerInfo,
    rows: int,
    most: int | None,
    encoding: str | None,
) -> Iterator[gpd.GeoDataFrame]:
    """Stream a layer; a shape that cannot be read is left out of its row, which is marked."""
    start = 0
    try:
        with warnings.catch_warnings():
            # Open rings and the like: the rows say so themselves, as broken or invalid.
            warnings.simplefilter("ignore", RuntimeWarning)
            with gdal().open_arrow(
                path,
                layer=layer.name,
                encoding=encoding,
                batch_size=rows if most is None else min(rows, most),
                use_pyarrow=True,
                datetime_as_string=True,  # Arrow would lose the zone
            ) as (meta, reader):
                column = meta["geometry_name"] or _SHAPES
                for whole in reader:
                    batch = whole if most is None else whole.slice(0, most - start)
                    frame = _frame(batch, column, layer, start)
                    yield _closed(frame) if chosen is DXF else frame
                    start += batch.num_rows
                    if most is not None and start >= most:
                        return
    except _failures() as error:
        raise BadInputError(
            f"'{name}' cannot be read after row {start:,}: {error}", field="file"
        ) from error


def _frame(batch: pa.RecordBatch, column: str, layer: LayerInfo, start: int) -> gpd.GeoDataFrame:
    names = batch.schema.names
    raw = batch.column(column) if column in names else pa.nulls(batch.num_rows)
    plain = batch.drop_columns([column]) if column in names else batch
    plain.validate(full=True)  # texts that are no UTF-8 would fail far from here
    frame = pa.Table.from_batches([plain]).to_pandas(date_as_object=False)
    return with_shapes(frame, raw.to_numpy(zero_copy_only=False), layer.crs, start)


def _closed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Take closed lines for surfaces: borders of drawings are nothing else."""
    shapes = np.asarray(frame.geometry.to_numpy(), dtype=object)
    rings = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    rings &= shapely.is_closed(shapes) & (shapely.get_num_points(shapes) > 3)
    shapes[rings] = [shapely.Polygon(line.coords) for line in shapes[rings]]
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def with_shapes(
    frame: pd.DataFrame, wkb: np.ndarray, crs: CRS | None, start: int
) -> gpd.GeoDataFrame:
    """Join rows and their shapes given as WKB; say of a row whose shape is broken or huge."""
    given = ~pd.isna(wkb)
    shapes = np.full(len(wkb), None, dtype=object)
    fault = np.full(len(wkb), None, dtype=object)
    fault[np.flatnonzero(given)[deep_shapes(wkb[given])]] = DEEP
    given &= pd.isna(fault)
    with np.errstate(invalid="ignore"):
        shapes[given] = shapely.from_wkb(wkb[given], on_invalid="ignore")
    fault[given & shapely.is_missing(shapes)] = "has a broken shape, such as a ring left open"
    huge = shapely.get_num_coordinates(shapes) > limits.MOST_VERTICES
    fault[huge] = f"has more than {limits.MOST_VERTICES:,} vertices"
    shapes[huge] = None
    numbers = np.arange(start + 1, start + len(frame) + 1)
    frame = frame.assign(**{ROW: numbers, FAULT: fault})
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=crs)


def _encoding_why(path: Path, encoding: str | None) -> str:
    if encoding is None:
        return "the table has only ASCII"
    claims = next(
        (p.read_text("ascii", "replace").strip() for e in (".cpg", ".CPG")
         if (p := path.with_suffix(e)).is_file()),
        None,
    )  # fmt: skip
    found = "UTF-8" if encoding == "utf-8" else "GBK/GB18030"
    if claims is None:
        return f"there is no .cpg; the table's bytes read as {found}"
    return f"the .cpg says {claims[:20]}; the table's bytes read as {found}"


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
    return path.stat().st_size


def _failures() -> tuple[type[Exception], ...]:
    """Give what a file that cannot be read raises."""
    errors = gdal().errors
    return (
        errors.DataSourceError,
        errors.DataLayerError,
        errors.FeatureError,
        errors.FieldError,
        errors.GeometryError,
        UnicodeDecodeError,
        RuntimeError,
        pa.ArrowInvalid,
    )
