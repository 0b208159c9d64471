"""A cut coverage is one still: the same ground, every border drawn twice with the same vertices."""

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.geometry.cut_coverage import cut_polygons, with_vertices

WEST, SOUTH, STEP = 116.3, 39.9, 0.0007
SIDE = 4


def lattice(bend: float = 0.0) -> np.ndarray:
    """Give squares, slanted so that no border runs along an axis."""

    def corner(x: int, y: int) -> tuple[float, float]:
        return (WEST + STEP * (x + bend * y), SOUTH + STEP * (y - bend * x))

    cells = [
        shapely.Polygon([corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1)])
        for x in range(SIDE)
        for y in range(SIDE)
    ]
    return np.array(cells, dtype=object)


def whole(cells: np.ndarray, chosen: list[int], line: shapely.LineString) -> np.ndarray:
    """Give the coverage after a cut: parts, and what adjoins them with its new vertices."""
    cut = cut_polygons(cells, chosen, line)
    left = np.array([place for place in range(len(cells)) if place not in set(cut.origin)])
    rest = cells[left]
    places, bent = with_vertices(rest, cut.vertices)
    rest[places] = bent
    return np.concatenate([rest, cut.parts])


points = st.tuples(st.floats(-1, SIDE + 1), st.floats(-1, SIDE + 1))


@settings(deadline=None)
@given(
    st.lists(points, min_size=2, max_size=4, unique=True),
    st.sets(st.integers(0, SIDE * SIDE - 1), min_size=1),
    st.floats(0, 0.3),
)
def test_whatever_is_cut_stays_a_coverage_of_the_same_ground(line, chosen, bend) -> None:
    cells = lattice(bend)
    path = shapely.LineString([(WEST + STEP * x, SOUTH + STEP * y) for x, y in line])
    after = whole(cells, sorted(chosen), path)
    assert shapely.coverage_is_valid(after)
    assert shapely.is_valid(after).all()
    before, now = shapely.coverage_union_all(cells), shapely.coverage_union_all(after)
    assert abs(shapely.area(now) - shapely.area(before)) < 1e-9 * shapely.area(before)
    assert shapely.area(shapely.symmetric_difference(before, now)) < 1e-9 * shapely.area(before)
    edges = shapely.get_coordinates(shapely.boundary(now))
    assert len(np.unique(edges, axis=0)) >= 4 * SIDE  # every corner of the ground is kept


def test_a_cut_through_a_row_parts_each_and_bends_the_others_beside() -> None:
    cells = lattice()
    line = shapely.LineString(
        [(WEST - STEP, SOUTH + 1.4 * STEP), (WEST + 5 * STEP, SOUTH + 1.6 * STEP)]
    )
    row = [1, 5, 9, 13]
    cut = cut_polygons(cells, row, line)
    assert cut.origin.tolist() == [1, 1, 5, 5, 9, 9, 13, 13]
    assert len(cut.vertices) == 5  # three inner borders and both ends
    alone = cut_polygons(cells, [5], line)
    assert alone.origin.tolist() == [5, 5]
    assert with_vertices(cells, alone.vertices)[0].tolist() == [1, 5, 9]


def test_a_line_that_ends_inside_or_follows_a_border_cuts_nothing() -> None:
    cells = lattice()
    inside = shapely.LineString(
        [(WEST - STEP, SOUTH + 0.5 * STEP), (WEST + 0.5 * STEP, SOUTH + 0.5 * STEP)]
    )
    border = shapely.LineString([(WEST, SOUTH + STEP), (WEST + 4 * STEP, SOUTH + STEP)])
    for line in (inside, border):
        cut = cut_polygons(cells, list(range(len(cells))), line)
        assert len(cut.parts) == len(cut.vertices) == 0


def test_a_line_beside_a_corner_goes_through_it() -> None:
    cells = lattice()
    off = 1e-8
    line = shapely.LineString([(WEST - off, SOUTH - off), (WEST + STEP + off, SOUTH + STEP - off)])
    cut = cut_polygons(cells, [0], line)
    assert cut.origin.tolist() == [0, 0]
    assert len(cut.vertices) == 0
