"""Track points: the months that hold them, loading so that a replay adds nothing, and removal."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv
from psycopg2 import extensions
from sqlalchemy import text
from sqlalchemy.orm import Session

COLUMNS = ("worker_code", "device", "recorded_at", "accuracy_m", "lon", "lat", "flags")
CHUNK_ROWS = 250_000

_STAGING = text("""
    CREATE TEMP TABLE IF NOT EXISTS staged_points (
        worker_code TEXT, device TEXT, recorded_at TIMESTAMPTZ, accuracy_m REAL,
        lon DOUBLE PRECISION, lat DOUBLE PRECISION, flags SMALLINT
    ) ON COMMIT DROP
""")
_COPY = f"COPY pg_temp.staged_points ({', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv)"
_INSERT = """
    WITH added AS (
        INSERT INTO {table} (worker_code, device, recorded_at, accuracy_m, lon, lat, flags)
        SELECT worker_code, device, recorded_at, accuracy_m, lon, lat, flags
        FROM pg_temp.staged_points
        ON CONFLICT DO NOTHING
        RETURNING recorded_at
    )
    SELECT CAST(recorded_at AT TIME ZONE 'Asia/Shanghai' AS date) AS day, count(*) AS points
    FROM added GROUP BY 1
"""
_INSERT_POINTS = text(_INSERT.format(table="track_points"))
_INSERT_MISDATED = text(_INSERT.format(table="misdated_points"))
# Days in one order for all: two uploads never wait for each other in a ring.
_MARK = text("""
    INSERT INTO patrol_days (day) SELECT unnest(CAST(:days AS date[])) AS day ORDER BY 1
    ON CONFLICT (day) DO UPDATE SET mark = patrol_days.mark + 1
""")
_READ = """
    COPY (
        SELECT worker_code, device, extract(epoch FROM recorded_at), accuracy_m, lon, lat, flags
        FROM track_points WHERE recorded_at >= '{first}' AND recorded_at < '{last}'
        ORDER BY device, recorded_at, worker_code
    ) TO STDOUT WITH (FORMAT csv)
"""
_FORGET_WORKERS = text("DELETE FROM track_points WHERE worker_code = ANY(:workers)")
_FORGET_MISDATED = text("DELETE FROM misdated_points WHERE received_at < CAST(:day AS date)")
_FORGET_DAYS = text("DELETE FROM patrol_days WHERE day < CAST(:day AS date)")
_FORGET_LINES = text("DELETE FROM track_days WHERE day < CAST(:day AS date)")
_FORGET_HEAT = text("DELETE FROM heat_months WHERE month < CAST(:day AS date)")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many points were new, by local day; points of a wrong clock apart."""

    by_day: dict[date, int]
    misdated: int

    @property
    def added(self) -> int:
        """All new points."""
        return sum(self.by_day.values()) + self.misdated


def make_months(session: Session, first: date, last: date) -> list[str]:
    """Make the partitions (UTC months) that hold these days, as far as they lack."""
    statement = text("SELECT track_points_make_months(:first, :last)")
    return list(session.scalars(statement, {"first": first, "last": last}))


def retire_before(session: Session, day: date) -> list[str]:
    """Drop the months that ended before a day, and give their names. Their points are gone."""
    return list(session.scalars(text("SELECT track_points_retire_before(:day)"), {"day": day}))


def load_points(session: Session, frame: pd.DataFrame, misdated: Any = None) -> Loaded:
    """Add raw points, mark their days for reckoning, and say how many were new.

    Parameters
    ----------
    session : Session
        The caller commits: points and marks, or neither. The workers must be known.
    frame : DataFrame
        `COLUMNS`, ``flags`` may lack; ``recorded_at`` in UTC. The months are made as needed.
    misdated : bool array (rows), optional
        Points whose clock is wrong, which are kept apart: no month is made for them.
    """
    apart = np.zeros(len(frame), bool) if misdated is None else np.asarray(misdated, bool)
    good, odd = frame[~apart], frame[apart]
    by_day: dict[date, int] = {}
    if len(good):
        times = good["recorded_at"]
        make_months(session, times.min().date(), times.max().date())
    for start in range(0, len(good), CHUNK_ROWS):
        _stage(session, good.iloc[start : start + CHUNK_ROWS])
        for row in session.execute(_INSERT_POINTS):
            by_day[row.day] = by_day.get(row.day, 0) + row.points
    lost = 0
    if len(odd):
        _stage(session, odd)
        lost = sum(row.points for row in session.execute(_INSERT_MISDATED))
    if by_day:
        session.execute(_MARK, {"days": sorted(by_day)})
    return Loaded(by_day, lost)


