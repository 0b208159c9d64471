import numpy as np
import pytest
import shapely
from pyproj import CRS, Geod

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.crs import is_metric, metric_crs, require_metric, transform

WGS84 = CRS.from_epsg(4326)


def test_degrees_and_web_mercator_are_not_metres():
    assert not is_metric(WGS84)
    assert not is_metric(CRS.from_epsg(3857))
    assert is_metric(CRS.from_epsg(4547))
    with pytest.raises(BadInputError, match="true metres"):
        require_metric(WGS84)


def test_a_metric_system_is_kept():
    assert metric_crs(CRS.from_epsg(3826), (0, 0, 1, 1)) == CRS.from_epsg(3826)


@pytest.mark.parametrize("crs", [4326, 4490, 3857])
def test_areas_are_true_to_a_ten_thousandth_on_the_ellipsoid(crs):
    square = shapely.box(120.95, 24.75, 121.05, 24.85)
    exact = abs(Geod(ellps="WGS84").geometry_area_perimeter(square)[0])
    there = transform(np.array([square]), WGS84, CRS.from_epsg(crs))
    metric = metric_crs(CRS.from_epsg(crs), shapely.total_bounds(there))
    metres = transform(there, CRS.from_epsg(crs), metric)
    assert shapely.area(metres)[0] == pytest.approx(exact, rel=1e-4)


def test_there_and_back_is_exact_to_a_millimetre():
    points = shapely.points([[116.3, 39.9], [116.4, 39.95]])
    metric = metric_crs(WGS84, (116.3, 39.9, 116.4, 39.95))
    back = transform(transform(points, WGS84, metric), metric, WGS84)
    assert np.abs(shapely.get_coordinates(back) - shapely.get_coordinates(points)).max() < 1e-8


def test_coordinates_off_the_globe_ask_for_the_true_system():
    with pytest.raises(BadInputError, match="--crs"):
        metric_crs(WGS84, (500000, 4400000, 500100, 4400100))


def test_no_extent_is_refused():
    with pytest.raises(BadInputError, match="no extent"):
        metric_crs(WGS84, (np.nan, np.nan, np.nan, np.nan))
