"""GeoParquet as a source, and plain Parquet as a table; read by Arrow, row group by row group."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import read_crs
from gridgeo.io.sources import limits
from gridgeo.io.sources.json_scan import too_many_columns
from gridgeo.io.sources.packing import require_loose
from gridgeo.io.sources.source import LayerInfo, Source
from gridgeo.io.sources.table_source import as_rows
from gridgeo.io.sources.vector_source import with_shapes

_UNREADABLE = (pa.ArrowException, OSError, ValueError, RecursionError)


def open_parquet(path: Path, name: str) -> Source:
    """Open a Parquet file whose geometry, if any, is WKB as GeoParquet writes it.

    Raises
    ------
    BadInputError
        If it is none, or its geometry is written in another way.
    """
    try:
        file = pq.ParquetFile(path, memory_map=False)
        geo = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
        column, crs, kind = _geometry(name, geo)
    except (*_UNREADABLE, LookupError, TypeError, AttributeError) as error:
        raise BadInputError(f"'{name}' is no GeoParquet: {_line(error)}", field="file") from error
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    require_loose(name, sum(group.total_byte_size for group in groups), path.stat().st_size)
    fields = [n for n in file.schema_arrow.names if n not in (column, "bbox")]
    if len(fields) > limits.MOST_COLUMNS:
        raise too_many_columns(path, len(fields))
    layer = LayerInfo(path.stem, tuple(fields), file.metadata.num_rows, kind, crs)

    def read(layer: LayerInfo, rows: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        return _batches(path, name, layer, column, rows, most)

    size = path.stat().st_size
    return Source(path, name, "GeoParquet", (layer,), read, size_bytes=size)


def _geometry(name: str, geo: dict[str, Any]) -> tuple[str | None, CRS | None, str | None]:
    column = geo.get("primary_column")
    if column is None:
        return None, None, None
    about = geo["columns"][column]
    if about.get("encoding") != "WKB":
        raise BadInputError(
            f"The geometry of '{name}' is written as {about.get('encoding')}; write it as WKB.",
            field="file",
        )
    kinds = about.get("geometry_types") or ["Unknown"]
    try:
        # Left out means longitude and latitude; null means that nobody knows.
        given = about.get("crs", "OGC:CRS84")
        crs = None if given is None else read_crs(given)
    except CRSError:
        crs = None
    return column, crs, kinds[0] if len(kinds) == 1 else "Unknown"


def _batches(
    path: Path, name: str, layer: LayerInfo, column: str | None, rows: int, most: int | None
) -> Iterator[gpd.GeoDataFrame]:
    start = 0
    try:
        names = [*layer.fields, *([column] if column else [])]
        for whole in _dictionaries_kept(path).iter_batches(rows, columns=names):
            batch = whole if most is None else whole.slice(0, most - start)
            batch = _unfolded(name, batch)
            plain = batch.drop_columns([column]) if column else batch
            plain.validate(full=True)  # texts that are no UTF-8 would fail far from here
            frame = pa.Table.from_batches([plain]).to_pandas(date_as_object=False)
            if column is None:
                yield as_rows(frame, np.arange(start + 1, start + 1 + len(frame)))
            else:
                wkb = batch.column(column).to_numpy(zero_copy_only=False)
                yield with_shapes(frame, wkb, layer.crs, start)
            start += batch.num_rows
            if most is not None and start >= most:
                return
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(
            f"'{name}' cannot be read after row {start:,}: {_line(error)}", field="file"
        ) from error


def _dictionaries_kept(path: Path) -> pq.ParquetFile:
    """Open a file so that a text which stands in many rows is read once."""
    schema = pq.read_schema(path)
    texts = [field.name for field in schema if _is_text(field.type)]
    return pq.ParquetFile(path, memory_map=False, read_dictionary=texts)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_binary(kind))


def _unfolded(name: str, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Give each row its own text, after seeing how much that comes to: a few bytes can be many."""
    size = 0
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            lengths = pc.binary_length(column.dictionary).take(column.indices)
            size += pc.sum(pc.cast(lengths, pa.int64())).as_py() or 0
    if size > limits.MOST_SHARED_BYTES:
        raise BadInputError(
            f"The texts of some thousand rows of '{name}' take {size >> 20:,} MB; shorten them.",
            field="file",
        )
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
