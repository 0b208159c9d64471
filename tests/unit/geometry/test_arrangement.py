import numpy as np
import pytest
import shapely

from gridgeo.geometry.arrangement import arrange, bordering
from gridgeo.geometry.half_edges import half_edges
from gridgeo.geometry.overlaps import pair_overlaps
from gridgeo.geometry.shapes import polygonal


def arrangement(*shapes, boundary=None):
    polygons = np.array(shapes, dtype=object)
    tree = shapely.STRtree(polygons)
    return arrange(half_edges(polygons), tree, boundary)


def test_faces_are_counted_by_the_polygons_over_them():
    plane = arrangement(shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10))
    assert sorted(zip(plane.area_m2, plane.count, strict=True)) == [(50, 1), (50, 1), (50, 2)]
    assert plane.inside.all()


def test_the_boundary_says_what_is_inside():
    boundary = shapely.box(0, 0, 5, 10)
    shapes = np.array([shapely.box(0, 0, 10, 10), boundary], dtype=object)
    plane = arrange(half_edges(shapes), shapely.STRtree(shapes[:1]), boundary)
    assert sorted(zip(plane.area_m2, plane.inside, strict=True)) == [(50, False), (50, True)]


def test_faces_of_rounding_are_dropped():
    thin = shapely.box(10, 0, 10 + 1e-8, 10)
    plane = arrangement(shapely.box(0, 0, 10, 10), thin)
    assert plane.area_m2.tolist() == [pytest.approx(100)]


def test_pairs_under_a_third_polygon_are_told_apart():
    shapes = np.array(
        [shapely.box(0, 0, 10, 5), shapely.box(0, 5, 10, 10), shapely.box(8, 0, 20, 10)],
        dtype=object,
    )
    pairs = pair_overlaps(arrangement(*shapes), shapes)
    found = zip(pairs.first.tolist(), pairs.second.tolist(), pairs.area_m2, strict=True)
    assert list(found) == [(0, 2, 10.0), (1, 2, 10.0)]


def test_shared_borders_are_measured():
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(30, 0, 40, 10)], dtype=object)
    face, polygon, length = bordering(
        np.array([shapely.box(10, 0, 30, 10)], dtype=object), shapely.STRtree(shapes)
    )
    assert (face.tolist(), polygon.tolist(), length.tolist()) == ([0, 0], [0, 1], [10.0, 10.0])


def test_polygons_that_meet_in_a_point_share_no_border():
    tree = shapely.STRtree([shapely.box(10, 10, 20, 20)])
    face, _, _ = bordering(np.array([shapely.box(0, 0, 10, 10)], dtype=object), tree)
    assert len(face) == 0


def test_only_ground_is_kept_of_an_overlay():
    mixed = shapely.GeometryCollection(
        [shapely.box(0, 0, 1, 1), shapely.LineString([(5, 5), (6, 6)])]
    )
    lines = shapely.GeometryCollection([shapely.Point(1, 1), shapely.LineString([(5, 5), (6, 6)])])
    plain = shapely.box(0, 0, 2, 2)
    kept = polygonal(np.array([mixed, plain, lines], dtype=object))
    assert kept[0].equals(shapely.box(0, 0, 1, 1))
    assert kept[1] is plain
    assert kept[2].is_empty
