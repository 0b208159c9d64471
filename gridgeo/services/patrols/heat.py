"""Heat maps from stored cells: what of them is wanted, added up once and kept for its tiles."""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from gridgeo.db.repositories import heat as stored
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.heat import BASE, HeatCells, add_days, add_up, coarsen, corner_of
from gridgeo.patrol.heat_classes import MEASURES, VIRIDIS, Measure
from gridgeo.services.patrols.day_heat import ALL
from gridgeo.services.patrols.frame import NetworkFrame, network_frame

_MOST_HELD = 16
_held: OrderedDict[str, "HeatMap"] = OrderedDict()
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class HeatQuestion:
    """What of the heat is wanted.

    Attributes
    ----------
    network : str
        One, or ``*`` for all together.
    first, last : date
        Local days, both included.
    hour_from, hour_to : int
        Local hours, the second not included.
    role : str, optional
        Only tracks of workers with this role.
    """

    network: str
    first: date
    last: date
    hour_from: int = 0
    hour_to: int = 24
    role: str | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise BadInputError("The period ends before it begins.", field="to")
        if not 0 <= self.hour_from < self.hour_to <= 24:
            raise BadInputError("Hours must rise, as in hours=8-12.", field="hours")


@dataclass(frozen=True)
class HeatMap:
    """Cells of a question, added up.

    Attributes
    ----------
    token : str
        Differs whenever a cell could.
    cells : HeatCells
        The finest, sorted.
    levels : dict of int to HeatCells
        Coarser ones, by how many times the side was doubled; made when first asked for.
    """

    token: str
    cells: HeatCells
    levels: dict[int, tuple[HeatCells, NDArray[np.int64]]]

    def level(self, doubled: int) -> tuple[HeatCells, NDArray[np.int64]]:
        """Give cells ``2 ** doubled`` wide, and how many of the finest each has."""
        found = self.levels.get(doubled)
        if found is None:
            column, row = self.cells.cell & ((1 << BASE) - 1), self.cells.cell >> BASE
            parent = ((row >> doubled) << BASE) | (column >> doubled)
            coarse = coarsen(self.cells, doubled)
            counts = np.bincount(np.searchsorted(coarse.cell, parent), minlength=len(coarse))
            found = self.levels[doubled] = (coarse, counts)
        return found

    def values(self, measure: Measure, doubled: int) -> tuple[NDArray[np.int64], np.ndarray]:
        """Give cells and the mean of their walked parts, which says the colour."""
        cells, parts = self.level(doubled)
        raw = {"passes": cells.passes / parts, "minutes": cells.seconds / 60 / parts}
        values = raw.get(measure.name)
        return cells.cell, cells.days.astype(float) if values is None else values


def heat_map(session: Session, question: HeatQuestion) -> HeatMap:
    """Add up stored cells; the few questions asked last are kept while no day changes."""
    state = stored.state_of(session, question.first, question.last)
    token = hashlib.sha256(f"{asdict(question)}{state}".encode()).hexdigest()[:16]
    with _making:
        found = _held.get(token)
        if found is None:
            found = _held[token] = HeatMap(token, _add_up(session, question), {})
            while len(_held) > _MOST_HELD:
                _held.popitem(last=False)
        _held.move_to_end(token)
    return found


def measure_named(name: str) -> Measure:
    """Find a measure.

    Raises
    ------
    BadInputError
        If there is none of this name.
    """
    if name not in MEASURES:
        raise BadInputError(f"Show one of: {', '.join(MEASURES)}.", field="measure")
    return MEASURES[name]


def legend(measure: Measure) -> list[dict[str, Any]]:
    """Give the classes with their colours; the last one has no upper end."""
    ends = [*measure.limits[1:], None]
    return [
        {"from": low, "to": high, "colour": colour}
        for low, high, colour in zip(measure.limits, ends, VIRIDIS, strict=True)
    ]


def describe_heat(session: Session, question: HeatQuestion) -> dict[str, Any]:
    """Say what a heat map holds: sums, bounds, legends, roles to choose from."""
    found = heat_map(session, question)
    cells = found.cells
    column, row = cells.cell & ((1 << BASE) - 1), cells.cell >> BASE
    bounds = None
    if len(cells):
        west, north = corner_of(column.min(), row.min())
        east, south = corner_of(column.max() + 1, row.max() + 1)
        bounds = [round(float(value), 6) for value in (west, south, east, north)]
    return {
        "token": found.token,
        "bounds": bounds,
        "cells": len(cells),
        "passes": int(cells.passes.sum()),
        "minutes": round(float(cells.seconds.sum()) / 60, 1),
        "roles": stored.roles_of(session, question.network),
        "legends": {name: legend(one) for name, one in MEASURES.items()},
    }


def background(session: Session, question: HeatQuestion) -> NetworkFrame | None:
    """Give the grids under a heat map; none where all networks are shown together."""
    return None if question.network == ALL else network_frame(session, question.network)


def _add_up(session: Session, question: HeatQuestion) -> HeatCells:
    rows = stored.cells_of(session, asdict(question))
    days = [
        add_up([HeatCells.unpack(packed) for _, packed in group])
        for _, group in groupby(rows, key=lambda row: row[0])
    ]
    return add_days(days)
