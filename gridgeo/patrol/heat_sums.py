"""Heat cells added up over days and zooms, and cut into blocks in which months are stored.

Cells go into a table of all cells of their window, band by band: no sorting, little memory.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from isal import isal_zlib

from gridgeo.patrol.heat import BASE, HeatCells, Ints, read_packed
from gridgeo.patrol.kernels.heat_sums import add_cells, add_quarters

BLOCK = 10  # cells along a block as a power of two: a picture's tile has 8, so it lies in one block
COARSEST = 16  # the finest cell's side is doubled this often for the tiles of the whole world
_LOW = (1 << BASE) - 1
_BAND = 4_000_000  # cells of a table


def add_parts(parts: Sequence[tuple[int, bytes]]) -> HeatCells:
    """Add up packed cells.

    Parameters
    ----------
    parts : sequence of (day, bytes)
        Sorted by day; those of one day are of different hours or groups.
    """
    read = [(day, *read_packed(packed)) for day, packed in parts]
    read = [part for part in read if len(part[1])]
    if not read:
        return HeatCells.empty()
    left = min(int((cell & _LOW).min()) for _, cell, _, _ in read)
    columns = max(int((cell & _LOW).max()) for _, cell, _, _ in read) - left + 1
    found, sums = [], []
    for top, below in _bands([cell for _, cell, _, _ in read], columns):
        table, last = _table(columns * (below - top), 3), np.full(columns * (below - top), -1, "i4")
        for day, cell, passes, seconds in read:
            part = slice(*np.searchsorted(cell, [top << BASE, below << BASE]))
            window = (left, top, columns)
            add_cells(cell[part], passes[part], seconds[part], day, window, table, last)
        at = np.flatnonzero(last >= 0)
        found.append(((at // columns + top) << BASE) | (at % columns + left))
        sums.append(table[at])
    cells, values = np.concatenate(found), np.concatenate(sums)
    return HeatCells(
        cells, values[:, 0], values[:, 1].astype(np.float64), values[:, 2], np.ones_like(cells)
    )


def coarsen(heat: HeatCells) -> HeatCells:
    """Add up cells to those twice as wide; passes, time and parts add up, days do not.

    Days of a wider cell are those of its busiest part: the least that they can be.
    """
    if not len(heat):
        return heat
    values = np.column_stack(
        [heat.passes, np.round(heat.seconds).astype(np.int64), heat.days, heat.parts]
    )
    column = (heat.cell & _LOW) >> 1
    left, columns = int(column.min()), int(column.max() - column.min()) + 1
    found, sums = [], []
    for top, below in _bands([heat.cell >> 1], columns):
        table = _table(columns * (below - top), 4)
        part = slice(*np.searchsorted(heat.cell, [(2 * top) << BASE, (2 * below) << BASE]))
        add_quarters(heat.cell[part], values[part], (left, top, columns), table)
        at = np.flatnonzero(table[:, 3])
        found.append(((at // columns + top) << BASE) | (at % columns + left))
        sums.append(table[at])
    added = np.concatenate(sums)
    return HeatCells(
        np.concatenate(found), added[:, 0], added[:, 1].astype(np.float64), added[:, 2], added[:, 3]
    )


def pyramid(heat: HeatCells) -> Iterator[tuple[int, HeatCells]]:
    """Give the cells of every size: how often the side was doubled, and the cells."""
    for doubled in range(COARSEST + 1):
        yield doubled, heat
        heat = coarsen(heat)


def blocks_of(heat: HeatCells) -> Iterator[tuple[int, HeatCells]]:
    """Cut cells into blocks: the block's number (as of a cell), and its cells, sorted."""
    block = ((heat.cell >> (BASE + BLOCK)) << BASE) | ((heat.cell & _LOW) >> BLOCK)
    numbers, which = np.unique(block, return_inverse=True)
    order = np.argsort(which.astype(np.uint32), kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(numbers) + 1))
    for place, number in enumerate(numbers.tolist()):
        yield number, heat.take(order[bounds[place] : bounds[place + 1]])


def block_at(place: tuple[int, int, int], doubled: int) -> int:
    """Give the block of the cells under a tile (z, x, y), whose cells are no more than a block."""
    z, x, y = place
    shift = BASE - doubled - z
    column, row = (n << shift if shift >= 0 else n >> -shift for n in (x, y))
    return ((row >> BLOCK) << BASE) | (column >> BLOCK)


def pack_block(heat: HeatCells) -> bytes:
    """Write cells with all that is known of them in few bytes."""
    columns = (
        np.diff(heat.cell, prepend=np.int64(0)).astype("<i8"),
        heat.passes.astype("<u4"),
        np.round(heat.seconds).astype("<u4"),
        heat.days.astype("<u2"),
        heat.parts.astype("<u4"),
    )
    return isal_zlib.compress(b"".join(one.tobytes() for one in columns), 1)


def unpack_block(packed: bytes) -> HeatCells:
    """Read what `pack_block` wrote."""
    raw = isal_zlib.decompress(packed)
    count = len(raw) // 22
    return HeatCells(
        np.cumsum(np.frombuffer(raw, "<i8", count)),
        np.frombuffer(raw, "<u4", count, 8 * count).astype(np.int64),
        np.frombuffer(raw, "<u4", count, 12 * count).astype(np.float64),
        np.frombuffer(raw, "<u2", count, 16 * count).astype(np.int64),
        np.frombuffer(raw, "<u4", count, 18 * count).astype(np.int64),
    )


def _bands(cells: list[Ints], columns: int) -> Iterator[tuple[int, int]]:
    """Give the rows of each table: the first, and the first that is not in it."""
    first = min(int(cell[0] >> BASE) for cell in cells)
    last = max(int(cell[-1] >> BASE) for cell in cells)
    high = max(_BAND // columns, 1)
    for top in range(first, last + 1, high):
        yield top, min(top + high, last + 1)


def _table(cells: int, width: int) -> Ints:
    return np.zeros((cells, width), np.int64)
