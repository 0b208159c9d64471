"""Tables of any number of points, looked up as a job: read, answered, written piece by piece."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.point_system import PointSystem
from gridgeo.io.point_table import X_NAMES, Y_NAMES, find_column
from gridgeo.io.point_tables import PointBatches, read_point_batches, write_point_batches
from gridgeo.services.jobs.context import FileResult, JobContext
from gridgeo.services.locate_batch import BatchQuestion, LocateBatch
from gridgeo.services.past_snapshots import PastSnapshots
from gridgeo.services.read_instant import read_instant

POINTS_FILE = "points"


def locate_job(context: JobContext, arguments: dict[str, Any]) -> FileResult:
    """Answer every row of the table that was sent; none is dropped.

    Parameters
    ----------
    context : JobContext
        `POINTS_FILE` is in its folder.
    arguments : dict
        ``networks`` (None for all), ``system``, ``as_of``, ``kind`` (``csv``, ``arrow``,
        ``parquet``).

    Raises
    ------
    BadInputError
        If the table cannot be read, has no coordinates, or too many dates.
    NotFoundError
        If a network is unknown, or nothing had been published by then.
    """
    kind, as_of = arguments["kind"], arguments["as_of"]
    points = context.folder / POINTS_FILE
    out = context.folder / f"located.{kind}"
    question = BatchQuestion(
        arguments["networks"],
        PointSystem.named(arguments["system"]).to_wgs84,
        None if as_of is None else datetime.fromisoformat(as_of),
    )
    context.progress(0, points.stat().st_size, "load the networks")
    with context.session() as session:
        batch = LocateBatch(question, PastSnapshots(session).at, read_instant)
        try:
            count = _answer_all(context, batch, points, kind, out)
        except (pa.ArrowException, StopIteration) as error:
            reason = str(error).partition("\n")[0][:200]
            raise BadInputError(
                f"The file is no table in {kind}: {reason}", field="body"
            ) from error
    return FileResult(out, {"points": count, "networks": batch.networks})


def _answer_all(context: JobContext, batch: LocateBatch, points: Path, kind: str, out: Path) -> int:
    table = read_point_batches(points, kind)
    x = table.columns[find_column(table.columns, None, X_NAMES, "lon")]
    y = table.columns[find_column(table.columns, None, Y_NAMES, "lat")]
    if len(set(table.columns)) < len(table.columns):
        raise BadInputError("Two columns have the same name.", field="body")
    count: int = 0
    size, pieces = points.stat().st_size, _pieces(table)
    first = batch.answer(next(pieces), x, y)
    with out.open("wb") as sink, write_point_batches(sink, kind, first.schema) as writer:
        writer.write_batch(first)
        count += first.num_rows
        for piece in pieces:
            answered = batch.answer(piece, x, y)
            writer.write_batch(answered)
            count += answered.num_rows
            context.progress(min(table.read_bytes(), size), size, f"{count:,} points")
    return count


def _pieces(table: PointBatches) -> Iterator[pa.RecordBatch]:
    """Give the batches under the names of the columns; one without rows where there is none."""
    empty = True
    for batch in table.batches:
        empty = False
        yield batch.rename_columns(table.columns)
    if empty:
        nothing = [pa.array([], pa.string()) for _ in table.columns]
        yield pa.RecordBatch.from_arrays(nothing, names=table.columns)
