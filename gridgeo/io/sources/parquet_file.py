"""Parquet files opened so that a few bytes cannot become gigabytes: by import and look-up alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits
from gridgeo.io.sources.json_scan import too_many_columns
from gridgeo.io.sources.packing import require_loose
from gridgeo.io.sources.parquet_pages import unpacked_bytes

_MAGIC = b"PAR1"
_END = 8  # bytes: the footer's length, and the magic


@dataclass(frozen=True, slots=True)
class PlainParquet:
    """A Parquet file that may be read.

    Attributes
    ----------
    schema : pyarrow.Schema
    rows : int
    plain : list of str
        Columns that hold one number or text a row.
    others : list of str
        Columns of lists, structures or blocks of bytes, which are not read.
    """

    schema: pa.Schema
    rows: int
    plain: list[str]
    others: list[str]
    _source: Path | pa.Buffer
    _name: str

    def batches(self, rows: int, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """Give rows some thousand at a time; a text that many of them share is read once.

        Raises
        ------
        BadInputError
            If the texts of some rows come to more than memory should hold.
        """
        texts = [name for name in columns if _is_text(self.schema.field(name).type)]
        file = _open(self._source, read_dictionary=texts)
        for batch in file.iter_batches(rows, columns=columns):
            yield _unfolded(self._name, batch)


def open_plain_parquet(source: Path | pa.Buffer, name: str) -> PlainParquet:
    """Look a Parquet file over.

    Parameters
    ----------
    source : Path or pyarrow.Buffer
        The file, or its content.
    name : str
        As its user knows it.

    Raises
    ------
    BadInputError
        If it has too many columns, or unpacks to far more than its size.
    pyarrow.ArrowException, OSError
        If it is none.
    """
    handle = pa.BufferReader(source) if isinstance(source, pa.Buffer) else pa.OSFile(str(source))
    with handle:
        size = handle.size()
        _require_short_footer(handle, size, name)
        file = _open(source)
        schema = file.schema_arrow
        if len(schema) > limits.MOST_COLUMNS:
            raise too_many_columns(Path(name), len(schema))
        about = file.metadata
        unpacked = unpacked_bytes(handle.read_at, size, about, name)
    # A value costs a byte at least once it is read, however often the file repeats it.
    require_loose(name, max(unpacked, about.num_rows * len(schema)), size)
    plain = [field.name for field in schema if _is_plain(field.type)]
    others = [field.name for field in schema if field.name not in plain]
    return PlainParquet(schema, about.num_rows, plain, others, source, name)


def _require_short_footer(handle: pa.NativeFile, size: int, name: str) -> None:
    """Refuse a footer that would fill the memory: ten million columns have one of 1.5 GB."""
    end = handle.read_at(_END, max(0, size - _END))
    length = int.from_bytes(end[:4], "little")
    if end[4:] == _MAGIC and limits.MOST_FOOTER_BYTES < length < size:
        raise BadInputError(
            f"The description of the columns of '{name}' takes {length >> 20:,} MB; at most"
            f" {limits.MOST_FOOTER_BYTES >> 20} MB may be. Keep the columns that you need.",
            field="file",
        )


def _open(source: Path | pa.Buffer, read_dictionary: list[str] | None = None) -> pq.ParquetFile:
    return pq.ParquetFile(
        pa.BufferReader(source) if isinstance(source, pa.Buffer) else source,
        memory_map=False,
        read_dictionary=read_dictionary,
        thrift_container_size_limit=limits.MOST_PARQUET_ENTRIES,
    )


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return not (pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind))


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary_view(kind)
    )


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
