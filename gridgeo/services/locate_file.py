"""Which grid, of a file or of a published network, does each point of a file fall in."""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.geometry.locator import Locator
from gridgeo.io.outputs import cannot_write
from gridgeo.io.point_tables import FORMATS, write_point_batches
from gridgeo.services.grid_file import read_grids
from gridgeo.services.locate import load_snapshot
from gridgeo.services.locate_columns import REASONS, Move, code_column, find_grids, reason_column
from gridgeo.services.locate_source import WGS84, LocateSource, Piece, mover, open_source

GRID_COLUMN, REASON_COLUMN = "grid_code", "reason"
WORKERS = min(4, os.cpu_count() or 1)

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
    codes: pa.Array
    locator: Locator
    move: Move
    repaired: int = 0


@dataclass(frozen=True, slots=True)
class _Answered:
    batch: pa.RecordBatch
    reason: NDArray[np.int8]
    read_bytes: int


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
    locator = Locator.build(file.geometry)
    prepared = _Grids(pa.array(file.codes, pa.string()), locator, move, file.repaired)
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
    source = open_source(points, layer=points_layer, x=x_field, y=y_field, crs=points_crs)
    move = mover(source.crs, WGS84)
    prepared = _Grids(pa.array(codes, pa.string()), network.main.locator, move)
    return _write(prepared, source, out, progress)


def _write(
    grids: _Grids, source: LocateSource, out: Path, progress: Progress | None
) -> LocateSummary:
    kind = FORMATS.get(out.suffix.lower(), "csv")
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as folder:
            draft = Path(folder) / "draft"
            try:
                counts = _write_answers(grids, source, source.quick(), draft, kind, progress)
            except pa.ArrowInvalid:
                # Rows of unequal width, say: the patient reader takes every row as it is.
                counts = _write_answers(grids, source, source.patient(), draft, kind, progress)
            draft.replace(out)
    except OSError as error:
        raise cannot_write(out, error) from error
    reasons = {REASONS[i]: int(count) for i, count in enumerate(counts) if i and count}
    total, answered = int(counts.sum()), int(counts[0])
    reasons = dict(sorted(reasons.items()))
    return LocateSummary(len(grids.codes), total, answered, reasons, grids.repaired)


def _write_answers(
    grids: _Grids,
    source: LocateSource,
    pieces: Iterator[Piece],
    draft: Path,
    kind: str,
    progress: Progress | None,
) -> NDArray[np.int64]:
    """Write all answers in order while the next ones are found; give the count of each reason."""
    counts, writer = np.zeros(len(REASONS), np.int64), None
    with draft.open("wb") as sink, ThreadPoolExecutor(WORKERS) as pool, ExitStack() as ends:
        for answered in _in_order(pool, partial(_answer, grids), pieces):
            if writer is None:
                writer = ends.enter_context(write_point_batches(sink, kind, answered.batch.schema))
            writer.write_batch(answered.batch)
            counts += np.bincount(answered.reason, minlength=len(REASONS))
            if progress is not None:
                progress(min(answered.read_bytes, source.size_bytes), source.size_bytes)
        if writer is None:
            empty = pa.schema([(name, pa.string()) for name in _named(source.columns)])
            ends.enter_context(write_point_batches(sink, kind, empty))
    return counts


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[Piece], _Answered], pieces: Iterator[Piece]
) -> Iterator[_Answered]:
    """Work on a few pieces at a time and give the results in the order of the pieces."""
    waiting: deque[Future[_Answered]] = deque()
    for piece in pieces:
        waiting.append(pool.submit(work, piece))
        if len(waiting) > 2 * WORKERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _answer(grids: _Grids, piece: Piece) -> _Answered:
    found, reason = find_grids(grids.locator, grids.move, piece.points)
    answers = [code_column(grids.codes, found), reason_column(reason)]
    names = _named(piece.batch.schema.names)
    batch = pa.RecordBatch.from_arrays([*piece.batch.columns, *answers], names=names)
    return _Answered(batch, reason, piece.read_bytes)


def _named(columns: Sequence[str]) -> list[str]:
    taken = (GRID_COLUMN, REASON_COLUMN)
    return [f"{name}_before" if name in taken else name for name in columns] + list(taken)
