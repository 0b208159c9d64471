"""Delimited text as a source: streamed by Arrow, every cell kept as the text that it is."""

import csv
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from gridgeo.domain.errors import BadInputError
from gridgeo.io.point_table import DELIMITERS, MOST_HEADER_BYTES, text_encoding
from gridgeo.io.sources import limits
from gridgeo.io.sources.json_scan import too_many_columns
from gridgeo.io.sources.source import FAULT, ROW, LayerInfo, Source
from gridgeo.io.spreadsheet import GUARDED, unguarded

_BLOCK_BYTES = 8 << 20


def open_table(path: Path, name: str, encoding: str | None) -> Source:
    """Open a CSV or TSV.

    Raises
    ------
    BadInputError
        If its text or its first line cannot be read, or it has too many columns.
    """
    why = "as asked for"
    if encoding is None:
        encoding = text_encoding(path)
        why = "its bytes read as " + ("UTF-8" if encoding.startswith("utf-8") else "GBK/GB18030")
    header = _header(path, name, encoding)
    if "\n" not in header and "\r" not in header:
        raise BadInputError(f"'{name}' has no rows.", field="file")
    header = header.strip("\r\n")
    delimiter = max(DELIMITERS, key=header.count)
    fields = unique_names(next(csv.reader([header], delimiter=delimiter)))
    if len(fields) > limits.MOST_COLUMNS:
        raise too_many_columns(path, len(fields))
    layer = LayerInfo(path.stem, fields, None, None, None)
    table = _Table(path, name, encoding, delimiter)
    return Source(
        path, name, "CSV", (layer,), table.batches, encoding, why, size_bytes=path.stat().st_size
    )


def unique_names(cells: list[str]) -> tuple[str, ...]:
    """Give each column a name of its own: empty ones a number, repeated ones a number behind."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = base = unguarded(cell.strip().lstrip("\ufeff")) or f"column {number}"
        count = 1
        while name in names:
            count += 1
            name = f"{base}_{count}"
        names.append(name)
    return tuple(names)


def as_rows(
    frame: pd.DataFrame, numbers: np.ndarray, fault: np.ndarray | None = None
) -> gpd.GeoDataFrame:
    """Make rows of a table without places."""
    faults = np.full(len(frame), None, dtype=object) if fault is None else fault
    return gpd.GeoDataFrame(
        frame.assign(**{ROW: numbers, FAULT: faults}),
        geometry=np.full(len(frame), None, dtype=object),
        crs=None,
    )


class _Table:
    """Reads one file; rows of another width than the heading are named, not dropped."""

    def __init__(self, path: Path, name: str, encoding: str, delimiter: str) -> None:
        self._path, self._name = path, name
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self._delimiter = delimiter

    def batches(self, layer: LayerInfo, rows: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        odd: list[tuple[int, int]] = []  # number and width of rows that do not fit

        def skip(row: pacsv.InvalidRow) -> str:
            odd.append((int(row.number) - 1, int(row.actual_columns)))
            return "skip"

        read, given, last = 0, 0, 0
        try:
            for batch in self._open(layer, skip):
                for start in range(0, batch.num_rows, rows):
                    part = batch.slice(start, rows)
                    if most is not None:
                        part = part.slice(0, most - read)
                    numbers = _numbers(last, part.num_rows, [number for number, _ in odd[given:]])
                    last = int(numbers[-1]) if len(numbers) else last
                    read += part.num_rows
                    yield as_rows(part.to_pandas(), numbers)
                    if most is not None and read >= most:
                        return
                late = odd[given:]
                given = len(odd)
                if late:
                    yield _odd_rows(layer, late)
                    last = max(last, late[-1][0])
            if odd[given:]:
                yield _odd_rows(layer, odd[given:])
        except (pa.ArrowException, UnicodeDecodeError) as error:
            reason = str(error).partition("\n")[0][:200]
            raise BadInputError(
                f"'{self._name}' cannot be read after row {last:,}: {reason}", field="file"
            ) from error

    def _open(self, layer: LayerInfo, skip: object) -> Iterator[pa.RecordBatch]:
        names = list(layer.fields)
        read = pacsv.ReadOptions(
            block_size=_BLOCK_BYTES,
            encoding=self._encoding,
            column_names=names,
            skip_rows=1,
            use_threads=False,
        )
        parse = pacsv.ParseOptions(
            delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=skip
        )
        convert = pacsv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        )
        with pacsv.open_csv(
            self._path, read_options=read, parse_options=parse, convert_options=convert
        ) as reader:
            for batch in reader:
                yield _as_meant(batch)


def _as_meant(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Take away the apostrophes that keep texts from being run as formulas."""
    columns = [
        pc.replace_substring_regex(column, f"^'({GUARDED})", r"\1")
        if pc.any(pc.starts_with(column, "'")).as_py()
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _numbers(last: int, count: int, skipped: list[int]) -> np.ndarray:
    """Give the next rows numbers, leaving out those of rows that were skipped among them."""
    numbers = np.arange(last + 1, last + 1 + count + len(skipped))
    return numbers[~np.isin(numbers, skipped)][:count]


def _odd_rows(layer: LayerInfo, odd: list[tuple[int, int]]) -> gpd.GeoDataFrame:
    empty = pd.DataFrame("", index=range(len(odd)), columns=list(layer.fields), dtype="str")
    fault = np.array(
        [f"has {width} cells where the heading has {len(layer.fields)}" for _, width in odd],
        dtype=object,
    )
    return as_rows(empty, np.array([number for number, _ in odd]), fault)


def _header(path: Path, name: str, encoding: str) -> str:
    with path.open("rb") as file:
        line = file.readline(MOST_HEADER_BYTES + 1)
    if len(line) > MOST_HEADER_BYTES:
        raise BadInputError(
            f"The first line of '{name}' is longer than 1 MB; it must name the columns.",
            field="file",
        )
    try:
        header = line.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise BadInputError(
            f"'{name}' cannot be read as {encoding}; choose another encoding.", field="encoding"
        ) from error
    if not header.strip():
        raise BadInputError(f"'{name}' is no table: its first line is empty.", field="file")
    return header
