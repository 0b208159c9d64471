"""A table of points against published networks: a grid, a version or a reason for each row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.list_networks import unknown_network
from gridgeo.services.locate import Snapshot
from gridgeo.services.locate_columns import (
    BAD_DATE,
    TOO_EARLY,
    Coordinates,
    Move,
    code_column,
    find_grids,
    read_coordinates,
    reason_column,
)

MOST_DATES = 1_000  # different ones in a request
MOST_STATES = 8  # of the published networks that they lead to: each is loaded into memory
DATE_COLUMN = "as_of"
PARTS = ("grid", "version", "reason")

SnapshotAt = Callable[[datetime | None], Snapshot]
ReadDate = Callable[[str], datetime | None]


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """What is asked of every row.

    Attributes
    ----------
    networks : sequence of str or None
        None asks all that are published now.
    to_wgs84 : callable
        Moves the coordinates to EPSG:4326.
    as_of : datetime or None
        For rows without a date of their own; None for now.
    """

    networks: Sequence[str] | None
    to_wgs84: Move
    as_of: datetime | None


class LocateBatch:
    """Answers tables of points, piece by piece, from the same snapshots to the end.

    Parameters
    ----------
    question : BatchQuestion
        What is asked.
    snapshot_at : callable
        Gives the snapshot of an instant; raises NotFoundError before the first version.
    read_date : callable
        Reads a row's own date; raises BadInputError.

    Raises
    ------
    NotFoundError
        If a network is unknown, or nothing had been published at ``question.as_of``.
    """

    def __init__(
        self, question: BatchQuestion, snapshot_at: SnapshotAt, read_date: ReadDate
    ) -> None:
        self._question = question
        self._snapshot_at = snapshot_at
        self._read_date = read_date
        self._now = snapshot_at(question.as_of)
        known = list(self._now.networks)
        self.networks = known if question.networks is None else list(question.networks)
        for code in self.networks:
            if code not in self._now.networks:
                raise unknown_network(code, known)
        self._dates: dict[str, Snapshot | int] = {}  # a snapshot, or why there is none

    def know_dates(self, dates: pa.Array) -> None:
        """Load what the rows' own dates lead to, so that nothing is refused any more.

        Raises
        ------
        BadInputError
            If there are too many dates, or they lead to too many states of the networks.
        """
        for word in _words(dates).unique().to_pylist():
            if word:
                self._snapshot_of(word)

    def answer(self, batch: pa.RecordBatch, x: str, y: str) -> pa.RecordBatch:
        """Add the columns ``<network>_grid``, ``_version`` and ``_reason`` to a batch."""
        points = read_coordinates(batch.column(x), batch.column(y))
        dated = DATE_COLUMN in batch.schema.names
        answers = self.columns(points, batch.column(DATE_COLUMN) if dated else None)
        names = [f"{code}_{part}" for code in self.networks for part in PARTS]
        kept = [f"{name}_before" if name in names else name for name in batch.schema.names]
        return pa.RecordBatch.from_arrays([*batch.columns, *answers], names=[*kept, *names])

    def columns(self, points: Coordinates, dates: pa.Array | None) -> list[pa.Array]:
        """Give grid, version and reason of each row, for one network after the other.

        Parameters
        ----------
        points : Coordinates
            In the question's system.
        dates : pyarrow.Array or None
            The rows' own.
        """
        if dates is None:
            return self._from_one(self._now, points)
        return self._by_date(points, dates)

    def _from_one(self, snapshot: Snapshot, points: Coordinates) -> list[pa.Array]:
        columns: list[pa.Array] = []
        for code in self.networks:
            network = snapshot.networks.get(code)
            if network is None:
                nothing = np.full(len(points.x), -1, np.int32)
                early = np.where(points.fault > 0, points.fault, TOO_EARLY).astype(np.int8)
                columns += _columns(pa.array([], pa.string()), nothing, 0, early)
                continue
            found, reason = find_grids(network.main.locator, self._question.to_wgs84, points)
            codes = pa.array(network.table.codes[network.main.rows], pa.string())
            columns += _columns(codes, found, network.version, reason)
        return columns

    def _by_date(self, points: Coordinates, dates: pa.Array) -> list[pa.Array]:
        """Answer the rows of each date together, and put them back into their order."""
        encoded = _words(dates).dictionary_encode()
        number = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        words = [None, *encoded.dictionary.to_pylist()]
        order = np.argsort(number, kind="stable")
        parts = []
        for n in np.unique(number):
            rows = np.flatnonzero(number == n)
            some = Coordinates(points.x[rows], points.y[rows], points.fault[rows].copy())
            parts.append(self._of_date(words[n + 1], some))
        back = pa.array(np.argsort(order, kind="stable"))
        return [
            pa.concat_arrays([_plain(column) for column in columns]).take(back)
            for columns in zip(*parts, strict=True)
        ]

    def _of_date(self, word: str | None, points: Coordinates) -> list[pa.Array]:
        snapshot = self._now if not word else self._snapshot_of(word)
        if isinstance(snapshot, Snapshot):
            return self._from_one(snapshot, points)
        points.fault[points.fault == 0] = snapshot
        return self._from_one(self._now, points)

    def _snapshot_of(self, word: str) -> Snapshot | int:
        if word not in self._dates:
            if len(self._dates) == MOST_DATES:
                raise BadInputError(f"More than {MOST_DATES} different dates.", field=DATE_COLUMN)
            try:
                self._dates[word] = self._snapshot_at(self._read_date(word))
            except BadInputError:
                self._dates[word] = BAD_DATE
            except NotFoundError:
                self._dates[word] = TOO_EARLY
            states = {id(one) for one in self._dates.values() if isinstance(one, Snapshot)}
            if len(states) > MOST_STATES:
                raise BadInputError(
                    f"The dates lead to more than {MOST_STATES} states of the networks; ask for"
                    " them in several batches.",
                    field=DATE_COLUMN,
                )
        return self._dates[word]


def _columns(
    codes: pa.Array, found: NDArray[np.int32], version: int, reason: NDArray[np.int8]
) -> list[pa.Array]:
    versions = np.full(len(found), version, np.int32)
    return [
        code_column(codes, found),
        pa.array(versions, mask=found < 0),
        reason_column(reason),
    ]


def _words(dates: pa.Array) -> pa.Array:
    """Write dates and instants as ISO 8601; what is neither comes out as some other text."""
    plain = _plain(dates)
    if pa.types.is_temporal(plain.type) or pa.types.is_string(plain.type):
        return pc.utf8_trim_whitespace(plain.cast(pa.string()))
    return pa.array(
        [None if value is None else str(value) for value in plain.to_pylist()], pa.string()
    )


def _plain(column: Any) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
