"""Heat cells of whole months, made when their days are reckoned, so that a month opens at once."""

from calendar import monthrange
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from gridgeo.db.repositories import heat as stored
from gridgeo.db.repositories import heat_months as months
from gridgeo.db.session import open_session
from gridgeo.patrol.heat import BASE, HeatCells
from gridgeo.patrol.heat_sums import add_parts, blocks_of, pack_block, pyramid

_LOW = (1 << BASE) - 1
_EPOCH = date(1970, 1, 1)


def store_stale_months(engine: Engine) -> int:
    """Make the months whose days changed, each in a transaction; give how many were made."""
    with open_session(engine) as session:
        waiting = months.stale_months(session)
    made = 0
    for month in waiting:
        with open_session(engine) as session:
            made += _store_month(session, month)
    return made


def month_end(month: date) -> date:
    """Give the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def add_days(session: Session, wanted: dict[str, object]) -> HeatCells:
    """Add up the stored cells of days: network, first, last, hours and role are named."""
    rows = stored.cells_of(session, wanted)
    return add_parts([((day - _EPOCH).days, packed) for day, packed in rows])


def _store_month(session: Session, month: date) -> bool:
    if not months.take_month(session, month):
        return False
    # Read before the cells: a day that is committed meanwhile makes the month stale again.
    state = stored.state_of(session, month, month_end(month))
    months.clear_month(session, month)
    for network in months.walked_networks(session, month, month_end(month)):
        heat = add_days(session, stored.whole_days(network, month, month_end(month)))
        for doubled, cells in pyramid(heat):
            rows = [
                {"month": month, "network": network, "doubled": doubled, "state": state}
                | _row(block, part)
                for block, part in blocks_of(cells)
            ]
            months.store_blocks(session, rows)
    return True


def _row(block: int, cells: HeatCells) -> dict[str, object]:
    column, row = cells.cell & _LOW, cells.cell >> BASE
    return {
        "block": block,
        "count": len(cells),
        "passes": int(cells.passes.sum()),
        "seconds": round(float(cells.seconds.sum())),
        "west": int(column.min()),
        "east": int(column.max()),
        "north": int(row.min()),
        "south": int(row.max()),
        "cells": pack_block(cells),
    }
