"""Heat cells added up over days and zooms, against the plainest way to do it."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.patrol import heat_sums
from gridgeo.patrol.heat import BASE, HeatCells
from gridgeo.patrol.heat_sums import (
    BLOCK,
    add_parts,
    block_at,
    blocks_of,
    coarsen,
    pack_block,
    pyramid,
    unpack_block,
)

LEFT, TOP = 3_400_000, 1_700_000
cells = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.tuples(st.integers(0, 900), st.integers(0, 4_000)),
    max_size=40,
)
days = st.lists(st.tuples(st.integers(0, 3), cells), max_size=6)


def packed(found):
    numbers = sorted(((TOP + row) << BASE) | (LEFT + column) for row, column in found)
    values = [found[number // (1 << BASE) - TOP, number % (1 << BASE) - LEFT] for number in numbers]
    passes, seconds = np.array(values, np.int64).reshape(-1, 2).T
    ones = np.ones(len(numbers), np.int64)
    return HeatCells(np.array(numbers, np.int64), passes, seconds * 1.0, ones, ones).pack()


def table(heat):
    columns = (heat.cell, heat.passes, heat.seconds, heat.days, heat.parts)
    return {int(cell): tuple(map(int, rest)) for cell, *rest in zip(*columns, strict=True)}


def plainly(parts):
    sums, on = defaultdict(lambda: [0, 0]), defaultdict(set)
    for day, found in parts:
        for (row, column), (passes, seconds) in found.items():
            cell = ((TOP + row) << BASE) | (LEFT + column)
            sums[cell][0] += passes
            sums[cell][1] += seconds
            on[cell].add(day)
    return {cell: (*sums[cell], len(on[cell]), 1) for cell in sums}


@settings(deadline=None, max_examples=40)
@given(parts=days, band=st.sampled_from([50, 4_000_000]))
def test_cells_of_days_and_zooms_add_up_as_one_by_one(parts, band):
    parts = sorted(parts, key=lambda part: part[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(heat_sums, "_BAND", band)
        fine = add_parts([(day, packed(found)) for day, found in parts])
        wide = coarsen(fine)
    assert table(fine) == plainly(parts)
    expected = defaultdict(lambda: [0, 0, 0, 0])
    for cell, (passes, seconds, on, _) in plainly(parts).items():
        row, column = cell >> BASE, cell & ((1 << BASE) - 1)
        sums = expected[((row >> 1) << BASE) | (column >> 1)]
        sums[:] = (sums[0] + passes, sums[1] + seconds, max(sums[2], on), sums[3] + 1)
    assert table(wide) == {cell: tuple(sums) for cell, sums in expected.items()}
    assert (np.diff(fine.cell) > 0).all()
    assert (np.diff(wide.cell) > 0).all()


def test_blocks_hold_each_cell_once_and_a_tile_lies_in_one():
    rng = np.random.default_rng(0)
    found = {(int(r), int(c)): (1, 2) for r, c in rng.integers(0, 5_000, (400, 2))}
    heat = add_parts([(0, packed(found))])
    for doubled, level in pyramid(heat):
        blocks = {block: unpack_block(pack_block(part)) for block, part in blocks_of(level)}
        together = {cell: row for part in blocks.values() for cell, row in table(part).items()}
        assert together == table(level)
        z = 14 - doubled
        for cell in level.cell[:20].tolist() if z >= 0 else ():
            row, column = cell >> BASE, cell & ((1 << BASE) - 1)
            tile = (z, column >> 8, row >> 8)
            assert block_at(tile, doubled) == ((row >> BLOCK) << BASE) | (column >> BLOCK)
    assert len(level) <= 4
    assert int(level.passes.sum()) == len(found)
