"""Workbooks as sources: each sheet a layer, its headings found below titles, cells as text."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits
from gridgeo.io.sources.json_scan import too_many_columns
from gridgeo.io.sources.sheet_scan import require_small_sheets
from gridgeo.io.sources.source import LayerInfo, Source
from gridgeo.io.sources.table_source import as_rows, unique_names
from gridgeo.io.sources.xls_scan import require_small_book
from gridgeo.io.spreadsheet import unguarded

_TITLE_ROWS = 20  # among which the headings are looked for


def open_excel(path: Path, name: str) -> Source:
    """Open a workbook; hidden and empty sheets are left out.

    Raises
    ------
    BadInputError
        If it cannot be read, or a sheet is too large.
    """
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped:
        require_small_sheets(path, name)
    else:
        require_small_book(path, name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}
    except (CalamineError, OSError, ValueError) as error:
        raise BadInputError(
            f"'{name}' cannot be read as a workbook: {error}", field="file"
        ) from error
    tables = {title: _Sheet(rows) for title, rows in sheets.items() if any(map(_filled, rows))}
    layers = []
    for title, sheet in tables.items():
        if len(sheet.fields) > limits.MOST_COLUMNS:
            raise too_many_columns(path, len(sheet.fields))
        layers.append(LayerInfo(title, sheet.fields, len(sheet.rows), None, None))
    notes = [
        f"The headings of '{title}' are those of row {sheet.header + 1}."
        for title, sheet in tables.items()
        if sheet.header
    ]

    def read(layer: LayerInfo, rows: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        return tables[layer.name].batches(rows, most)

    size = path.stat().st_size
    return Source(path, name, "Excel", tuple(layers), read, notes=tuple(notes), size_bytes=size)


class _Sheet:
    """A sheet's headings, and the rows below them; empty rows are none."""

    def __init__(self, cells: list[list[Any]]) -> None:
        self.header = _header_row(cells)
        self.fields = unique_names([_text(cell) for cell in cells[self.header]])
        below = enumerate(cells[self.header + 1 :], start=1)
        self.rows = [(number, row) for number, row in below if _filled(row)]

    def batches(self, size: int, most: int | None) -> Iterator[gpd.GeoDataFrame]:
        rows = self.rows[:most]
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            frame = pd.DataFrame(
                [[_text(cell) for cell in row] for _, row in part],
                columns=list(self.fields),
                dtype="str",
            )
            yield as_rows(frame, np.array([number for number, _ in part]))


def _header_row(cells: list[list[Any]]) -> int:
    """Find the first row that is as wide as the table and holds words: titles stand above it."""
    head = cells[:_TITLE_ROWS]
    widths = [sum(_text(cell) != "" for cell in row) for row in head]
    wide = 0.6 * max(widths)
    for number, (row, width) in enumerate(zip(head, widths, strict=True)):
        if width >= wide and all(isinstance(cell, str) for cell in row if _text(cell)):
            return number
    return next(number for number, width in enumerate(widths) if width)


def _filled(row: list[Any]) -> bool:
    return any(_text(cell) for cell in row)


def _text(cell: Any) -> str:
    """Give a cell as text: whole numbers without a point, days and times in ISO's order."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return unguarded(str(cell).strip())
