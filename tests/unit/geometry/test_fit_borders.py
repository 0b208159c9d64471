import numpy as np
import shapely
from pyproj import CRS

from gridgeo.geometry.crs import metric_crs, transform
from gridgeo.geometry.fit_borders import fit_borders

WGS84 = CRS.from_epsg(4326)
AREAS = np.array(
    [
        shapely.Polygon([(121.0, 31.0), (121.03, 31.004), (121.03, 31.02), (121.0, 31.02)]),
        shapely.Polygon([(121.03, 31.004), (121.06, 31.0), (121.06, 31.02), (121.03, 31.02)]),
    ]
)


def _cut_in_metres():
    """Cut each area in two in metres, rounded to millimetres, as the builder of units does."""
    metres = metric_crs(WGS84, shapely.total_bounds(AREAS))
    areas = transform(AREAS, WGS84, metres)
    west, south, east, north = shapely.total_bounds(areas)
    middle = (south + north) / 2 + 13.0
    halves = [shapely.box(west - 1, south - 1, east + 1, middle)]
    halves.append(shapely.box(west - 1, middle, east + 1, north + 1))
    pieces = np.array([shapely.intersection(a, h) for a in areas for h in halves])
    rounded = shapely.transform(pieces, lambda points: np.round(points, 3))
    return transform(rounded, metres, WGS84), np.array([0, 0, 1, 1])


def test_pieces_cover_their_areas_exactly_and_still_share_their_corners():
    pieces, area = _cut_in_metres()
    gap = shapely.area(shapely.difference(shapely.union_all(AREAS), shapely.union_all(pieces)))
    assert gap > 1e-12  # the fault is there to begin with
    fitted = fit_borders(pieces, area, AREAS, reach=1e-6, corner_reach=2e-8)
    left = shapely.symmetric_difference(shapely.union_all(AREAS), shapely.union_all(fitted))
    assert shapely.area(left) < 1e-17  # square degrees; 1e-10 is a square metre
    assert shapely.coverage_is_valid(fitted)


def test_corners_inside_an_area_stay_where_they_are():
    pieces, area = _cut_in_metres()
    inner = shapely.Polygon([(121.01, 31.01), (121.02, 31.01), (121.015, 31.013)])
    pieces[0] = shapely.difference(pieces[0], inner)
    both = np.append(pieces, inner)
    fitted = fit_borders(both, np.append(area, 0), AREAS, reach=1e-6, corner_reach=2e-8)
    assert fitted[-1].equals_exact(inner)


def test_corners_beyond_reach_are_left_alone():
    pieces, area = _cut_in_metres()
    away = shapely.transform(pieces, lambda points: points + 0.5)
    fitted = fit_borders(away, area, AREAS, reach=1e-6, corner_reach=2e-8)
    assert all(a.equals_exact(b) for a, b in zip(away, fitted, strict=True))


def test_no_pieces_are_no_work():
    nothing = np.empty(0, dtype=object)
    fitted = fit_borders(nothing, np.empty(0, dtype=np.int64), AREAS, reach=1, corner_reach=1)
    assert len(fitted) == 0
