"""Columns of track points: by their usual names, with times read and bad rows named."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError
from gridgeo.io.rows import RejectedRow

COLUMNS = ("worker_code", "device", "recorded_at", "accuracy_m", "lon", "lat")
# Names that handhelds, movingpandas, EarthRanger and Chinese platforms give the same things.
NAMES: dict[str, tuple[str, ...]] = {
    "recorded_at": (
        *("recorded_at", "time", "timestamp", "t", "datetime", "fixtime", "exam_time"),
        *("gps_time", "gpstime", "定位时间", "采集时间", "上报时间", "时间"),
    ),
    "device": (
        *("device", "device_id", "deviceid", "imei", "traj_id", "trajectory_id", "track_id"),
        *("source", "source_id", "subject_id", "groupby_col", "extra__subject_id"),
        *("设备", "设备号", "设备编号", "终端号"),
    ),
    "worker_code": (
        *("worker_code", "worker", "worker_id", "user_id", "userid"),
        *("网格员编号", "网格员", "工号", "人员编号"),
    ),
    "accuracy_m": ("accuracy_m", "accuracy", "horizontal_accuracy", "精度", "定位精度"),
}
CHINA = "Asia/Shanghai"
_SECONDS_UP_TO = 1e11  # larger numbers are milliseconds


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


def read_times(given: pd.Series) -> pd.Series:
    """Read instants: ISO 8601, seconds or milliseconds since 1970; local time is UTC+8.

    What is no time becomes NaT.
    """
    if isinstance(given.dtype, pd.DatetimeTZDtype):
        return pd.Series(given.dt.tz_convert("UTC"))
    if pd.api.types.is_datetime64_any_dtype(given):
        local = given.dt.tz_localize(CHINA, ambiguous="NaT", nonexistent="NaT")
        return pd.Series(local.dt.tz_convert("UTC"))
    numbers = pd.to_numeric(given, errors="coerce").astype(np.float64)
    if numbers.notna().sum() * 2 > given.notna().sum():
        seconds = numbers.where(numbers.abs() < _SECONDS_UP_TO, numbers / 1000)
        return pd.to_datetime((seconds * 1000).round(), unit="ms", utc=True, errors="coerce")
    return _from_texts(given.astype("string").str.strip())


def _from_texts(texts: pd.Series) -> pd.Series:
    zoned = texts.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$", regex=True, na=False)
    read = pd.Series(pd.NaT, index=texts.index, dtype="datetime64[ns, UTC]")
    if zoned.any():
        known = pd.to_datetime(texts[zoned], utc=True, format="ISO8601", errors="coerce")
        read[zoned] = known.astype("datetime64[ns, UTC]")
    plain = ~zoned & texts.notna()
    if plain.any():
        text = texts[plain].str.replace("/", "-", regex=False)
        local = pd.to_datetime(text, format="ISO8601", errors="coerce")
        read[plain] = local.dt.tz_localize(CHINA, ambiguous="NaT", nonexistent="NaT").astype(
            "datetime64[ns, UTC]"
        )
    return read


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
