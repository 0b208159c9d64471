"""Heat maps as they are held for their tiles: of a stored month by blocks, or added up of days."""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from datetime import date
from typing import Protocol

import numpy as np
from sqlalchemy.orm import Session

from gridgeo.db.repositories import heat as stored
from gridgeo.db.repositories import heat_months as months
from gridgeo.db.repositories.heat_months import MonthSummary
from gridgeo.domain.errors import BadInputError
from gridgeo.patrol.heat import BASE, HeatCells, Ints
from gridgeo.patrol.heat_classes import Measure
from gridgeo.patrol.heat_sums import block_at, coarsen, unpack_block
from gridgeo.services.patrols.heat_months import add_days, month_end

_MOST_HELD = 16
_MOST_BLOCKS = 32
_held: "OrderedDict[str, HeatMap]" = OrderedDict()
_blocks: OrderedDict[tuple[str, int, int], HeatCells] = OrderedDict()
_making = threading.Lock()
_reading = threading.Lock()


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

    @property
    def whole_days(self) -> bool:
        """Whether all hours and roles are wanted."""
        return (self.hour_from, self.hour_to, self.role) == (0, 24, None)


class HeatMap(Protocol):
    """Cells of a question: ``token`` differs whenever one of them could."""

    @property
    def token(self) -> str:
        """Name what is held."""

    def summary(self) -> MonthSummary | None:
        """Give sums and bounds; None where nobody walked."""

    def near(self, session: Session, place: tuple[int, int, int], doubled: int) -> HeatCells:
        """Give the cells, ``2 ** doubled`` wide, under a tile and maybe around it, sorted."""

    def whole(self, session: Session, doubled: int) -> list[HeatCells]:
        """Give all cells of a size, in parts."""


@dataclass(frozen=True)
class AddedMap:
    """Cells that were added up of days; coarser ones are made when first asked for."""

    token: str
    levels: list[HeatCells]

    def summary(self) -> MonthSummary | None:
        """Give sums and bounds."""
        cells = self.levels[0]
        if not len(cells):
            return None
        column, row = cells.cell & ((1 << BASE) - 1), cells.cell >> BASE
        ends = (column.min(), column.max(), row.min(), row.max())
        sums = (len(cells), cells.passes.sum(), round(float(cells.seconds.sum())))
        return MonthSummary(*map(int, (*sums, *ends)))

    def near(self, session: Session, place: tuple[int, int, int], doubled: int) -> HeatCells:
        """Give all cells of a size."""
        return self.whole(session, doubled)[0]

    def whole(self, session: Session, doubled: int) -> list[HeatCells]:
        """Give all cells of a size."""
        with _reading:
            while len(self.levels) <= doubled:
                self.levels.append(coarsen(self.levels[-1]))
        return [self.levels[doubled]]


@dataclass(frozen=True)
class StoredMap:
    """Cells of a whole month, read block by block as tiles need them."""

    token: str
    month: date
    network: str
    state: str
    sums: MonthSummary

    def summary(self) -> MonthSummary | None:
        """Give sums and bounds."""
        return self.sums

    def near(self, session: Session, place: tuple[int, int, int], doubled: int) -> HeatCells:
        """Give the cells of the one block that a tile lies in."""
        block = block_at(place, doubled)
        key = (self.token, doubled, block)
        with _reading:
            found = _blocks.get(key)
        if found is None:
            at = (doubled, block)
            packed = months.block_of(session, self.month, self.network, self.state, at)
            found = HeatCells.empty() if packed is None else unpack_block(packed)
        with _reading:
            _blocks[key] = found
            _blocks.move_to_end(key)
            while len(_blocks) > _MOST_BLOCKS:
                _blocks.popitem(last=False)
        return found

    def whole(self, session: Session, doubled: int) -> list[HeatCells]:
        """Give the cells of all blocks; they are not kept."""
        blocks = months.blocks_of_size(session, self.month, self.network, self.state, doubled)
        return [unpack_block(packed) for packed in blocks]


def heat_map(session: Session, question: HeatQuestion) -> HeatMap:
    """Open a stored month, or add up stored days; those asked for last are kept."""
    state = stored.state_of(session, question.first, question.last)
    token = hashlib.sha256(f"{asdict(question)}{state}".encode()).hexdigest()[:16]
    with _making:
        found = _held.get(token)
        if found is None:
            found = _open_month(session, question, token) or AddedMap(
                token, [add_days(session, asdict(question))]
            )
            _held[token] = found
            while len(_held) > _MOST_HELD:
                _held.popitem(last=False)
        _held.move_to_end(token)
    return found


def shown(measure: Measure, cells: HeatCells) -> np.ndarray:
    """Give the mean of the walked parts of cells, which says the colour."""
    parts: Ints = np.maximum(cells.parts, 1)
    if measure.name == "days":
        return cells.days.astype(np.float64)
    raw = cells.passes if measure.name == "passes" else cells.seconds / 60
    return np.asarray(raw / parts)


def _open_month(session: Session, question: HeatQuestion, token: str) -> StoredMap | None:
    """Open the stored month that a question is about; a month that goes on is whole up to today."""
    month, end = question.first, month_end(question.first)
    if month.day != 1 or question.last > end or not question.whole_days:
        return None
    state = stored.state_of(session, month, end)
    if question.last < end and state != stored.state_of(session, month, question.last):
        return None
    sums = months.summary_of(session, month, question.network, state)
    return None if sums is None else StoredMap(token, month, question.network, state, sums)
