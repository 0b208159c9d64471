"""Which grid, of a file or of a published network, does each point of a file fall in."""

import csv
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from sqlalchemy.orm import Session

from gridgeo.geometry.locator import Locator
from gridgeo.io.outputs import cannot_write
from gridgeo.io.points import PointChunk, PointFile, open_points
from gridgeo.services.grid_file import read_grids
from gridgeo.services.locate import load_snapshot

WGS84 = CRS.from_epsg(4326)
GRID_COLUMN, REASON_COLUMN = "grid_code", "reason"
OUT_OF_RANGE, SWAPPED, OUTSIDE = "out_of_range", "swapped_axes", "outside"

Progress = Callable[[int, int], None]  # bytes read, bytes in all


@dataclass(frozen=True, slots=True)
class LocateSummary:
    """What became of the points of a file."""

    grids: int
    points: int
    answered: int
    reasons: dict[str, int]
    repaired: int


@dataclass(frozen=True, slots=True)
class _Grids:
    crs: CRS
    codes: NDArray[np.object_]  # with "" at the end, for the points that no grid covers
    locator: Locator
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
    """Write every row of ``points`` to the CSV ``out`` with the code of its grid, or a reason.

    A point that several grids cover (a shared border, an overlap) gets the lowest code. No row is
    dropped. The file appears only when it is complete.

    Parameters
    ----------
    grids : Path
        Polygons with a code each, in any vector format and coordinate system.
    points : Path
        CSV or any vector file, in any coordinate system; moved to the grids' own.
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
    locator = Locator.build(file.geometry)
    prepared = _Grids(file.crs, np.append(file.codes, ""), locator, file.repaired)
    source = open_points(points, layer=points_layer, x=x_field, y=y_field, crs=points_crs or crs)
    return _write(prepared, source, out, progress)


def locate_in_network(
    session: Session,
    network_code: str,
    points: Path,
    out: Path,
    *,
    as_of: datetime | None = None,
    points_layer: str | None = None,
    x_field: str | None = None,
    y_field: str | None = None,
    points_crs: str | None = None,
    progress: Progress | None = None,
) -> LocateSummary:
    """Do the same with the published grids that divide the ground of a network.

    The answers are those of the HTTP look-up. Dedicated grids that lie over others are left out.

    Parameters
    ----------
    session : Session
        Only read from.
    network_code : str
    points, out, points_layer, x_field, y_field, points_crs, progress
        As in `locate_file`.
    as_of : datetime, optional
        Aware instant; now by default.

    Raises
    ------
    NotFoundError
        If nothing is published under this code.
    BadInputError
        If the points cannot be used as they are.
    UnavailableError
        If ``out`` cannot be written.
    """
    network = load_snapshot(session, as_of).network(network_code)
    codes = network.table.codes[network.main.rows]
    prepared = _Grids(WGS84, np.append(codes, ""), network.main.locator)
    source = open_points(points, layer=points_layer, x=x_field, y=y_field, crs=points_crs)
    return _write(prepared, source, out, progress)


def _write(grids: _Grids, source: PointFile, out: Path, progress: Progress | None) -> LocateSummary:
    counts: Counter[str] = Counter()
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as folder:
            draft = Path(folder) / "draft.csv"
            with draft.open("w", encoding="utf-8", newline="") as text:
                _write_answers(grids, source, text, counts, progress)
            draft.replace(out)
    except OSError as error:
        raise cannot_write(out, error) from error
    answered = counts.pop("", 0)
    total = answered + counts.total()
    reasons = dict(sorted(counts.items()))
    return LocateSummary(len(grids.codes) - 1, total, answered, reasons, grids.repaired)


def _write_answers(
    grids: _Grids,
    source: PointFile,
    file: IO[str],
    counts: Counter[str],
    progress: Progress | None,
) -> None:
    kept = [
        f"{name}_before" if name in (GRID_COLUMN, REASON_COLUMN) else name
        for name in source.columns
    ]
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*kept, GRID_COLUMN, REASON_COLUMN])
    for chunk in source.chunks:
        codes, reasons = _answer(grids, source.crs, chunk)
        counts.update(reasons)
        writer.writerows(
            [*row, code, reason]
            for row, code, reason in zip(chunk.rows, codes, reasons, strict=True)
        )
        if progress is not None:
            progress(chunk.read_bytes, source.size_bytes)


def _answer(grids: _Grids, crs: CRS, chunk: PointChunk) -> tuple[list[str], list[str]]:
    """Give code and reason of each point; one of the two is empty."""
    reason = chunk.fault.copy()
    in_range = _in_range(crs, chunk.x, chunk.y)
    reason[(reason == "") & ~in_range] = OUT_OF_RANGE
    found = _locate(grids, crs, chunk.x, chunk.y, reason == "")
    lost = (found < 0) & ((reason == "") | (reason == OUT_OF_RANGE))
    if crs.is_geographic and lost.any():
        turned = _locate(grids, crs, chunk.y, chunk.x, lost & _in_range(crs, chunk.y, chunk.x))
        reason[turned >= 0] = SWAPPED
    reason[(reason == "") & (found < 0)] = OUTSIDE
    return grids.codes[found].tolist(), reason.tolist()


def _in_range(crs: CRS, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    if crs.is_geographic:
        return (np.abs(x) <= 180) & (np.abs(y) <= 90)
    return np.isfinite(x) & np.isfinite(y)


def _locate(
    grids: _Grids,
    crs: CRS,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    asked: NDArray[np.bool_],
) -> NDArray[np.int32]:
    found = np.full(len(x), -1, np.int32)
    xs, ys = x[asked], y[asked]
    if crs != grids.crs:
        xs, ys = Transformer.from_crs(crs, grids.crs, always_xy=True).transform(xs, ys)
    found[asked] = grids.locator.locate(xs, ys)
    return found
