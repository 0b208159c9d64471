"""Track points into the database: only of known workers on duty, and each point once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.repositories import duty, tracks
from gridgeo.db.session import open_session
from gridgeo.geometry.china_offsets import wgs84_from_gcj02
from gridgeo.patrol.flags import Flag
from gridgeo.patrol.tracks import CHINA_OFFSET_S
from gridgeo.services.coverage_file import epoch_seconds
from gridgeo.services.patrols.rules import cleaning_rules

CHUNK_ROWS = 250_000
KEEP_DAYS = 1096  # a point older than three years has a wrong clock, or is to be deleted
_AHEAD = timedelta(days=1)


@dataclass(slots=True)
class Ingested:
    """What became of an upload.

    Attributes
    ----------
    received, added : int
        Points that came, and that were new; the rest of those on duty were there already.
    misdated : int
        New points with a wrong clock, kept apart.
    off_duty, unknown_worker : int
        Points that are not kept: outside posting or shift, of nobody who is known.
    days : dict of date to int
        New points by local day.
    """

    received: int = 0
    added: int = 0
    misdated: int = 0
    off_duty: int = 0
    unknown_worker: int = 0
    days: dict[date, int] = field(default_factory=dict)

    def take(self, other: "Ingested") -> None:
        """Add another part of the same upload."""
        for name in ("received", "added", "misdated", "off_duty", "unknown_worker"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for day, points in other.days.items():
            self.days[day] = self.days.get(day, 0) + points


def ingest_points(
    session: Session, frame: pd.DataFrame, *, gcj02: bool = False, now: datetime | None = None
) -> Ingested:
    """Store points; the caller commits. What is sent again adds nothing.

    Parameters
    ----------
    frame : DataFrame
        Columns of `gridgeo.io.track_columns.COLUMNS`.
    gcj02 : bool
        The positions are in GCJ-02: they are moved, and flagged so.
    now : datetime, optional
        When they are received; aware.
    """
    result = Ingested(received=len(frame))
    if frame.empty:
        return result
    now = now or datetime.now(UTC)
    frame = _on_wgs84(frame, gcj02)
    seconds = epoch_seconds(frame["recorded_at"])
    misdated = _misdated(seconds, now)
    known, on_duty = _judge(session, frame["worker_code"], seconds)
    kept = known & (on_duty | misdated)
    loaded = tracks.load_points(session, frame[kept], misdated[kept])
    result.unknown_worker = int((~known).sum())
    result.off_duty = int((known & ~kept).sum())
    result.added, result.misdated, result.days = loaded.added, loaded.misdated, loaded.by_day
    return result


def off_duty(session: Session, frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which points are outside the postings or the shift of their workers.

    A point with a wrong clock is not: nobody can tell when it was.
    """
    seconds = epoch_seconds(frame["recorded_at"])
    known, on_duty = _judge(session, frame["worker_code"], seconds)
    return known & ~on_duty & ~_misdated(seconds, datetime.now(UTC))


def ingest_file(
    engine: Engine,
    frame: pd.DataFrame,
    *,
    gcj02: bool = False,
    writers: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> Ingested:
    """Store many points in several transactions side by side.

    A part that was stored stays when a later one fails; sent again, the whole adds what lacks.
    """
    parts = [frame.iloc[start : start + CHUNK_ROWS] for start in range(0, len(frame), CHUNK_ROWS)]
    _make_months(engine, frame)

    def store(part: pd.DataFrame) -> Ingested:
        with open_session(engine) as session:
            return ingest_points(session, part, gcj02=gcj02)

    result, done = Ingested(), 0
    with ThreadPoolExecutor(writers) as pool:
        for part in pool.map(store, parts):
            result.take(part)
            done += part.received
            if progress is not None:
                progress(done, len(frame))
    return result


def _make_months(engine: Engine, frame: pd.DataFrame) -> None:
    """Make partitions first and alone: two writers would wait for each other's locks."""
    now = pd.Timestamp.now(tz="UTC")
    times = frame["recorded_at"]
    times = times[(times >= now - pd.Timedelta(days=KEEP_DAYS)) & (times <= now + _AHEAD)]
    if len(times):
        with open_session(engine) as session:
            tracks.make_months(session, times.min().date(), times.max().date())


def _misdated(seconds: NDArray[np.float64], now: datetime) -> NDArray[np.bool_]:
    """Say which instants a right clock cannot have told."""
    earliest = (now - timedelta(days=KEEP_DAYS)).timestamp()
    return (seconds < earliest) | (seconds > (now + _AHEAD).timestamp())


def _on_wgs84(frame: pd.DataFrame, gcj02: bool) -> pd.DataFrame:
    if not gcj02:
        return frame
    lon, lat = wgs84_from_gcj02(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    return frame.assign(lon=lon, lat=lat, flags=np.int16(Flag.GCJ02))


def _judge(
    session: Session, workers: pd.Series, seconds: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of each point whether its worker is known, and was on duty."""
    number, names = pd.factorize(workers)
    known = np.isin(np.asarray(names, dtype=object), duty.known_workers(session, list(names)))
    rules = cleaning_rules(session)
    hour = (seconds + CHINA_OFFSET_S) % 86_400 / 3600
    in_shift = (hour >= rules.shift_from_h) & (hour < rules.shift_to_h)
    posted = np.zeros(len(seconds), bool)
    spans = duty.posted_spans(session, list(names))
    order = np.argsort(number, kind="stable")
    bounds = np.searchsorted(number[order], np.arange(len(names) + 1))
    for index, name in enumerate(names):
        rows = order[bounds[index] : bounds[index + 1]]
        for begin, end in spans.get(name, ()):
            posted[rows] |= (seconds[rows] >= begin) & (seconds[rows] < end)
    return known[number], in_shift & posted
