from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import CRS

from gridgeo.domain.enums import Relation
from gridgeo.geometry import china_offsets as china
from gridgeo.geometry.crs import transform
from gridgeo.topology.shift import find_shift, hold_against, shift_finding
from gridgeo.topology.view import NetworkView
from tests.support.coverages import lattice

METRES = CRS.from_epsg(4547)  # CGCS2000, central meridian 114 E: Chinese ground
HSINCHU = Path(__file__).parents[4] / "shared/data/hsinchu/hsinchu.gpkg"


@pytest.fixture(scope="module")
def streets():
    """Blocks of a town in degrees."""
    return transform(lattice(12, 12, seed=3).polygons(), METRES, CRS.from_epsg(4326))


@pytest.fixture(scope="module")
def grids(streets):
    """A network of rows of the same blocks."""
    rows = np.arange(144) // 12
    return np.array([shapely.coverage_union_all(streets[rows == row]) for row in range(12)])


def moved(polygons, function):
    return shapely.transform(
        polygons, lambda points: np.column_stack(function(points[:, 0], points[:, 1]))
    )


@pytest.mark.parametrize(
    ("function", "cause"),
    [
        (china.gcj02_from_wgs84, "gcj02"),
        (china.bd09_from_wgs84, "bd09"),
        (china.wgs84_from_gcj02, "other_gcj02"),
        (china.wgs84_from_bd09, "other_bd09"),
        (lambda lon, lat: (lat, lon), "axes"),
        (lambda lon, lat: (lon + 3.0, lat), "zone"),
        (lambda lon, lat: (lon - 6.0, lat), "zone"),
        (lambda lon, lat: (lon + 0.0008, lat - 0.0006), "offset"),
    ],
)
@pytest.mark.parametrize("coarse", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_shift_is_recognised_and_named(streets, grids, function, cause, coarse):
    suspect, other = (grids, streets) if coarse else (streets, grids)
    found = find_shift(moved(suspect, function), other)
    assert found.cause.name == cause
    assert found.share_before < 0.3
    assert found.share_after > 0.9


def test_the_offset_is_measured(streets, grids):
    found = find_shift(moved(grids, lambda lon, lat: (lon + 0.0008, lat - 0.0006)), streets)
    scale = 111_320 * np.array([np.cos(np.radians(shapely.get_coordinates(grids)[0, 1])), 1.0])
    assert np.allclose([found.east_m, found.north_m], scale * (0.0008, -0.0006), atol=1.0)


def test_networks_that_fit_are_not_shifted(streets, grids):
    assert find_shift(grids, streets) is None
    assert find_shift(streets, grids) is None


def test_networks_drawn_differently_are_not_shifted(grids):
    ruler = transform(lattice(5, 5, seed=9, size_m=480.0).polygons(), METRES, CRS.from_epsg(4326))
    assert find_shift(ruler, grids) is None
    assert find_shift(np.empty(0, dtype=object), grids) is None


def test_the_finding_says_what_happened_and_what_to_do(streets, grids):
    here = moved(grids, china.gcj02_from_wgs84)
    views = [
        NetworkView(name, tuple(map(str, range(len(ground)))), ground, METRES)
        for name, ground in (
            ("fangyi", transform(here, CRS.from_epsg(4326), METRES)),
            ("zongzhi", transform(streets, CRS.from_epsg(4326), METRES)),
        )
    ]
    found = shift_finding(*views)
    assert found.rule == "shift"
    assert found.networks == ("fangyi", "zongzhi")
    assert "GCJ-02" in found.en
    assert "GCJ-02" in found.zh
    assert found.fixes[0].action == "import_again"
    assert 300 < found.width_m < 800
    assert shift_finding(views[1], views[1]) is None


@pytest.mark.slow
@pytest.mark.skipif(not HSINCHU.parent.is_dir(), reason="no ../shared/data here")
def test_villages_in_gcj02_are_recognised_beside_real_areas():
    areas = gpd.read_file(HSINCHU, layer="areas").geometry.to_numpy()
    villages = gpd.read_file(HSINCHU, layer="villages").geometry.to_numpy()
    assert find_shift(villages, areas) is None
    assert find_shift(moved(villages, china.gcj02_from_wgs84), areas).cause.name == "gcj02"


def test_a_shifted_network_gives_one_finding_and_not_one_a_grid(streets, grids):
    codes = tuple(map(str, range(144)))
    base = NetworkView("a", codes, transform(streets, CRS.from_epsg(4326), METRES), METRES)
    here = [grids, moved(grids, china.bd09_from_wgs84)]
    fitting, shifted = (
        NetworkView("b", codes[:12], transform(one, CRS.from_epsg(4326), METRES), METRES)
        for one in here
    )
    assert hold_against(fitting, base, Relation.WHOLE_GRIDS_OF) == []
    assert [one.rule for one in hold_against(shifted, base, Relation.WHOLE_GRIDS_OF)] == ["shift"]


def test_a_careless_hand_is_no_shift(streets):
    some = streets[[0, 1, 12, 13]]
    assert find_shift(moved(some, lambda lon, lat: (lon + 0.0002, lat)), some) is None
