import numpy as np
import pytest
import shapely

from gridgeo.geometry.shapes import mend_polygon, object_array, polygonal

INF = float("inf")


def test_a_bow_tie_keeps_what_its_rings_enclose():
    mended = mend_polygon(shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))"))
    assert mended.is_valid
    assert mended.area == pytest.approx(2.0)


@pytest.mark.parametrize(
    "corners",
    [
        [(0, 0), (1, 0), (0, 0)],
        [(0, 0), (INF, 1), (1, 0)],
        [(INF, INF), (INF, INF), (INF, INF)],
    ],
)
def test_a_polygon_without_ground_becomes_empty(corners):
    assert mend_polygon(shapely.Polygon(corners)).is_empty


def test_a_collection_without_ground_becomes_empty():
    line, dot = shapely.LineString([(0, 0), (1, 0)]), shapely.Point(2, 2)
    square = shapely.box(0, 0, 1, 1)
    mixed = [shapely.GeometryCollection([line, dot]), shapely.GeometryCollection([line, square])]
    assert shapely.area(polygonal(object_array(mixed))).tolist() == [0.0, 1.0]
    assert polygonal(object_array(mixed[:1]))[0].is_empty
    assert np.all(shapely.get_dimensions(polygonal(object_array(mixed))) == 2)
