"""Every row of a file of points written again with its answer, piece by piece, in order."""

import os
import tempfile
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from gridgeo.io.outputs import cannot_write
from gridgeo.io.point_tables import FORMATS, write_point_batches
from gridgeo.services.locate_source import LocateSource, Piece

REASON_COLUMN = "reason"
WORKERS = min(4, os.cpu_count() or 1)

Progress = Callable[[int, int], None]  # bytes read, bytes in all


@dataclass(frozen=True, slots=True)
class Answers:
    """What is added to every row.

    Attributes
    ----------
    names : tuple of str
        Of the columns; the last is `REASON_COLUMN`, null where a row has its grid.
    of : callable
        Gives these columns for a piece; called from several threads at once.
    before : callable, optional
        Told of every piece in order before any thread answers it.
    """

    names: tuple[str, ...]
    of: Callable[[Piece], Sequence[pa.Array]]
    before: Callable[[Piece], None] | None = None


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """How many rows there were, how many have a grid, and why the others have none."""

    points: int
    answered: int
    reasons: dict[str, int]


def write_located(
    answers: Answers, source: LocateSource, out: Path, progress: Progress | None
) -> WrittenRows:
    """Write every row of ``source`` to ``out`` with its answer; the file appears when complete.

    Parameters
    ----------
    out : Path
        CSV, or Parquet or Arrow by its ending.
    progress : callable, optional
        Told how many bytes of how many have been read.

    Raises
    ------
    BadInputError
        If the points cannot be read, or `Answers.before` refuses a piece.
    UnavailableError
        If ``out`` cannot be written.
    """
    kind = FORMATS.get(out.suffix.lower(), "csv")
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as folder:
            draft = Path(folder) / "draft"
            try:
                counts = _write_rows(answers, source, source.quick(), draft, kind, progress)
            except pa.ArrowInvalid:
                # Rows of unequal width, say: the patient reader takes every row as it is.
                counts = _write_rows(answers, source, source.patient(), draft, kind, progress)
            draft.replace(out)
    except OSError as error:
        raise cannot_write(out, error) from error
    points, answered = counts.total(), counts.pop(None, 0)
    return WrittenRows(points, answered, dict(sorted((str(word), n) for word, n in counts.items())))


def _write_rows(
    answers: Answers,
    source: LocateSource,
    pieces: Iterator[Piece],
    draft: Path,
    kind: str,
    progress: Progress | None,
) -> Counter[str | None]:
    """Write all rows in order while the next ones are answered; count the reasons, and None."""
    counts, writer = Counter[str | None](), None
    with draft.open("wb") as sink, ThreadPoolExecutor(WORKERS) as pool, ExitStack() as ends:
        for piece in _in_order(pool, partial(_answer, answers), _announced(answers, pieces)):
            if writer is None:
                writer = ends.enter_context(write_point_batches(sink, kind, piece.batch.schema))
            writer.write_batch(piece.batch)
            counts.update(piece.reasons)
            if progress is not None:
                progress(min(piece.read_bytes, source.size_bytes), source.size_bytes)
        if writer is None:
            names = _named(source.columns, answers.names)
            empty = pa.schema([(name, pa.string()) for name in names])
            ends.enter_context(write_point_batches(sink, kind, empty))
    return counts


def _announced(answers: Answers, pieces: Iterator[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        if answers.before is not None:
            answers.before(piece)
        yield piece


def _in_order(
    pool: ThreadPoolExecutor, work: Callable[[Piece], "_Answered"], pieces: Iterator[Piece]
) -> Iterator["_Answered"]:
    """Work on a few pieces at a time and give the results in the order of the pieces."""
    waiting: deque[Future[_Answered]] = deque()
    for piece in pieces:
        waiting.append(pool.submit(work, piece))
        if len(waiting) > 2 * WORKERS:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


@dataclass(frozen=True, slots=True)
class _Answered:
    batch: pa.RecordBatch
    reasons: dict[str | None, int]
    read_bytes: int


def _answer(answers: Answers, piece: Piece) -> _Answered:
    added = answers.of(piece)
    names = _named(piece.batch.schema.names, answers.names)
    batch = pa.RecordBatch.from_arrays([*piece.batch.columns, *added], names=names)
    counted = pc.value_counts(batch.column(REASON_COLUMN)).to_pylist()
    return _Answered(batch, {one["values"]: one["counts"] for one in counted}, piece.read_bytes)


def _named(columns: Sequence[str], added: Sequence[str]) -> list[str]:
    return [f"{name}_before" if name in added else name for name in columns] + list(added)
