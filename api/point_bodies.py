"""Bodies of tables of points - JSON, CSV, Arrow, Parquet - and answers written in the same form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pyarrow as pa

from gridgeo.domain.errors import BadInputError
from gridgeo.io.point_table import X_NAMES, Y_NAMES, find_column
from gridgeo.io.point_tables import read_point_batches, write_point_batches

JSON, CSV = "application/json", "text/csv"
ARROW = "application/vnd.apache.arrow.stream"
PARQUET = "application/vnd.apache.parquet"
KINDS = {JSON: "json", CSV: "csv", ARROW: "arrow", PARQUET: "parquet"}
MOST_POINTS = 1_000_000
MOST_BODY_BYTES = 128 << 20
PIECE_ROWS = 1 << 16

Answer = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True, slots=True)
class PointBody:
    """A table of points out of a request.

    Attributes
    ----------
    kind : str
        ``json``, ``csv``, ``arrow`` or ``parquet``.
    pieces : list of pyarrow.RecordBatch
        At most `PIECE_ROWS` rows each.
    x, y : str
        Columns with east and north.
    objects : list
        The points of a JSON body as they were given.
    """

    kind: str
    pieces: list[pa.RecordBatch]
    x: str
    y: str
    objects: list[Any]

    def write(self, answer: Answer) -> Iterator[bytes]:
        """Answer piece by piece, in the form of the body."""
        return self._write_json(answer) if self.kind == "json" else self._write_table(answer)

    def _write_table(self, answer: Answer) -> Iterator[bytes]:
        sink = _Outbox()
        first = answer(self.pieces[0])
        with write_point_batches(sink, self.kind, first.schema) as writer:  # type: ignore[arg-type]
            for number, piece in enumerate(self.pieces):
                writer.write_batch(answer(piece) if number else first)
                yield sink.take()
        yield sink.take()

    def _write_json(self, answer: Answer) -> Iterator[bytes]:
        yield b'{"answers":['
        at = 0
        for piece in self.pieces:
            answered = answer(piece).drop_columns(piece.schema.names)
            rows = zip(self.objects[at:], answered.to_pylist(), strict=False)
            merged = [
                {**given, **found} if isinstance(given, dict) else {"given": given, **found}
                for given, found in rows
            ]
            text = orjson.dumps(merged)[1:-1]
            yield b"," + text if at and text else text
            at += piece.num_rows
        yield b"]}"


def read_point_body(body: bytes, content_type: str) -> PointBody:
    """Read a table of points.

    Parameters
    ----------
    body : bytes
        All of it.
    content_type : str
        One of `KINDS`.

    Raises
    ------
    BadInputError
        If it cannot be read, has no coordinates, or more than `MOST_POINTS` rows.
    """
    kind = KINDS[content_type]
    objects: list[Any] = []
    if kind == "json":
        objects = _points_of(body)
        pieces, columns = _pieces([_batch_of(objects)]), ["lon", "lat"]
    else:
        pieces, columns = _read_table(body, kind)
    x = columns[find_column(columns, None, X_NAMES, "lon")]
    y = columns[find_column(columns, None, Y_NAMES, "lat")]
    return PointBody(kind, pieces, x, y, objects)


def _read_table(body: bytes, kind: str) -> tuple[list[pa.RecordBatch], list[str]]:
    try:
        table = read_point_batches(pa.py_buffer(body), kind)
        batches = [batch.rename_columns(table.columns) for batch in table.batches]
        if not batches:
            nothing = [pa.array([], pa.string()) for _ in table.columns]
            batches = [pa.RecordBatch.from_arrays(nothing, names=table.columns)]
        for batch in batches:
            batch.validate(full=True)  # offsets of a forged Arrow body may point anywhere
    except BadInputError as error:
        raise BadInputError(error.message, field="body") from error
    except (pa.ArrowException, StopIteration, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0][:200]
        raise BadInputError(f"The body is no table in {kind}: {reason}", field="body") from error
    if len(set(table.columns)) < len(table.columns):
        raise BadInputError("Two columns have the same name.", field="body")
    return _pieces(batches), table.columns


def _pieces(batches: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
    count = sum(batch.num_rows for batch in batches)
    if count > MOST_POINTS:
        raise BadInputError(
            f"{count:,} points are more than the {MOST_POINTS:,} of one request; send them in"
            " several, or all together as a job: POST /api/v1/locate/jobs.",
            field="points",
        )
    pieces = [
        batch.slice(start, PIECE_ROWS)
        for batch in batches
        for start in range(0, batch.num_rows, PIECE_ROWS)
    ]
    return pieces or batches[:1]


def _points_of(body: bytes) -> list[Any]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BadInputError("The body is not valid JSON.", field="body") from error
    points = content.get("points") if isinstance(content, dict) else content
    if not isinstance(points, list):
        raise BadInputError(
            'Send a list of objects with lon and lat, or {"points": [...]}.', field="points"
        )
    return points


def _batch_of(points: list[Any]) -> pa.RecordBatch:
    """Make columns of objects; what is no object has no coordinates."""
    rows = [point if isinstance(point, dict) else {} for point in points]
    columns = {name: _column([row.get(name) for row in rows]) for name in ("lon", "lat")}
    if any("as_of" in row for row in rows):
        dates = [row.get("as_of") for row in rows]
        columns["as_of"] = pa.array([None if d is None else str(d) for d in dates], pa.string())
    return pa.RecordBatch.from_pydict(columns)


def _column(values: list[Any]) -> pa.Array:
    if all(value is None or type(value) in (int, float) for value in values):
        return pa.array([None if v is None else float(v) for v in values], pa.float64())
    return pa.array([None if v is None else str(v)[:64] for v in values], pa.string())


class _Outbox:
    """A file that is only written to, and emptied from time to time."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._size += len(part)
        return len(part)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        """Do nothing: nothing waits elsewhere."""

    def close(self) -> None:
        """Keep what was written, to be taken."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def take(self) -> bytes:
        """Give what was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
