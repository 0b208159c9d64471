"""The rows that an import left out, with all fields and what to do: to correct and send again."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from gridgeo.io.drafts import drafted
from gridgeo.io.rows import RejectedRow
from gridgeo.io.sources import LayerInfo, Source
from gridgeo.io.sources.source import ROW
from gridgeo.io.spreadsheet import Sheet, Value, write_csv, write_workbook

ADDED = (
    *("gridgeo_row", "gridgeo_column", "gridgeo_value", "gridgeo_reason", "gridgeo_advice"),
    *("gridgeo_reason_zh", "gridgeo_advice_zh"),
)
WKT = "wkt"


class RejectedRows:
    """Rows of one layer that were left out, by their number in the file."""

    def __init__(self, layer: LayerInfo, rejected: Sequence[RejectedRow]) -> None:
        self._layer = layer
        self._rejected = {row.row: row for row in rejected}

    def write(self, source: Source, path: Path) -> None:
        """Write them as CSV, or as a workbook where the name ends in .xlsx.

        The file has the fields of the source, the shape as WKT in the source's own coordinates, and
        `ADDED`, which an import passes over.

        Raises
        ------
        UnavailableError
            If the file cannot be written.
        """
        shaped = self._layer.geometry is not None
        headings = [*self._layer.fields, *([WKT] if shaped else []), *ADDED]
        rows = list(self._rows(source, shaped)) if self._rejected else []
        with drafted(path) as draft:
            if path.suffix.lower() == ".xlsx":
                write_workbook(draft, {"rejected": Sheet(headings, rows)})
            else:
                write_csv(draft, Sheet(headings, rows))

    def _rows(self, source: Source, shaped: bool) -> Iterator[list[Value]]:
        wanted = np.array(sorted(self._rejected))
        for batch in source.batches(self._layer):
            found = batch[np.isin(batch[ROW].to_numpy(), wanted)]
            fields = found[list(self._layer.fields)].astype(object)
            plain = fields.where(pd.notna(fields), None).to_numpy().tolist()
            shapes = shapely.to_wkt(found.geometry.to_numpy(), rounding_precision=-1)
            for cells, shape, number in zip(plain, shapes, found[ROW], strict=True):
                bad = self._rejected[int(number)]
                yield [
                    *[_value(cell) for cell in cells],
                    *([shape] if shaped else []),
                    *(bad.row, bad.column, bad.value, bad.reason, bad.advice),
                    *(bad.reason_zh, bad.advice_zh),
                ]


def _value(cell: object) -> Value:
    if cell is None or isinstance(cell, str | int | float):
        return cell
    return str(cell)
