import numpy as np
import shapely

from gridgeo.geometry.place_units import find_place_units, grounds
from tests.support.maps import SIDE_M, lattice_polygons

UNITS = lattice_polygons(4, 1)


def places(*shapes):
    return np.array(shapes, dtype=object)


def test_a_place_takes_the_units_that_it_covers_most_of():
    place = shapely.box(10, 0, 2.6 * SIDE_M, SIDE_M)
    assert find_place_units(UNITS, places(place)).tolist() == [0, 0, 0, -1]


def test_of_two_places_the_one_with_more_ground_takes_the_unit():
    small, large = shapely.box(0, 0, 30, 50), shapely.box(0, 0, 45, 50)
    assert find_place_units(UNITS, places(small, large)).tolist() == [1, -1, -1, -1]
    assert find_place_units(UNITS, places(large, large)).tolist() == [0, -1, -1, -1]


def test_a_place_smaller_than_half_a_unit_takes_none():
    assert (find_place_units(UNITS, places(shapely.box(0, 0, 20, 20))) == -1).all()


def test_without_places_no_unit_is_taken():
    assert (find_place_units(UNITS, np.array([], dtype=object)) == -1).all()


def test_a_point_has_a_disc_for_its_ground():
    point, box = shapely.Point(0, 0), shapely.box(0, 0, 1, 1)
    ground = grounds(places(point, box), np.array([40.0, 40.0]))
    assert ground[1] is box
    np.testing.assert_allclose(shapely.area(ground[0]), np.pi * 40**2, rtol=0.01)
