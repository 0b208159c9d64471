"""Handover lists as JSON, CSV and Excel, and the households behind them, a page at a time."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy.orm import Session

from gridgeo.db.repositories import alignments
from gridgeo.io.spreadsheet import write_csv, write_workbook
from gridgeo.services.accept_alignment import recompute
from gridgeo.services.align_units import identify
from gridgeo.services.handover_list import handover_sheet, moved_households
from gridgeo.services.read_rows import read_cursor, write_cursor
from gridgeo.topology.align.proposals import propose

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def handover_file(rows: Sequence[dict[str, Any]], form: str, body: BinaryIO) -> str:
    """Write a handover list and give its media type.

    Parameters
    ----------
    rows : sequence of dict
        From `gridgeo.services.handover_list.list_handover`.
    form : str
        ``json``, ``csv`` or ``xlsx``.
    body : binary file
        Is written to.
    """
    if form == "json":
        body.write(orjson.dumps({"items": list(rows)}))
        return "application/json"
    with tempfile.TemporaryDirectory(prefix="gridgeo-handover-") as folder:
        path = Path(folder) / f"handover.{form}"
        if form == "csv":
            write_csv(path, handover_sheet(rows))
        else:
            write_workbook(path, {"移交清单": handover_sheet(rows)})
        body.write(path.read_bytes())
    return "text/csv; charset=utf-8" if form == "csv" else XLSX


def list_moved_households(
    session: Session, alignment_id: int, *, cursor: str | None = None, limit: int = 1000
) -> tuple[list[dict[str, Any]], str | None]:
    """Give a page of the households that change hands, by code, and the next page's cursor.

    Raises
    ------
    NotFoundError
        If there is no such alignment.
    ConflictError
        If what it was computed from changed since.
    BadInputError
        If the cursor is none of ours.
    """
    after = read_cursor(cursor)
    task, whole = recompute(session, alignments.load_alignment(session, alignment_id))
    grids, identity = identify(session, task, whole, propose(whole))
    takers = dict(zip(grids.tolist(), identity.codes, strict=True))
    givers = {grid: str(code) for grid, code in enumerate(task.present.codes)}
    rows = [
        {"code": code, "giver": givers.get(giver), "taker": takers.get(taker)}
        for code, giver, taker in moved_households(session, task, whole)
        if after is None or code > after
    ]
    items = rows[:limit]
    return items, write_cursor(str(items[-1]["code"])) if len(rows) > limit else None
