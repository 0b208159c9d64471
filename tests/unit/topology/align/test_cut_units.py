import numpy as np
import pytest
import shapely

from gridgeo.geometry.reassembly import NOBODY
from gridgeo.topology.align.cut_units import cut_parts
from tests.support.views import box

UNITS = np.array([box(0, 0, 100, 100), box(100, 0, 200, 100), box(200, 0, 300, 100)])


def test_a_unit_on_a_border_is_cut_and_its_largest_part_stands_first():
    model = np.array([box(0, 0, 130, 100), box(130, 0, 300, 100)])
    parts = cut_parts(UNITS, model, np.array([0, 1, 1]))
    assert parts.unit.tolist() == [1, 1]
    assert parts.grid.tolist() == [1, 0]
    assert shapely.area(parts.ground) == pytest.approx([7000, 3000])


def test_ground_that_the_model_leaves_bare_is_a_part():
    parts = cut_parts(UNITS, np.array([box(0, 0, 260, 100)]), np.array([0, 0, 0]))
    assert parts.unit.tolist() == [2, 2]
    assert parts.grid.tolist() == [0, NOBODY]


def test_slivers_and_units_outside_cut_nothing():
    model = np.array([box(0, 0, 102, 100), box(102, 0, 200, 100)])
    given = np.array([0, 1, NOBODY])
    assert len(cut_parts(UNITS, model, given).unit) == 0
    assert cut_parts(UNITS, model, given, sliver_width_m=1.0).unit.tolist() == [1, 1]
    assert len(cut_parts(UNITS[:0], model, given[:0]).unit) == 0
