"""Which grid of a file does each point of another file fall in."""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from gridgeo.geometry.locator import Locator
from gridgeo.services.grid_file import read_grids
from gridgeo.services.locate_columns import code_column, find_grids, reason_column
from gridgeo.services.locate_rows import (
    REASON_COLUMN,
    Answers,
    Progress,
    WrittenRows,
    write_located,
)
from gridgeo.services.locate_source import Piece, mover, open_source

GRID_COLUMN = "grid_code"


@dataclass(frozen=True, slots=True)
class LocateSummary:
    """What became of the points of a file."""

    grids: int
    rows: WrittenRows
    repaired: int = 0


def locate_file(
    grids: Path,
    points: Path,
    out: Path,
    *,
    layer: str | None = None,
    points_layer: str | None = None,
    id_field: str | None = None,
    x_field: str | None = None,
    y_field: str | None = None,
    crs: str | None = None,
    points_crs: str | None = None,
    repair: bool = False,
    progress: Progress | None = None,
) -> LocateSummary:
    """Write every row of ``points`` to ``out`` with the code of its grid, or a reason.

    A point that several grids cover (a shared border, an overlap) gets the lowest code. No row is
    dropped. The file appears only when it is complete.

    Parameters
    ----------
    grids : Path
        Polygons with a code each, in any vector format and coordinate system.
    points : Path
        CSV, Parquet, Arrow or any vector file, in any coordinate system; moved to the grids' own.
    out : Path
        CSV, or Parquet or Arrow by its ending.
    crs, points_crs : str, optional
        For a file that names no coordinate system; ``points_crs`` is ``crs`` when left out.
    repair : bool
        Mend invalid polygons instead of refusing them.
    progress : callable, optional
        Told how many bytes of how many have been read.

    Raises
    ------
    BadInputError
        If either file cannot be used as it is.
    UnavailableError
        If ``out`` cannot be written.
    """
    file = read_grids(grids, layer=layer, id_field=id_field, crs=crs, repair=repair)
    source = open_source(points, layer=points_layer, x=x_field, y=y_field, crs=points_crs or crs)
    move = mover(source.crs, file.crs)
    locator, codes = Locator.build(file.geometry), pa.array(file.codes, pa.string())

    def answer(piece: Piece) -> list[pa.Array]:
        found, reason = find_grids(locator, move, piece.points)
        return [code_column(codes, found), reason_column(reason)]

    rows = write_located(Answers((GRID_COLUMN, REASON_COLUMN), answer), source, out, progress)
    return LocateSummary(len(codes), rows, file.repaired)
