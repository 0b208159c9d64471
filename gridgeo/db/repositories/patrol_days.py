"""Days of patrols: which wait to be reckoned, and what was reckoned of them."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from gridgeo.db import bulk

_LOCK_SPACE = 0x7061_7472  # advisory locks of days, by their number since 1970
_STALE = text("SELECT day FROM patrol_days WHERE reckoned_mark < mark ORDER BY day")
_MARK_ALL = text("UPDATE patrol_days SET mark = mark + 1")
_TAKE = text("SELECT pg_try_advisory_xact_lock(:space, :number)")
_MARK = text("SELECT mark, reckoned_mark FROM patrol_days WHERE day = :day")
_CLEAR = text("DELETE FROM track_days WHERE day = :day")
_CLEAR_HEAT = text("DELETE FROM heat_days WHERE day = :day")
_CLEAR_NETWORK = text("DELETE FROM network_days WHERE day = :day AND network_code = :network")
_FINISH = text("""
    UPDATE patrol_days SET reckoned_mark = :mark, reckoned_at = now(), points = :points,
                           used = :used, flags = CAST(:flags AS jsonb)
    WHERE day = :day
""")
_NETWORK = text("""
    INSERT INTO network_days (day, network_code, frame, mark)
    VALUES (:day, :network, :frame, :mark)
""")
_OPEN = text("""
    SELECT d.day FROM patrol_days AS d
    LEFT JOIN network_days AS n ON n.day = d.day AND n.network_code = :network
    WHERE d.day BETWEEN :first AND :last
      AND (d.reckoned_mark < d.mark OR n.frame IS DISTINCT FROM :frame OR n.mark < d.mark)
    ORDER BY d.day
""")
_SPAN = text("SELECT min(day) AS first, max(day) AS last FROM patrol_days WHERE used > 0")
_DAYS = text("""
    SELECT day, points, used, flags, reckoned_mark < mark AS waits FROM patrol_days
    WHERE day BETWEEN :first AND :last ORDER BY day
""")
_SUMS = text("""
    SELECT day, grid_id, sum(seconds) AS seconds, sum(metres) AS metres, sum(rounds) AS rounds,
           sum(points) AS points, count(*) AS tracks
    FROM track_grids WHERE network_code = :network AND day BETWEEN :first AND :last
    GROUP BY day, grid_id
""")
_KNOWN = text("""
    SELECT DISTINCT grid_id FROM track_grids
    WHERE network_code = :network AND day BETWEEN :first AND :last
""")
_PASSED = text("""
    SELECT p.kind, p.marks FROM passed_days AS p
    JOIN network_days AS n ON n.day = p.day AND n.network_code = p.network_code
    WHERE p.network_code = :network AND p.day BETWEEN :first AND :last AND n.frame = :frame
""")
_PASSED_KIND = text("""
    SELECT p.day, p.marks FROM passed_days AS p
    JOIN network_days AS n ON n.day = p.day AND n.network_code = p.network_code
    WHERE p.network_code = :network AND p.kind = :kind AND p.day BETWEEN :first AND :last
      AND n.frame = :frame
    ORDER BY p.day DESC
