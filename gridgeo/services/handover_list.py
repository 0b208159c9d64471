"""The handover list (移交清单) of an alignment in the database: people by count, never by name."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from gridgeo.db.repositories import handover as rows_of
from gridgeo.geometry.locator import Locator
from gridgeo.io.spreadsheet import Sheet
from gridgeo.services.align_units import AlignTask
from gridgeo.topology.align.align import Alignment
from gridgeo.topology.align.proposals import handover

HEADINGS = (
    *("移出网格", "移入网格", "户数", "人数", "楼栋数", "面积（平方米）"),
    *("场所", "需重新派岗的网格员"),
)
NOWHERE_ZH = "（无网格）"
Names = dict[int, str]


def list_handover(
    session: Session, task: AlignTask, alignment: Alignment, givers: Names, takers: Names
) -> list[dict[str, Any]]:
    """Say what goes from which grid to which, the most households first.

    Workers are listed where their grid ends: with the grid that takes most of its households.

    Parameters
    ----------
    session : Session
        Only read from.
    task : AlignTask
    alignment : Alignment
    givers, takers : dict of int to str
        Codes of the grids as they are today, and as they will be; nobody has none.

    Returns
    -------
    list of dict
        ``giver``, ``taker`` (codes, or None), ``households``, ``persons``, ``buildings``,
        ``area_m2``, ``places`` (code, name, kind) and ``workers`` (codes).
    """
    total = handover(alignment)
    persons = _sums(alignment, task.units.persons)
    buildings, places = _buildings(session, task, alignment), _places(session, task, alignment)
    workers = _workers(session, task, alignment)
    rows = []
    for giver, taker, households, area in zip(
        total.giver.tolist(),
        total.taker.tolist(),
        total.households.tolist(),
        total.area_m2.tolist(),
        strict=True,
    ):
        pair = (giver, taker)
        rows.append(
            {
                "giver": givers.get(giver),
                "taker": takers.get(taker),
                "households": households,
                "persons": persons.get(pair, 0),
                "buildings": buildings.get(pair, 0),
                "area_m2": round(area, 1),
                "places": places.get(pair, []),
                "workers": workers.get(pair, []),
            }
        )
    return sorted(
        rows, key=lambda row: (-row["households"], row["giver"] or "", row["taker"] or "")
    )


def handover_sheet(rows: Sequence[dict[str, Any]]) -> Sheet:
    """Write a handover list as a table with Chinese headings."""
    return Sheet(
        HEADINGS,
        [
            (
                row["giver"] or NOWHERE_ZH,
                row["taker"] or NOWHERE_ZH,
                row["households"],
                row["persons"],
                row["buildings"],
                row["area_m2"],
                "、".join(place["name"] or place["code"] for place in row["places"]),
                "、".join(row["workers"]),
            )
            for row in rows
        ],
    )


def moved_households(
    session: Session, task: AlignTask, alignment: Alignment
) -> Iterator[tuple[str, int, int]]:
    """Give each household that changes hands: its code, and both grids by number."""
    found = rows_of.households_within(session, _bounds(task))
    for row, unit in zip(found, _units_at(task, found).tolist(), strict=True):
        if unit >= 0 and alignment.moved[unit]:
            yield row["code"], int(alignment.ground.present[unit]), int(alignment.owner[unit])


def _sums(alignment: Alignment, counts: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    sums: dict[tuple[int, int], int] = {}
    for unit in np.flatnonzero(alignment.moved).tolist():
        pair = (int(alignment.ground.present[unit]), int(alignment.owner[unit]))
        sums[pair] = sums.get(pair, 0) + int(counts[unit])
    return sums


def _buildings(
    session: Session, task: AlignTask, alignment: Alignment
) -> dict[tuple[int, int], int]:
    unit = _units_at(task, rows_of.buildings_within(session, _bounds(task)))
    return _sums(alignment, np.bincount(unit[unit >= 0], minlength=len(task.units)))


def _places(
    session: Session, task: AlignTask, alignment: Alignment
) -> dict[tuple[int, int], list[dict[str, Any]]]:
    found = rows_of.places_within(session, _bounds(task))
    listed: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row, unit in zip(found, _units_at(task, found).tolist(), strict=True):
        if unit >= 0 and alignment.moved[unit]:
            pair = (int(alignment.ground.present[unit]), int(alignment.owner[unit]))
            place = {"code": row["code"], "name": row["name"], "kind": row["kind"]}
            listed.setdefault(pair, []).append(place)
    return listed


def _workers(
    session: Session, task: AlignTask, alignment: Alignment
) -> dict[tuple[int, int], list[str]]:
    """Post the workers of grids that end to the grid that takes most of their households."""
    present = alignment.ground.present
    ended = np.setdiff1d(present[present >= 0], alignment.owner)
    grid_of = {int(task.present.grid_ids[grid]): int(grid) for grid in ended}
    listed: dict[tuple[int, int], list[str]] = {}
    for row in rows_of.postings_of(session, sorted(grid_of)):
        grid = grid_of[row["grid_id"]]
        mine = present == grid
        held = np.bincount(alignment.owner[mine], alignment.ground.weight[mine])
        listed.setdefault((grid, int(held.argmax())), []).append(row["worker_code"])
    return listed


def _bounds(task: AlignTask) -> list[float]:
    return list(map(float, shapely.total_bounds(task.units.ground)))


def _units_at(task: AlignTask, rows: Sequence[RowMapping]) -> NDArray[np.int32]:
    locator = Locator.build(task.units.ground)
    return locator.locate([row["x"] for row in rows], [row["y"] for row in rows])
