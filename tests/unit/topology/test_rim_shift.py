import numpy as np
import pytest
import shapely
from pyproj import CRS

from gridgeo.geometry import china_offsets as china
from gridgeo.geometry.crs import transform
from gridgeo.topology.registry import check
from gridgeo.topology.rim_shift import gather_shift
from gridgeo.topology.view import NetworkView
from tests.support.coverages import lattice

METRES = CRS.from_epsg(4547)
DEGREES = CRS.from_epsg(4326)


@pytest.fixture(scope="module")
def town():
    return lattice(12, 12, seed=3)


def checked(town, polygons):
    codes = tuple(f"G{number}" for number in range(len(polygons)))
    view = NetworkView("zz", codes, polygons, METRES, town.boundary())
    found = check(view)
    return found, gather_shift(view, found)


def as_gcj02(polygons):
    degrees = transform(polygons, METRES, DEGREES)
    moved = shapely.transform(
        degrees, lambda xy: np.column_stack(china.gcj02_from_wgs84(xy[:, 0], xy[:, 1]))
    )
    return transform(moved, DEGREES, METRES)


def test_a_network_read_in_a_wrong_system_is_one_finding_at_its_boundary_too(town):
    before, after = checked(town, as_gcj02(town.polygons()))
    assert {"outside", "gap"} <= {one.rule for one in before}
    assert [one.rule for one in after] == ["shift"]
    assert after[0].networks == ("zz",)
    assert "GCJ-02" in after[0].en
    assert "辖区边界" in after[0].zh


def test_a_straight_displacement_needs_no_cause(town):
    _, after = checked(
        town, shapely.transform(town.polygons(), lambda xy: xy + np.array([120.0, -90.0]))
    )
    assert [(one.rule, round(one.width_m, -1)) for one in after] == [("shift", 150)]


def test_a_gap_between_grids_stays_beside_the_shift(town):
    _, after = checked(town, as_gcj02(np.delete(town.polygons(), 6 * 12 + 6)))
    assert [one.rule for one in after] == ["shift", "gap"]


def test_careless_drawing_at_the_rim_is_no_shift(town):
    polygons = town.polygons()
    polygons[0] = shapely.buffer(polygons[0], 30, join_style="mitre")
    before, after = checked(town, np.delete(polygons, 143))
    assert {one.rule for one in before} >= {"outside", "gap", "overlap"}
    assert after == before


def test_a_clean_network_stays_clean(town):
    assert checked(town, town.polygons()) == ([], [])
