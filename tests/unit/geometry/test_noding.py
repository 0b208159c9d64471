import numpy as np
import pytest
import shapely

from gridgeo.geometry.half_edges import HalfEdges, half_edges
from gridgeo.geometry.noding import noded


def edges(*segments):
    points = np.array(segments, dtype=float)
    return HalfEdges(points[:, 0], points[:, 1], np.zeros(len(points), dtype=np.intp))


def ends(lines):
    return {frozenset(line.coords) for line in lines}


def test_edges_that_meet_in_their_ends_stay_as_they_are():
    path = edges([(0, 0), (1, 0)], [(1, 0), (1, 1)], [(1, 1), (2, 1)])
    assert ends(noded(path)) == {
        frozenset({(0, 0), (1, 0)}),
        frozenset({(1, 0), (1, 1)}),
        frozenset({(1, 1), (2, 1)}),
    }


def test_an_edge_walked_both_ways_stands_once():
    assert len(noded(edges([(0, 0), (1, 0)], [(1, 0), (0, 0)]))) == 1


def test_edges_that_cross_are_cut():
    assert len(noded(edges([(0, 0), (2, 2)], [(0, 2), (2, 0)]))) == 4


def test_an_edge_is_cut_where_another_ends_on_it():
    assert ends(noded(edges([(0, 0), (2, 0)], [(1, 0), (1, 5)]))) == {
        frozenset({(0, 0), (1, 0)}),
        frozenset({(1, 0), (2, 0)}),
        frozenset({(1, 0), (1, 5)}),
    }


def test_edges_that_lie_upon_each_other_from_a_shared_end_are_cut():
    assert ends(noded(edges([(0, 0), (5, 0)], [(0, 0), (2, 0)]))) == {
        frozenset({(0, 0), (2, 0)}),
        frozenset({(2, 0), (5, 0)}),
    }


def test_edges_that_run_on_from_a_shared_end_are_left():
    assert len(noded(edges([(0, 0), (5, 0)], [(5, 0), (9, 0)]))) == 2


def test_the_faces_are_those_of_a_full_overlay():
    rng = np.random.default_rng(5)
    corners = rng.uniform(0, 100, (25, 2))
    shapes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 20, corners[:, 1] + 20)
    drawn = half_edges(shapes)
    faces = shapely.get_parts(shapely.polygonize(noded(drawn)))
    whole = shapely.get_parts(shapely.union_all(drawn.lines()))
    expected = shapely.get_parts(shapely.polygonize(whole))
    assert np.sort(shapely.area(faces)) == pytest.approx(np.sort(shapely.area(expected)))


def test_nothing_needs_no_cutting():
    assert len(noded(half_edges(np.empty(0, dtype=object)))) == 0
