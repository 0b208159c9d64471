"""Lines of the tracks that entered a grid."""

from datetime import date

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

_LINES = text("""
    SELECT d.device, d.workers, d.mode, d.flags, d.path, g.seconds, g.metres, g.rounds
    FROM track_grids AS g JOIN track_days AS d ON d.day = g.day AND d.device = g.device
    WHERE g.network_code = :network AND g.grid_id = :grid AND g.day = :day
    ORDER BY d.device COLLATE "C"
""")


def lines_in(session: Session, network: str, grid_id: int, day: date) -> list[RowMapping]:
    """Give the tracks of a network's people in one grid on one day, with what they did there."""
    bound = {"network": network, "grid": grid_id, "day": day}
    return list(session.execute(_LINES, bound).mappings())