""")


@dataclass(frozen=True, slots=True)
class DaySums:
    """Sums by day and grid; all arrays have one length."""

    day: NDArray[np.int64]
    grid_id: NDArray[np.int64]
    seconds: NDArray[np.float64]
    metres: NDArray[np.float64]
    rounds: NDArray[np.int64]
    points: NDArray[np.int64]
    tracks: NDArray[np.int64]


def stale_days(session: Session) -> list[date]:
    """Give the days that got points since they were reckoned."""
    return list(session.scalars(_STALE))


def open_days(session: Session, network: str, frame: str, first: date, last: date) -> list[date]:
    """Give the days of a period that are not reckoned for this state of a network."""
    bound = {"network": network, "frame": frame, "first": first, "last": last}
    return list(session.scalars(_OPEN, bound))


def mark_all(session: Session) -> None:
    """Let every day wait to be reckoned anew."""
    session.execute(_MARK_ALL)


def take_day(session: Session, day: date) -> tuple[int, int] | None:
    """Lock a day against other reckoners until the transaction ends, and give its marks.

    Returns
    -------
    (mark, reckoned mark) or None
        None where another one reckons it, or there is no such day. The mark is read before the
        points are: what comes later makes the day stale again.
    """
    number = (day - date(1970, 1, 1)).days
    if not session.scalar(_TAKE, {"space": _LOCK_SPACE, "number": number}):
        return None
    row = session.execute(_MARK, {"day": day}).one_or_none()
    return None if row is None else (row.mark, row.reckoned_mark)


def replace_day(session: Session, day: date, tracks: pd.DataFrame, heat: pd.DataFrame) -> None:
    """Put what was reckoned of a day in place of what was there."""
    session.execute(_CLEAR, {"day": day})
    session.execute(_CLEAR_HEAT, {"day": day})
    bulk.copy(session, "track_days", tracks)
    bulk.copy(session, "heat_days", heat)


def replace_network_day(
    session: Session,
    day: date,
    network: str,
    frame: str,
    mark: int,
    sums: pd.DataFrame,
    passed: dict[str, NDArray[np.bool_]],
) -> None:
    """Put a day as one network sees it in place of what was there."""
    session.execute(_CLEAR_NETWORK, {"day": day, "network": network})
    session.execute(_NETWORK, {"day": day, "network": network, "frame": frame, "mark": mark})
    bulk.copy(session, "track_grids", sums)
    for kind, marks in passed.items():
        session.execute(
            text("INSERT INTO passed_days VALUES (:day, :network, :kind, :marks)"),
            {"day": day, "network": network, "kind": kind, "marks": _pack(marks)},
        )


def finish_day(session: Session, day: date, mark: int, points: int, used: int, flags: str) -> None:
    """Say up to which mark a day is reckoned."""
    bound = {"day": day, "mark": mark, "points": points, "used": used, "flags": flags}
    session.execute(_FINISH, bound)


def reckoned_span(session: Session) -> tuple[date, date] | None:
    """Give the first and the last day with points that count."""
    row = session.execute(_SPAN).one()
    return None if row.first is None else (row.first, row.last)


def list_days(session: Session, first: date, last: date) -> list[dict[str, object]]:
    """Give the days of a period with their points and flags."""
    rows = session.execute(_DAYS, {"first": first, "last": last}).mappings()
    return [dict(row) for row in rows]


def sums_of(session: Session, network: str, first: date, last: date) -> DaySums:
    """Add up tracks by day and grid over a period."""
    bound = {"network": network, "first": first, "last": last}
    rows = session.execute(_SUMS, bound).all()
    start = date(1970, 1, 1)
    return DaySums(
        day=np.array([(row.day - start).days for row in rows], np.int64),
        grid_id=np.array([row.grid_id for row in rows], np.int64),
        seconds=np.array([row.seconds for row in rows], np.float64),
        metres=np.array([row.metres for row in rows], np.float64),
        rounds=np.array([row.rounds for row in rows], np.int64),
        points=np.array([row.points for row in rows], np.int64),
        tracks=np.array([row.tracks for row in rows], np.int64),
    )


def known_grids(session: Session, network: str, first: date, last: date) -> NDArray[np.int64]:
    """Give the ids of the grids in which a position was received."""
    bound = {"network": network, "first": first, "last": last}
    return np.array(session.scalars(_KNOWN, bound).all(), np.int64)


def passed_between(
    session: Session, network: str, frame: str, first: date, last: date, sizes: dict[str, int]
) -> dict[str, NDArray[np.bool_]]:
    """Give what was passed on any day of a period, by kind.

    Parameters
    ----------
    sizes : dict of str to int
        How many marks each kind has in this frame.
    """
    joined = {kind: np.zeros((size + 7) // 8, np.uint8) for kind, size in sizes.items()}
    bound = {"network": network, "frame": frame, "first": first, "last": last}
    for row in session.execute(_PASSED, bound):
        if row.kind in joined:
            joined[row.kind] |= _packed(row.marks)
    return {kind: _bits(packed, sizes[kind]) for kind, packed in joined.items()}


def last_passed(
    session: Session, network: str, frame: str, kind: str, first: date, last: date, size: int
) -> NDArray[np.int64]:
    """Give for each thing of a kind the last day on which it was passed, -1 for none."""
    found = np.full(size, -1, np.int64)
    bound = {"network": network, "frame": frame, "kind": kind, "first": first, "last": last}
    for row in session.execute(_PASSED_KIND, bound):
        passed = _bits(_packed(row.marks), size)
        found[passed & (found < 0)] = (row.day - date(1970, 1, 1)).days
    return found


def _pack(marks: NDArray[np.bool_]) -> bytes:
    return zlib.compress(np.packbits(marks).tobytes(), 1)


def _packed(marks: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(zlib.decompress(bytes(marks)), np.uint8)


def _bits(packed: NDArray[np.uint8], size: int) -> NDArray[np.bool_]:
    return np.unpackbits(packed, count=size).astype(bool)


def hex_bytes(values: Sequence[bytes]) -> list[str]:
    """Write bytes as PostgreSQL reads them in a COPY."""
    return ["\\x" + value.hex() for value in values]
