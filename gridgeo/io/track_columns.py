"""Columns of track points: by their usual names, with times read and bad rows named."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.io.kinds import TRACKS
from gridgeo.io.rows import RejectedRow
from gridgeo.io.times import read_times

COLUMNS = ("worker_code", "device", "recorded_at", "accuracy_m", "lon", "lat")
# Names that handhelds, movingpandas, EarthRanger and Chinese platforms give the same things.
NAMES = {column.name: (column.name, *column.names) for column in TRACKS.columns}


@dataclass(frozen=True, slots=True)
class TrackTable:
    """Track points of a file or a request.

    Attributes
    ----------
    frame : DataFrame
        `COLUMNS`; ``recorded_at`` in UTC, texts never missing.
    rows : int64 array
        Row of each point in what was given, counted from 1.
    rejected : list of RejectedRow
        Rows without a time, or with something that is none.
    """

    frame: pd.DataFrame
    rows: NDArray[np.int64]
    rejected: list[RejectedRow]


def read_track_columns(
    table: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64], fallback: str
) -> TrackTable:
    """Take track points out of a table with any of the usual column names.

    Parameters
    ----------
    table : DataFrame
        As it was read; an index from 0.
    lon, lat : float64 arrays
        EPSG:4326; NaN stays, to be flagged later.
    fallback : str
        The device where no column names one.

    Raises
    ------
    BadInputError
        If no column looks like the time.
    """
    found = {target: _named(table, names) for target, names in NAMES.items()}
    if found["recorded_at"] is None:
        raise BadInputError(
            "No column looks like the time of a track point; name it 'recorded_at'; there are: "
            f"{', '.join(map(str, table.columns)) or 'none'}.",
            field="recorded_at",
        )
    given = table[found["recorded_at"]]
    times = read_times(given)
    device = _texts(table, found["device"], fallback)
    worker = _texts(table, found["worker_code"], "")
    worker = worker.where(worker != "", device)
    accuracy = found["accuracy_m"]
    stated = (
        pd.Series(np.nan, index=table.index)
        if accuracy is None
        else pd.to_numeric(table[accuracy], errors="coerce")
    )
    frame = pd.DataFrame(
        {
            "worker_code": worker,
            "device": device,
            "recorded_at": times,
            "accuracy_m": stated.where(stated >= 0).astype(np.float32),
            "lon": lon,
            "lat": lat,
        }
    )
    good = times.notna().to_numpy(bool)
    rejected = [
        _rejected(int(row), str(device.iloc[row]), given.iloc[row]) for row in np.flatnonzero(~good)
    ]
    rows = np.flatnonzero(good).astype(np.int64) + 1
    return TrackTable(frame[good].reset_index(drop=True), rows, rejected)


def _named(table: pd.DataFrame, names: tuple[str, ...]) -> str | None:
    lower = {str(column).strip().lower(): str(column) for column in table.columns}
    return next((lower[name] for name in names if name in lower), None)


def _texts(table: pd.DataFrame, column: str | None, fallback: str) -> pd.Series:
    if column is None:
        return pd.Series(fallback, index=table.index, dtype=object)
    values = table[column]
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")  # a number column with an empty cell
    texts = values.astype("string").str.strip().fillna("")
    return texts.where(texts != "", fallback).astype(object)


def _rejected(row: int, device: str, value: Any) -> RejectedRow:
    if pd.isna(value):
        return RejectedRow(row + 1, device[:80], "recorded_at", "", "is missing")
    reason = "is no time such as 2025-06-02T08:30:00+08:00"
    return RejectedRow(row + 1, device[:80], "recorded_at", str(value)[:80], reason)
