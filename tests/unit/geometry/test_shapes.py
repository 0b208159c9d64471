import pytest
import shapely

from gridgeo.geometry.shapes import mend_polygon

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
