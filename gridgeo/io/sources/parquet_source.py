"""GeoParquet as a source, and plain Parquet as a table; read by Arrow, row group by row group."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridgeo.domain.errors import BadInputError
from gridgeo.io.crs_text import read_crs
from gridgeo.io.sources.parquet_file import PlainParquet, open_plain_parquet
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
        file = open_plain_parquet(path, name)
        geo = json.loads((file.schema.metadata or {}).get(b"geo", b"{}"))
        column, crs, kind = _geometry(name, geo)
    except (*_UNREADABLE, LookupError, TypeError, AttributeError) as error:
        raise BadInputError(f"'{name}' is no GeoParquet: {_line(error)}", field="file") from error
    fields = [n for n in file.plain if n not in (column, "bbox")]
    layer = LayerInfo(path.stem, tuple(fields), file.rows, kind, crs)

    def read(layer: LayerInfo, rows: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        return _batches(file, name, layer, column, rows, most)

    size = path.stat().st_size
    return Source(
        path, name, "GeoParquet", (layer,), read, notes=_notes(file.others), size_bytes=size
    )


def _notes(others: list[str]) -> tuple[str, ...]:
    left = ", ".join(name for name in others if name != "bbox")
    return (f"Columns of lists, structures or bytes are left out: {left[:200]}.",) if left else ()


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
    file: PlainParquet,
    name: str,
    layer: LayerInfo,
    column: str | None,
    rows: int,
    most: int | None,
) -> Iterator[gpd.GeoDataFrame]:
    start = 0
    try:
        names = [*layer.fields, *([column] if column else [])]
        for whole in file.batches(rows if most is None else min(rows, most), names):
            batch = whole if most is None else whole.slice(0, most - start)
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


def _line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