def read_points(session: Session, first: datetime, last: datetime) -> pa.Table:
    """Read all points from one instant to before another, sorted by device and time.

    Returns
    -------
    pyarrow.Table
        worker_code, device (dictionaries), time_s, accuracy_m, lon, lat, flags.
    """
    sink = io.BytesIO()
    statement = _READ.format(first=first.isoformat(), last=last.isoformat())
    with _cursor(session) as cursor:
        cursor.copy_expert(statement, sink)
    words = pa.dictionary(pa.int32(), pa.string())
    types = {
        "worker_code": words,
        "device": words,
        "time_s": pa.float64(),
        "accuracy_m": pa.float32(),
        "lon": pa.float64(),
        "lat": pa.float64(),
        "flags": pa.int16(),
    }
    if not sink.tell():
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return pacsv.read_csv(
        pa.py_buffer(sink.getbuffer()),
        read_options=pacsv.ReadOptions(column_names=list(types), use_threads=False),
        convert_options=pacsv.ConvertOptions(column_types=types, strings_can_be_null=False),
    )


def forget_workers(session: Session, workers: list[str]) -> int:
    """Delete every point of some workers, wherever it lies; days must be reckoned anew by mark."""
    session.execute(
        text("""
            UPDATE patrol_days SET mark = mark + 1 WHERE day IN
            (SELECT day FROM track_days WHERE workers && CAST(:workers AS text[]))
        """),
        {"workers": workers},
    )
    statement = text("DELETE FROM misdated_points WHERE worker_code = ANY(:workers)")
    session.execute(statement, {"workers": workers})
    return int(session.execute(_FORGET_WORKERS, {"workers": workers}).rowcount)  # type: ignore[attr-defined]


def forget_lines(session: Session, day: date) -> int:
    """Delete the lines of tracks and the misdated points older than a day; sums by grid stay."""
    session.execute(_FORGET_MISDATED, {"day": day})
    return int(session.execute(_FORGET_LINES, {"day": day}).rowcount)  # type: ignore[attr-defined]


def forget_before(session: Session, day: date) -> list[str]:
    """Delete by rule what is older than a day: whole months of points, and what was reckoned.

    Returns
    -------
    list of str
        Months that were dropped. A month that has begun before the day stays until it is over;
        what was reckoned of its days, the lines of tracks too, goes at once.
    """
    session.execute(_FORGET_DAYS, {"day": day})
    session.execute(_FORGET_HEAT, {"day": day})
    session.execute(_FORGET_MISDATED, {"day": day})
    return retire_before(session, day)


def _stage(session: Session, frame: pd.DataFrame) -> None:
    session.execute(_STAGING)
    session.execute(text("TRUNCATE pg_temp.staged_points"))
    whole = frame if "flags" in frame else frame.assign(flags=0)
    columns = {name: pa.array(whole[name], from_pandas=True) for name in COLUMNS}
    for name in ("lon", "lat"):  # no number is kept as it is: it is a fault, not a lack
        columns[name] = pa.array(whole[name].to_numpy(np.float64), from_pandas=False)
    table = pa.table(columns)
    sink = pa.BufferOutputStream()
    pacsv.write_csv(table, sink, pacsv.WriteOptions(include_header=False))
    with _cursor(session) as cursor:
        cursor.copy_expert(_COPY, io.BytesIO(sink.getvalue()))


def _cursor(session: Session) -> extensions.cursor:
    return cast(extensions.cursor, session.connection().connection.cursor())
