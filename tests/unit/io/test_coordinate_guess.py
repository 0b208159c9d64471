"""The true system of a file is recognised by what is known of the same ground."""

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry import china_offsets
from gridgeo.geometry.crs import transform
from gridgeo.io.coordinate_guess import clear_guess, guess_coordinates, read_raw_shapes

WGS84 = CRS.from_epsg(4326)


def town() -> np.ndarray:
    """Uneven blocks near 115.0 E, 32.0 N, so that no shift brings them upon themselves."""
    rng = np.random.default_rng(3)
    xs = 114.98 + np.cumsum(rng.uniform(0.0006, 0.0024, 12))
    ys = 31.98 + np.cumsum(rng.uniform(0.0006, 0.0024, 12))
    boxes = [shapely.box(w, s, e, n) for w, e in pairwise(xs) for s, n in pairwise(ys)]
    return np.array(boxes, dtype=object)


def moved(polygons: np.ndarray, function) -> np.ndarray:
    return shapely.transform(
        polygons, lambda points: np.column_stack(function(points[:, 0], points[:, 1]))
    )


@pytest.mark.parametrize(
    ("name", "shift"),
    [
        ("4326", lambda x, y: (x, y)),
        ("gcj02", china_offsets.gcj02_from_wgs84),
        ("bd09", china_offsets.bd09_from_wgs84),
        ("axes", lambda x, y: (y, x)),
        ("zone+3", lambda x, y: (x - 3, y)),
    ],
)
def test_degrees_are_recognised(name: str, shift) -> None:
    guesses = guess_coordinates(moved(town(), shift), town())
    best = clear_guess(guesses)
    assert best is not None
    assert (best.name, best.score) == (name, pytest.approx(1, abs=0.02))
    assert [one.score for one in guesses] == sorted((one.score for one in guesses), reverse=True)


def test_where_nothing_is_shifted_that_is_no_rival() -> None:
    """Outside China degrees in GCJ-02 are those of WGS 84."""
    away = shapely.transform(town(), lambda points: points - (186.0, -10.0))
    guesses = guess_coordinates(away, away)
    assert "gcj02" not in {one.name for one in guesses}
    best = clear_guess(guesses)
    assert best is not None
    assert best.name == "4326"


def test_the_shift_is_told() -> None:
    guesses = guess_coordinates(moved(town(), china_offsets.gcj02_from_wgs84), town())
    lon, lat = china_offsets.gcj02_from_wgs84(114.985, 31.985)
    assert guesses[0].east_m == pytest.approx((lon[0] - 114.985) * 111_320 * 0.848, abs=15)
    assert guesses[0].north_m == pytest.approx((lat[0] - 31.985) * 111_320, abs=15)


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["4547", "4526"])
def test_a_zone_in_metres_is_recognised(zone: str) -> None:
    metres = transform(town(), WGS84, CRS.from_epsg(int(zone)))
    best = guess_coordinates(metres, town())[0]
    assert (best.name, best.score) == (zone, pytest.approx(1, abs=0.02))


def test_other_ground_is_no_clear_answer() -> None:
    elsewhere = moved(town(), lambda x, y: (x * 1.00001 + 0.0007, y + 0.0009))
    assert clear_guess(guess_coordinates(elsewhere, town())) is None
    assert guess_coordinates(moved(town(), lambda x, y: (x + 20, y)), town()) == []
    assert clear_guess([]) is None


def test_a_file_is_read_with_the_numbers_that_stand_in_it(tmp_path: Path) -> None:
    path = tmp_path / "swapped.geojson"
    frame = gpd.GeoDataFrame(geometry=moved(town(), lambda x, y: (y, x)), crs=WGS84)
    pyogrio.write_dataframe(frame, path)
    best = clear_guess(guess_coordinates(read_raw_shapes(path), town()))
    assert best is not None
    assert best.name == "axes"
    with pytest.raises(BadInputError, match="no file"):
        read_raw_shapes(tmp_path / "none.gpkg")
    nowhere = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point()], crs=WGS84)
    pyogrio.write_dataframe(nowhere, tmp_path / "points.gpkg")
    with pytest.raises(BadInputError, match="no shapes"):
        read_raw_shapes(tmp_path / "points.gpkg")
