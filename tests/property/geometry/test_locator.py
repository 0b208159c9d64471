"""The locator against shapely's exact predicates and rational arithmetic."""

from fractions import Fraction

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.geometry.locator import Locator
from gridgeo.geometry.locator.orientation import orientation

lattice = st.integers(0, 8)
# GEOS decides with 106 bits; numbers like 1e-245 beside 1e-7 are beyond it, though not beyond us.
places = st.floats(-180, 180).map(lambda value: round(value, 12))
awkward = st.floats(-1e3, 1e3, allow_nan=False).map(lambda value: 117.1 + value * 1e-13)


@st.composite
def polygon_sets(draw):
    """Triangles, boxes, boxes with holes and pairs of boxes on one small lattice: many touch."""
    polygons = []
    for _ in range(draw(st.integers(1, 6))):
        x, y = draw(lattice), draw(lattice)
        width, height = draw(st.integers(1, 6)), draw(st.integers(1, 6))
        shape = shapely.box(x, y, x + width, y + height)
        kind = draw(st.sampled_from(["box", "triangle", "hole", "pair"]))
        if kind == "triangle":
            shape = shapely.Polygon([(x, y), (x + width, y + 1), (x + 1, y + height + 1)])
        elif kind == "hole":
            shape = shape.buffer(1, join_style="mitre").difference(shape)
        elif kind == "pair":
            shape = shape.union(shapely.box(x + width + 1, y, x + width + 2, y + 1))
        polygons.append(shape)
    return np.array(polygons)


@settings(deadline=None, max_examples=150)
@given(polygon_sets(), st.integers(1, 2_000), st.floats(1e-7, 1.0), places)
def test_every_pair_is_the_one_that_shapely_covers_gives(polygons, cells, scale, shift):
    moved = shapely.transform(polygons, lambda xy: xy * scale + shift)
    steps = np.arange(-1, 34) / 2 * scale + shift
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    expected = shapely.covers(moved[None, :], shapely.points(x, y)[:, None])

    locator = Locator.build(moved, cells)
    points, found = locator.locate_all(x, y)

    assert np.array_equal(np.column_stack([points, found]), np.argwhere(expected))
    first = np.where(expected.any(axis=1), expected.argmax(axis=1), -1)
    assert np.array_equal(locator.locate(x, y), first)
    for i in range(0, len(x), 7):
        one, distance = locator.locate_one(x[i], y[i])
        assert one == first[i]
        assert distance == (locator.border_distance(one, x[i], y[i]) if one >= 0 else np.inf)


@settings(deadline=None, max_examples=300)
@given(st.tuples(*[awkward] * 6))
def test_orientation_has_the_sign_of_the_rational_determinant(numbers):
    ax, ay, bx, by, px, py = map(Fraction, numbers)
    exact = (ax - px) * (by - py) - (ay - py) * (bx - px)
    assert orientation(*numbers) == (exact > 0) - (exact < 0)


@settings(deadline=None, max_examples=100)
@given(polygon_sets(), st.floats(-5, 25), st.floats(-5, 25), st.floats(0, 10))
def test_distances_are_those_of_shapely(polygons, x, y, radius):
    point = shapely.Point(x, y)
    expected = shapely.distance(shapely.boundary(polygons), point)
    locator = Locator.build(polygons)

    measured = [locator.border_distance(k, x, y) for k in range(len(polygons))]
    assert np.allclose(measured, expected, atol=1e-9)
    nearest, distance = locator.nearest(x, y)
    assert np.isclose(distance, expected.min(), atol=1e-9)
    assert np.isclose(expected[nearest], expected.min(), atol=1e-9)
    clear = np.abs(expected - radius) > 1e-9
    within = np.isin(np.arange(len(polygons)), locator.within(x, y, radius))
    assert np.array_equal(within[clear], (expected <= radius)[clear])
