import numpy as np
import shapely

from gridgeo.geometry.locator import Locator
from gridgeo.geometry.polygon_store import PolygonStore

RING = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))
TWO = shapely.union(RING, shapely.box(20, 20, 21, 21))
BOX = shapely.box(9, 0, 12, 9)
ALL = np.array([TWO, None, BOX, shapely.MultiPolygon(), RING], dtype=object)


def store_of(*shapes):
    return PolygonStore.of(np.array(shapes, dtype=object))


def test_polygons_come_back_vertex_by_vertex():
    back = PolygonStore.of(ALL).shapes()
    assert shapely.get_type_id(back).tolist() == [shapely.GeometryType.MULTIPOLYGON] * 5
    for given, shape in zip(ALL, back, strict=True):
        expected = shapely.MultiPolygon() if given is None else given
        assert shapely.get_coordinates(shape).tolist() == shapely.get_coordinates(given).tolist()
        assert shapely.equals(shape, expected)


def test_boxes_are_those_of_shapely():
    np.testing.assert_array_equal(PolygonStore.of(ALL).boxes, shapely.bounds(ALL))
    assert PolygonStore.of(ALL[:0]).boxes.shape == (0, 4)


def test_some_are_taken_in_any_order_and_stores_are_joined():
    store = PolygonStore.of(ALL)
    order = np.array([4, 3, 0, 0])
    assert store.take(order).equals(PolygonStore.of(ALL[order]))
    halves = [PolygonStore.of(ALL[:2]), PolygonStore.of(ALL[2:])]
    assert PolygonStore.join(halves).equals(store)
    assert len(store.take(order[:0])) == 0


def test_marks_tell_polygons_apart_by_vertices_and_rings():
    hole = shapely.box(3, 3, 6, 6)
    filled = shapely.MultiPolygon([shapely.Polygon(RING.exterior), hole])  # the same vertices
    marks = store_of(RING, filled, BOX, RING).marks()
    assert marks[0] == marks[3]
    assert len(set(marks)) == 3
    assert store_of(BOX, RING).marks() == marks[2:]


def test_an_index_shares_the_vertices_and_knows_only_the_chosen():
    store = PolygonStore.of(ALL)
    locator = Locator.over(store, np.array([2, 4]))
    assert locator.edges.vertices is store.vertices
    assert locator.locate([4.5, 9.0, 1.0, 20.5], [4.5, 1.0, 1.0, 20.5]).tolist() == [-1, 0, 1, -1]
    assert locator.border_distance(1, 2.0, 4.5) == 1.0  # to the hole, not to what joins two rings
    assert locator.border_distance(0, 10.0, 8.5) == 0.5
