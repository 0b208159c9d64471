import numpy as np
import pytest
from pyproj import Transformer

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.china_offsets import bd09_from_wgs84, gcj02_from_wgs84
from gridgeo.geometry.point_system import GAUSS_KRUEGER, NAMES, PointSystem

LON, LAT = np.array([116.31, 116.3456789]), np.array([39.91, 39.9])


def given_in(name):
    if name == "gcj02":
        return gcj02_from_wgs84(LON, LAT)
    if name == "bd09":
        return bd09_from_wgs84(LON, LAT)
    return Transformer.from_crs(4326, int(name), always_xy=True).transform(LON, LAT)


@pytest.mark.parametrize("name", ["4326", "4490", "gcj02", "bd09", "3857", "4527", "4548"])
def test_a_point_is_the_same_place_in_every_system(name):
    lon, lat = PointSystem.named(name).to_wgs84(*given_in(name))
    assert np.abs(lon - LON).max() < 1e-8
    assert np.abs(lat - LAT).max() < 1e-8


@pytest.mark.slow
def test_every_zone_comes_back_to_its_own_meridian():
    for code in GAUSS_KRUEGER:
        meridian = 75 + 3 * ((int(code) - 4513) % 21)
        easting = 500_000 + 1_000_000 * (int(code) - 4488 if int(code) < 4534 else 0)
        lon, lat = PointSystem(code).to_wgs84([easting], [4_400_000])
        assert lon[0] == pytest.approx(meridian, abs=1e-9)
        assert 39 < lat[0] < 40


@pytest.mark.parametrize("name", ["EPSG:4326", " epsg:4490 ", "GCJ-02", "BD09", "4547"])
def test_usual_spellings_are_known(name):
    assert PointSystem.named(name).name in NAMES


@pytest.mark.parametrize("name", ["", "4555", "wgs84", "EPSG:32650", "4326; DROP TABLE", "x" * 500])
def test_other_names_are_refused_with_the_list(name):
    with pytest.raises(BadInputError, match="4513 to 4554") as refused:
        PointSystem.named(name)
    assert refused.value.field == "crs"
    assert len(refused.value.message) < 200


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_place_becomes_nan(name):
    x, y = [np.nan, np.inf, 1e300, 0.0], [0.0, 0.0, 0.0, -np.inf]
    assert all(np.isnan(axis).all() for axis in PointSystem(name).to_wgs84(x, y))
