"""Lines of the tracks that entered a grid."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_LINES = text("""
    SELECT d.device, d.workers, d.mode, d.flags, d.path, g.seconds, g.metres, g.rounds
    FROM track_grids AS g JOIN track_days AS d ON d.day = g.day AND d.device = g.device
    WHERE g.network_code = :network AND g.grid_id = :grid AND g.day = :day
    ORDER BY d.device COLLATE "C"
""")
_PATHS = text("""
    SELECT d.path FROM track_days AS d
    WHERE d.day BETWEEN :first AND :last AND EXISTS (
        SELECT FROM postings AS p JOIN grids AS g ON g.id = p.grid_id
        WHERE p.worker_code = ANY(d.workers) AND g.network_code = :network
          AND p.valid && tstzrange(d.day::timestamp AT TIME ZONE 'Asia/Shanghai',
                                   (d.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
    )
    ORDER BY d.day, d.device COLLATE "C"
""")


def lines_in(session: Session, network: str, grid_id: int, day: date) -> list[RowMapping]:
    """Give the tracks of a network's people in one grid on one day, with what they did there."""
    bound = {"network": network, "grid": grid_id, "day": day}
    return list(session.execute(_LINES, bound).mappings())


def paths_between(session: Session, network: str, first: date, last: date) -> Iterator[bytes]:
    """Give the packed paths of a network's people over a period."""
    bound = {"network": network, "first": first, "last": last}
    for row in session.execute(_PATHS, bound).yield_per(500):
        yield bytes(row.path)
