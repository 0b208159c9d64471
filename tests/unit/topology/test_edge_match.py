import shapely

from gridgeo.domain.enums import Severity
from gridgeo.topology import edge_match
from tests.support.views import box, view_of


def with_vertex(shape, x, y):
    """The rectangle's ring with one more vertex on its right side."""
    points = list(shape.exterior.coords)
    right = max(point[0] for point in points)
    lower = next(i for i, point in enumerate(points) if point[0] == right)
    points.insert(lower + 1, (500_000 + x, 3_300_000 + y))
    return shapely.Polygon(points)


def test_borders_with_the_same_vertices_match():
    left, right = box(0, 0, 100, 100), box(100, 0, 200, 100)
    assert edge_match.find(view_of([left, right])) == []


def test_a_vertex_on_a_neighbours_edge_is_a_mismatch():
    left = with_vertex(box(0, 0, 100, 100), 100, 40)
    (one,) = edge_match.find(view_of([left, box(100, 0, 200, 100)]))
    assert one.rule == "edge_match"
    assert one.severity is Severity.WARNING
    assert one.codes == ("A", "B")
    assert one.geometry.length > 99


def test_a_junction_without_a_vertex_names_the_three_grids():
    shapes = [box(0, 0, 100, 200), box(100, 0, 200, 100), box(100, 100, 200, 200)]
    (one,) = edge_match.find(view_of(shapes))
    assert one.codes == ("A", "B", "C")


def test_a_gap_too_thin_to_report_is_a_mismatch():
    bulge = with_vertex(box(0, 0, 100, 100), 99.99, 40)
    (one,) = edge_match.find(view_of([bulge, box(100, 0, 200, 100)]))
    assert one.codes == ("A", "B")


def test_what_touches_a_reported_gap_is_left_to_it():
    dent = with_vertex(box(0, 0, 100, 100), 95, 40)
    assert edge_match.find(view_of([dent, box(100, 0, 200, 100)])) == []


def test_a_network_against_its_boundary_is_not_judged():
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100)]
    boundary = shapely.segmentize(box(0, 0, 200, 100), 30)
    assert edge_match.find(view_of(shapes, boundary=boundary)) == []
