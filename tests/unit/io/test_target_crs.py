import numpy as np
import pytest
import shapely
from pyproj import Transformer

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.china_offsets import wgs84_from_bd09, wgs84_from_gcj02
from gridgeo.io.target_crs import parse_target

PLACES = np.array([shapely.Point(116.4, 39.9), shapely.Point(114.0, 22.5)])


@pytest.mark.parametrize("text", ["EPSG:4547", "epsg:4547", "4547"])
def test_an_epsg_code_moves_to_east_and_north(text):
    target = parse_target(text)
    assert target.name == "EPSG:4547"
    there = Transformer.from_crs(4326, 4547, always_xy=True).transform(116.4, 39.9)
    assert shapely.get_coordinates(target.move(PLACES))[0] == pytest.approx(there)


@pytest.mark.parametrize(
    ("text", "back"),
    [("gcj02", wgs84_from_gcj02), ("GCJ-02", wgs84_from_gcj02), ("BD-09", wgs84_from_bd09)],
)
def test_shifted_coordinates_lead_back(text, back):
    target = parse_target(text)
    moved = shapely.get_coordinates(target.move(PLACES))
    assert np.abs(moved - shapely.get_coordinates(PLACES)).max() > 1e-3
    lon, lat = back(moved[:, 0], moved[:, 1])
    assert np.column_stack([lon, lat]) == pytest.approx(shapely.get_coordinates(PLACES), abs=1e-7)
    assert not target.is_wgs84


@pytest.mark.parametrize("text", ["", "EPSG:1", "mars", "EPSG:5773", "EPSG:4979", "0"])
def test_what_is_no_map_system_is_refused(text):
    with pytest.raises(BadInputError, match="is no") as refused:
        parse_target(text)
    assert refused.value.field == "crs"
