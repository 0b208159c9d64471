"""Files as offices have them: each oddity is judged as what it is, and its neighbours are not."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgeo.services.check_files import CheckOptions, check_files
from gridgeo.services.file_view import ViewOptions
from tests.support.views import box

X, Y = 500_000, 3_300_000
BESIDE = box(100, 0, 200, 100)
WHOLE = box(0, 0, 200, 100)


def ring(*points):
    return [(X + x, Y + y) for x, y in points]


@pytest.fixture
def check(tmp_path):
    """Check shapes beside a plain neighbour, from a file, within the ground that they cover."""

    def check_shapes(*shapes, crs="EPSG:4549"):
        codes = [chr(ord("A") + i) for i in range(len(shapes))]
        gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs=crs).to_file(
            tmp_path / "g.gpkg"
        )
        gpd.GeoDataFrame(geometry=[WHOLE], crs="EPSG:4549").to_file(tmp_path / "w.gpkg")
        options = CheckOptions(view=ViewOptions(within=tmp_path / "w.gpkg"))
        (report,) = check_files([tmp_path / "g.gpkg"], options)
        return report

    return check_shapes


def found(report):
    return [(one.rule, one.severity.value, one.codes) for one in report.findings]


# The border runs to a point of itself and around a yard, as some programs store a hole.
TOUCHING = shapely.Polygon(
    ring((0, 0), (100, 0), (100, 100), (0, 100), (0, 50), (20, 60), (40, 50), (20, 40), (0, 50))
)


def test_a_ring_that_touches_itself_is_named_and_what_it_leaves_out_is_a_gap(check):
    report = check(TOUCHING, BESIDE)
    assert ("invalid", "error", ("A",)) in found(report)
    gaps = [one for one in report.findings if one.rule == "gap"]
    assert sum(one.area_m2 for one in gaps) == pytest.approx(report.gap_m2)
    assert report.gap_m2 == pytest.approx(400.0)
    assert report.overlap_m2 == 0


def test_a_hole_in_a_hole_is_invalid_and_the_ground_is_what_the_outer_one_leaves(check):
    holes = [
        ring((20, 20), (80, 20), (80, 80), (20, 80)),
        ring((40, 40), (60, 40), (60, 60), (40, 60)),
    ]
    report = check(shapely.Polygon(ring((0, 0), (100, 0), (100, 100), (0, 100)), holes), BESIDE)
    assert ("invalid", "error", ("A",)) in found(report)
    assert {rule for rule, _, _ in found(report)} <= {"invalid", "gap", "contiguity"}
    assert report.gap_m2 + report.area_m2 == pytest.approx(20_000)


def test_parts_that_are_one_place_are_one_place(check):
    halves = shapely.MultiPolygon([box(0, 0, 50, 100), box(50, 0, 100, 100)])
    report = check(halves, BESIDE)
    assert found(report) == [("invalid", "warning", ("A",))]
    assert "one place" in report.findings[0].en
    assert report.gap_m2 == report.overlap_m2 == 0


def test_one_part_in_a_multipolygon_is_an_ordinary_grid(check):
    assert found(check(shapely.MultiPolygon([box(0, 0, 100, 100)]), BESIDE)) == []


@pytest.mark.parametrize("scale", [1e-9, 1e-7])
def test_noise_below_any_survey_is_no_fault(check, scale):
    rng = np.random.default_rng(5)
    shapes = [box(0, 0, 100, 100), BESIDE]
    rings = [np.array(shape.exterior.coords)[:-1] for shape in shapes]
    noisy = [shapely.Polygon(r + rng.uniform(-scale, scale, r.shape)) for r in rings]
    assert found(check(*noisy)) == []


def test_heights_do_not_matter(check):
    assert found(check(shapely.force_3d(box(0, 0, 100, 100), 88.0), BESIDE)) == []


def test_the_direction_of_rings_does_not_matter(check):
    assert found(check(shapely.reverse(box(0, 0, 100, 100)), BESIDE)) == []
    overlapping = shapely.reverse(box(0, 0, 110, 100))
    assert found(check(overlapping, BESIDE)) == [("overlap", "error", ("A", "B"))]


def test_vertices_that_repeat_do_not_matter(check):
    points = ring((0, 0), (0, 0), (100, 0), (100, 0), (100, 100), (0, 100))
    assert found(check(shapely.Polygon(points), BESIDE)) == []


def test_a_second_row_with_the_same_ground_is_a_duplicate_and_nothing_else(check):
    assert found(check(box(0, 0, 100, 100), BESIDE, box(0, 0, 100, 100))) == [
        ("duplicate", "error", ("A", "C"))
    ]
