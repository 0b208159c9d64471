"""Tables of points as Arrow batches: CSV, Arrow and Parquet, read and written piece by piece.

CSV cells stay the text that they are, but for an apostrophe before what a spreadsheet program would
run as a formula. What Arrow's reader of CSV cannot take (another encoding than UTF-8, rows of
unequal width) is for `gridgeo.io.points`.
"""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from pyarrow import ipc

from gridgeo.domain.errors import BadInputError
from gridgeo.io.arrow_scan import MAGIC, require_loose_buffers
from gridgeo.io.sources.parquet_file import open_plain_parquet
from gridgeo.io.spreadsheet import FORMULA_SIGNS, neutral

BATCH_ROWS = 1 << 17
CSV_BLOCK_BYTES = 1 << 24
_FORMULA = f"^{FORMULA_SIGNS}"
_SIGNED_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
FORMATS = {
    ".csv": "csv",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".parquet": "parquet",
    ".pq": "parquet",
}


@dataclass(frozen=True, slots=True)
class PointBatches:
    """Points that are read while they are used.

    Attributes
    ----------
    columns : list of str
        Of every batch.
    batches : iterator of pyarrow.RecordBatch
        In the order of the rows.
    read_bytes : callable
        How far the source has been read.
    """

    columns: list[str]
    batches: Iterator[pa.RecordBatch]
    read_bytes: Callable[[], int]


def read_point_batches(source: Path | pa.Buffer, kind: str, delimiter: str = ",") -> PointBatches:
    """Open a table of points.

    Parameters
    ----------
    source : Path or pyarrow.Buffer
        A file, or its content.
    kind : str
        ``csv``, ``arrow`` (stream or file) or ``parquet``.

    Raises
    ------
    BadInputError
        If it is no Arrow or Parquet, or one that is packed as only traps are. A CSV, and what
        breaks later on, raises ``pyarrow.ArrowInvalid``.
    """
    handle = pa.BufferReader(source) if isinstance(source, pa.Buffer) else pa.OSFile(str(source))
    if kind == "csv":
        return _open_csv(handle, delimiter)
    try:
        return _open_parquet(source) if kind == "parquet" else _open_arrow(handle)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, UnicodeDecodeError) as error:
        raise BadInputError(f"This is no table in {kind}: {_first_line(error)}") from error


def write_point_batches(sink: IO[bytes], kind: str, schema: pa.Schema) -> Any:
    """Give a writer of batches; it has ``write_batch`` and ends the file when it is left."""
    if kind == "csv":
        return _CsvSink(sink, schema)
    if kind == "parquet":
        return pq.ParquetWriter(sink, schema, compression="zstd", compression_level=1)
    return ipc.new_stream(sink, schema)


class _CsvSink(AbstractContextManager["_CsvSink"]):
    """Writes batches as CSV; quotes only where a batch has cells that need it."""

    def __init__(self, sink: IO[bytes], schema: pa.Schema) -> None:
        self._sink = sink
        header = io.StringIO()
        csv.writer(header, lineterminator="\n").writerow(map(neutral, schema.names))
        sink.write(header.getvalue().encode())

    def write_batch(self, batch: pa.RecordBatch) -> None:
        batch = pa.RecordBatch.from_arrays(
            [_neutral(column) for column in batch.columns], names=batch.schema.names
        )
        try:
            written = _as_csv(batch, "none")
        except pa.ArrowInvalid:  # a cell with a comma, a quote or a line break
            written = _as_csv(batch, "needed")
        self._sink.write(written)

    def __exit__(self, *_: object) -> None:
        self._sink.flush()


def _neutral(column: pa.Array) -> pa.Array:
    """Give texts that begin like a formula an apostrophe; numbers are none, nor what has one."""
    if pa.types.is_dictionary(column.type):
        texts = _neutral(column.dictionary)
        return pa.DictionaryArray.from_arrays(column.indices, texts)
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    formula = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(formula).as_py():
        return column
    formula = pc.and_not(formula, pc.match_substring_regex(column, _SIGNED_NUMBER))
    marked = pc.replace_substring_regex(column, "^", "'", max_replacements=1)
    return pc.if_else(formula, marked, column)


def _as_csv(batch: pa.RecordBatch, quoting: str) -> pa.Buffer:
    buffer = pa.BufferOutputStream()
    options = pacsv.WriteOptions(include_header=False, quoting_style=quoting)
    pacsv.write_csv(batch, buffer, options)
    return buffer.getvalue()


def _open_csv(handle: pa.NativeFile, delimiter: str) -> PointBatches:
    parse = pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True)
    names = next(csv.reader([_header(handle)], delimiter=delimiter))
    convert = pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    read = pacsv.ReadOptions(block_size=CSV_BLOCK_BYTES)
    reader = pacsv.open_csv(handle, read_options=read, parse_options=parse, convert_options=convert)
    columns = [name.strip() for name in reader.schema.names]
    return PointBatches(columns, iter(reader), handle.tell)


def _header(handle: pa.NativeFile) -> str:
    line: bytes = handle.read(1 << 16).partition(b"\n")[0]
    handle.seek(0)
    return line.decode("utf-8-sig").strip("\r")


def _open_arrow(handle: pa.NativeFile) -> PointBatches:
    """Open a stream; a file is one too, behind its first bytes."""
    if handle.read(len(MAGIC)) != MAGIC:
        handle.seek(0)
    require_loose_buffers(handle)
    stream = ipc.open_stream(handle)
    return PointBatches(stream.schema.names, iter(stream), handle.tell)


def _open_parquet(source: Path | pa.Buffer) -> PointBatches:
    name = "the table" if isinstance(source, pa.Buffer) else source.name
    file = open_plain_parquet(source, name)
    if file.others:
        raise BadInputError(
            f"The column '{file.others[0]}' of {name} holds lists, structures or bytes; leave it"
            " out."
        )
    size = source.size if isinstance(source, pa.Buffer) else source.stat().st_size
    given = 0

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal given
        for batch in file.batches(BATCH_ROWS, file.plain):
            given += batch.num_rows
            yield batch

    return PointBatches(file.plain, batches(), lambda: size * given // max(1, file.rows))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
