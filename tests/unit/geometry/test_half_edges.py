import numpy as np
import pytest
import shapely

from gridgeo.geometry.half_edges import HalfEdges, half_edges, matched


def edges_of(*shapes):
    return half_edges(np.array(shapes, dtype=object))


def test_the_interior_lies_on_the_left_whatever_the_stored_direction():
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    holed = shapely.Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(3, 3), (6, 3), (6, 6), (3, 6)]])
    for shape in (clockwise, holed):
        edges = edges_of(shape)
        twice = edges.start[:, 0] * edges.end[:, 1] - edges.end[:, 0] * edges.start[:, 1]
        assert twice.sum() / 2 == pytest.approx(shape.area)


def test_a_shared_border_matches_and_the_rest_does_not():
    edges = edges_of(shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1))
    found = edges.select(matched(edges))
    assert sorted(found.owner.tolist()) == [0, 1]
    assert set(found.start[:, 0]) == set(found.end[:, 0]) == {1.0}


def test_minus_zero_is_zero():
    edges = edges_of(shapely.box(-1, 0, -0.0, 1), shapely.box(0.0, -0.0, 1, 1))
    assert matched(edges).sum() == 2


def test_an_edge_walked_twice_in_one_direction_is_not_matched():
    edges = edges_of(shapely.box(0, 0, 1, 1), shapely.box(0, 0, 1, 1))
    assert not matched(edges).any()


def test_an_edge_between_doubled_neighbours_is_not_matched():
    pair = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    edges = edges_of(*pair, *pair)
    assert not matched(edges).any()


def test_edges_without_length_are_left_out():
    doubled = shapely.Polygon([(0, 0), (1, 0), (1, 0), (1, 1), (0, 0)])
    assert len(edges_of(doubled)) == 3


def test_the_rings_of_multipolygons_belong_to_their_owner():
    both = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 6, 6)])
    edges = edges_of(shapely.Polygon(), both)
    assert edges.owner.tolist() == [1] * 8


def test_nothing_has_no_edges():
    assert len(edges_of()) == 0
    assert matched(edges_of()).tolist() == []


def test_a_collision_of_hashes_leaves_edges_unmatched(monkeypatch):
    monkeypatch.setattr(
        "gridgeo.geometry.half_edges._hash_points",
        lambda points: np.zeros(len(points), dtype=np.uint64),
    )
    edges = edges_of(shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1))
    assert not matched(edges).any()


def test_a_clean_coverage_of_any_size_matches_but_for_its_rim():
    shapes = [shapely.box(x, y, x + 1, y + 1) for x in range(20) for y in range(15)]
    edges = edges_of(*shapes)
    assert (~matched(edges)).sum() == 2 * (20 + 15)


def test_reversed_edges_answer_their_own():
    edges = edges_of(shapely.box(0, 0, 3, 3))
    world = edges.joined(edges.reversed(-1))
    assert isinstance(world, HalfEdges)
    assert matched(world).all()
