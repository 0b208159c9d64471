"""Stored heat cells of whole months, in blocks; made from those of days, and only as good as they.

A month's ``state`` says of which reckoned days it was made.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK_SPACE = 0x6865_6174  # advisory locks of months
_STALE = text("""
    SELECT month FROM (
        SELECT date_trunc('month', day)::date AS month,
               concat_ws(':', count(*), max(extract(epoch FROM reckoned_at))) AS state
        FROM patrol_days WHERE reckoned_at IS NOT NULL GROUP BY 1
    ) AS present
    WHERE (EXISTS (SELECT FROM heat_days AS h
                   WHERE h.day >= month AND h.day < month + interval '1 month')
           OR EXISTS (SELECT FROM heat_months AS m WHERE m.month = present.month))
      AND NOT EXISTS (SELECT FROM heat_months AS m
                      WHERE m.month = present.month AND m.state = present.state)
    ORDER BY month
""")
_TAKE = text("SELECT pg_try_advisory_xact_lock(:space, :number)")
_NETWORKS = text("""
    SELECT DISTINCT network_code FROM heat_days WHERE day BETWEEN :first AND :last ORDER BY 1
""")
_CLEAR = text("DELETE FROM heat_months WHERE month = :month")
_STORE = text("""
    INSERT INTO heat_months VALUES (:month, :network, :doubled, :block, :state, :count, :passes,
                                    :seconds, :west, :east, :north, :south, :cells)
""")
_SUMMARY = text("""
    SELECT sum(count) AS count, sum(passes) AS passes, sum(seconds) AS seconds, min(west) AS west,
           max(east) AS east, min(north) AS north, max(south) AS south
    FROM heat_months
    WHERE month = :month AND network_code = :network AND doubled = 0 AND state = :state
    HAVING count(*) > 0
""")
_BLOCK = text("""
    SELECT cells FROM heat_months
    WHERE month = :month AND network_code = :network AND doubled = :doubled AND block = :block
      AND state = :state
""")
_BLOCKS = text("""
    SELECT cells FROM heat_months
    WHERE month = :month AND network_code = :network AND doubled = :doubled AND state = :state
    ORDER BY block
""")


@dataclass(frozen=True, slots=True)
class MonthSummary:
    """Sums over a month: finest cells, passes, seconds; first and last column and row of cells."""

    count: int
    passes: int
    seconds: int
    west: int
    east: int
    north: int
    south: int


def stale_months(session: Session) -> list[date]:
    """Give the first days of months that are not those of the days as they are reckoned now."""
    return list(session.scalars(_STALE))


def take_month(session: Session, month: date) -> bool:
    """Lock a month against other makers until the transaction ends; False where one is at it."""
    number = month.year * 12 + month.month
    return bool(session.scalar(_TAKE, {"space": _LOCK_SPACE, "number": number}))


def walked_networks(session: Session, first: date, last: date) -> list[str]:
    """Give the networks that have cells on some days."""
    return list(session.scalars(_NETWORKS, {"first": first, "last": last}))


def clear_month(session: Session, month: date) -> None:
    """Delete what is stored of a month."""
    session.execute(_CLEAR, {"month": month})


def store_blocks(session: Session, rows: list[dict[str, object]]) -> None:
    """Store blocks: month, network, doubled, block, state, sums, bounds and packed cells."""
    if rows:
        session.execute(_STORE, rows)


def summary_of(session: Session, month: date, network: str, state: str) -> MonthSummary | None:
    """Give a month's sums; None where none of this state are stored."""
    bound = {"month": month, "network": network, "state": state}
    row = session.execute(_SUMMARY, bound).mappings().one_or_none()
    return None if row is None else MonthSummary(**{name: int(row[name]) for name in row})


def block_of(
    session: Session, month: date, network: str, state: str, place: tuple[int, int]
) -> bytes | None:
    """Give the packed cells of one block, named by doubling and number; None where it is empty."""
    doubled, block = place
    bound = {
        "month": month,
        "network": network,
        "state": state,
        "doubled": doubled,
        "block": block,
    }
    found = session.scalar(_BLOCK, bound)
    return None if found is None else bytes(found)


def blocks_of_size(
    session: Session, month: date, network: str, state: str, doubled: int
) -> list[bytes]:
    """Give the packed cells of all blocks of one size."""
    bound = {"month": month, "network": network, "state": state, "doubled": doubled}
    return [bytes(cells) for cells in session.scalars(_BLOCKS, bound)]
