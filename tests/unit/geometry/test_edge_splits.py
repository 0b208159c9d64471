import numpy as np
import shapely

from gridgeo.geometry.edge_splits import split_at_vertices, weld, weld_edges
from gridgeo.geometry.half_edges import HalfEdges


def edges(*segments):
    points = np.array(segments, dtype=float)
    return HalfEdges(points[:, 0], points[:, 1], np.arange(len(points)))


def as_lists(found):
    rows = zip(found.start.tolist(), found.end.tolist(), found.owner.tolist(), strict=True)
    return [(tuple(start), tuple(end), owner) for start, end, owner in rows]


def test_an_edge_is_led_through_vertices_beside_it_in_its_own_direction():
    found = split_at_vertices(
        edges([(10, 0), (0, 0)], [(3, 1e-7), (3, 5)], [(7, -1e-7), (7, -5)]), 1e-6
    )
    assert [row for row in as_lists(found) if row[2] == 0] == [
        ((10.0, 0.0), (7.0, -1e-7), 0),
        ((7.0, -1e-7), (3.0, 1e-7), 0),
        ((3.0, 1e-7), (0.0, 0.0), 0),
    ]


def test_a_vertex_farther_off_does_not_split():
    assert len(split_at_vertices(edges([(10, 0), (0, 0)], [(3, 1e-3), (3, 5)]), 1e-6)) == 2


def test_a_vertex_beside_an_end_does_not_split():
    assert len(split_at_vertices(edges([(0, 0), (9, 0)], [(1e-8, 1e-8), (0, 5)]), 1e-6)) == 2


def test_nodes_that_were_meant_as_one_become_the_most_important():
    lines = shapely.linestrings([[(0, 0), (5, 0)], [(5, 1e-7), (9, 9)]])
    welded = weld(lines, np.array([[5.0, 1e-7], [5.0, 0.0]]), 1e-6)
    assert [list(line.coords) for line in welded] == [
        [(0.0, 0.0), (5.0, 1e-7)],
        [(5.0, 1e-7), (9.0, 9.0)],
    ]


def test_lines_that_shrink_to_a_node_go():
    lines = shapely.linestrings([[(0, 0), (1e-8, 0)], [(1e-8, 0), (9, 9)]])
    (line,) = weld(lines, np.array([[0.0, 0.0]]), 1e-6)
    assert list(line.coords) == [(0.0, 0.0), (9.0, 9.0)]


def test_lines_that_become_the_same_stand_once():
    lines = shapely.linestrings([[(0, 0), (5, 0)], [(5, 1e-8), (1e-8, 0)]])
    assert len(weld(lines, np.array([[0.0, 0.0], [5.0, 0.0]]), 1e-6)) == 1


def test_edges_are_welded_with_their_owners():
    found = weld_edges(edges([(0, 0), (5, 0)], [(5, 1e-8), (9, 0)], [(9, 0), (9, 1e-8)]), 1e-6)
    assert as_lists(found) == [((0.0, 0.0), (5.0, 1e-8), 0), ((5.0, 1e-8), (9.0, 0.0), 1)]


def test_lines_without_close_nodes_stay_the_same():
    lines = shapely.linestrings([[(0, 0), (5, 0)], [(5, 0), (9, 9)]])
    assert weld(lines, np.array([[0.0, 0.0]]), 1e-6) is lines
