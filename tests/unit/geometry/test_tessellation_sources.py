"""Units without buildings: blocks, points, counted small areas."""

import numpy as np
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.enclosures import Barriers
from gridgeo.geometry.tessellation_sources import (
    units_from_areas,
    units_from_blocks,
    units_from_points,
)

FIELD = np.array([shapely.box(0, 0, 400, 200)], dtype=object)
CROSSROADS = Barriers(
    np.array(
        [shapely.LineString([(200, 0), (200, 200)]), shapely.LineString([(0, 100), (400, 100)])],
        dtype=object,
    ),
    np.array(["road", "road"]),
)
POINTS = shapely.points([[50, 50], [60, 50], [300, 150], [900, 50]])
ONES = np.ones(4, dtype=np.int64)


def test_each_block_is_a_unit_and_counts_the_points_in_it():
    units = units_from_blocks(FIELD, CROSSROADS, POINTS, ONES, 3 * ONES)
    assert shapely.area(units.polygons).tolist() == [20_000.0] * 4
    assert units.households.tolist() == [0, 1, 2, 0]
    assert units.persons.tolist() == [0, 3, 6, 0]
    assert units.source_unit.tolist() == [2, 2, 1, -1]


def test_points_close_together_are_one_unit():
    units = units_from_points(FIELD, POINTS, ONES, ONES, spacing_m=40)
    assert units.source_unit.tolist() == [0, 0, 1, -1]
    assert units.households.sum() == 3


def areas(*boxes):
    held = np.empty(len(boxes), dtype=object)
    held[:] = [shapely.box(*box) for box in boxes]
    return held


def test_small_areas_stay_as_they_are():
    given = areas((0, 0, 200, 200), (200, 0, 400, 200))
    units = units_from_areas(FIELD, given, np.array([7, 8]), np.array([9, 10]))
    assert units.polygons.tolist() == given.tolist()
    assert units.households.tolist() == [7, 8]
    assert units.community.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("boxes", "households", "sentence"),
    [
        ([(0, 0, 210, 200), (200, 0, 400, 200)], [1, 1], "positions 0 and 1 overlap by 2000.0 m²"),
        ([(0, 0, 200, 200), (500, 0, 600, 200)], [1, 1], "position 1 lies in no community"),
        ([(0, 0, 200, 200), (200, 0, 400, 200)], [1, -1], "position 1 has a negative count"),
    ],
)
def test_small_areas_that_cannot_be_counted_are_refused(boxes, households, sentence):
    with pytest.raises(BadInputError, match=sentence):
        units_from_areas(FIELD, areas(*boxes), np.array(households), np.array([1, 1]))
