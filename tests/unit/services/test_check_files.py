import json
import stat
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.code_template import CodeTemplate
from gridgeo.domain.enums import Relation
from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.domain.thresholds import Thresholds
from gridgeo.services.check_files import CheckOptions, check_files
from gridgeo.services.file_surroundings import Places
from gridgeo.services.file_view import ViewOptions
from gridgeo.services.write_findings import write_findings, write_findings_json
from tests.support.views import box

DATA = Path(__file__).parents[3] / "../shared/data/cambridge"
BOUNDARY = DATA / "BOUNDARY_CityBoundary.geojson"
needs_cambridge = pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")


@pytest.fixture
def write(tmp_path):
    def write_file(name, shapes, crs="EPSG:4549", **columns):
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)
        frame.to_file(tmp_path / name, driver="GPKG")
        return tmp_path / name

    return write_file


@pytest.fixture
def overlapping(write):
    return write("grids.gpkg", [box(0, 0, 110, 100), box(100, 0, 200, 100)], code=["A", "B"])


def check_one(path, **options):
    (report,) = check_files([path], CheckOptions(view=ViewOptions(**options)))
    return report


def cambridge(name, **options):
    return check_one(DATA / f"{name}.geojson", within=BOUNDARY, **options)


@needs_cambridge
def test_the_clean_layer_is_clean():
    report = cambridge("DEMOGRAPHICS_AdjustedBlocks2020")
    assert report.grids == 1044
    assert report.findings == []


@needs_cambridge
def test_the_older_blocks_miss_and_leave_the_boundary():
    report = cambridge("DEMOGRAPHICS_AdjustedBlocks2010")
    assert report.grids == 1109
    assert report.gap_m2 == pytest.approx(6351, abs=1)
    assert report.outside_m2 == pytest.approx(11_395, abs=1)
    assert report.overlap_m2 == 0
    assert {one.rule for one in report.findings} <= {"gap", "sliver", "outside", "spike", "hole"}
    gaps = sum(one.area_m2 for one in report.findings if one.fault == "gap")
    outside = sum(one.area_m2 for one in report.findings if one.rule == "outside")
    assert gaps == pytest.approx(6351, abs=2)
    assert outside == pytest.approx(11_395, abs=2)


@needs_cambridge
def test_the_older_blocks_are_clean_among_themselves():
    report = check_one(DATA / "DEMOGRAPHICS_AdjustedBlocks2010.geojson")
    # Two of the blocks lie around others, which harms nothing.
    assert [(one.rule, one.severity.value) for one in report.findings] == [("hole", "info")] * 2


@needs_cambridge
def test_the_neighbourhoods_have_one_overlap_and_nine_holes():
    path = DATA / "BOUNDARY_CDDNeighborhoods.geojson"
    overlaps = [one for one in check_one(path).findings if one.fault == "overlap"]
    assert [one.area_m2 for one in overlaps] == [pytest.approx(12, abs=1)]
    holes = [
        one
        for one in check_one(path, thresholds=Thresholds(min_area_m2=0)).findings
        if one.fault == "gap"
    ]
    assert len(holes) == 9
    assert {one.rule for one in holes + overlaps} == {"sliver"}
    assert sum(one.area_m2 for one in holes) == pytest.approx(12, abs=1)


@needs_cambridge
def test_the_neighbourhoods_against_the_boundary():
    report = cambridge("BOUNDARY_CDDNeighborhoods")
    assert report.gap_m2 == pytest.approx(36, abs=1)
    assert report.outside_m2 == pytest.approx(6, abs=1)


def test_findings_go_back_in_the_crs_of_the_file(overlapping, tmp_path):
    target = tmp_path / "lonlat.gpkg"
    gpd.read_file(overlapping).to_crs(4326).to_file(target)
    report = check_one(target)
    write_findings([report], tmp_path / "out.gpkg")
    found = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="findings")
    assert found.crs.to_epsg() == 4326
    assert found["rule"].tolist() == ["overlap"]
    assert found["codes"].tolist() == ["A, B"]
    assert found.to_crs(4549).area[0] == pytest.approx(1000, rel=1e-3)


def test_a_clean_network_writes_an_empty_layer_with_all_columns(write, tmp_path):
    report = check_one(write("g.gpkg", [box(0, 0, 9, 9)], code=["A"]))
    write_findings([report], tmp_path / "out.gpkg")
    found = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="findings")
    assert len(found) == 0
    assert {"id", "rule", "severity", "codes", "area_m2", "width_m"} <= set(found.columns)


def test_the_json_has_a_summary_and_places(overlapping, tmp_path):
    write_findings_json([check_one(overlapping)], tmp_path / "f.json")
    content = json.loads((tmp_path / "f.json").read_text("utf-8"))
    (network,) = content["networks"]
    assert network["rules"] == {"overlap": 1}
    assert network["findings"] == {"error": 1, "warning": 0, "info": 0}
    assert network["overlap_m2"] == pytest.approx(1000)
    (finding,) = content["findings"]
    lon, lat = finding["lon_lat"]
    assert (lon, lat) == (pytest.approx(120, abs=0.01), pytest.approx(29.8, abs=0.1))
    assert finding["codes"] == ["A", "B"]


def test_counts_are_held_against_the_band(write):
    shapes = [box(i * 10, 0, i * 10 + 10, 10) for i in range(3)]
    path = write("g.gpkg", shapes, code=["A", "B", "C"], hh=[100, 400, 900])
    report = check_one(path, households_field="hh", band=HouseholdBand())
    assert [one.codes for one in report.findings if one.rule == "band"] == [("A",), ("C",)]
    assert {one.severity.value for one in report.findings} == {"warning"}


@pytest.mark.parametrize("value", [-1.0, 0.5, np.nan])
def test_a_wrong_count_names_its_row(write, value):
    path = write("g.gpkg", [box(0, 0, 9, 9), box(9, 0, 18, 9)], code=["A", "B"], hh=[1.0, value])
    with pytest.raises(BadInputError, match=r"'B' \(row 2\)"):
        check_one(path, households_field="hh")


def test_text_is_no_count(write):
    path = write("g.gpkg", [box(0, 0, 9, 9)], code=["A"], hh=["viele"])
    with pytest.raises(BadInputError, match="'viele' in the field 'hh'"):
        check_one(path, households_field="hh")


@pytest.mark.parametrize("field", ["网格编码", "网格编号", "CODE", "grid_code"])
def test_codes_are_found_as_offices_head_them(write, field):
    path = write(
        "grids.gpkg", [box(0, 0, 110, 100), box(100, 0, 200, 100)], **{field: ["甲", "乙"]}
    )
    assert check_one(path).findings[0].codes == ("乙", "甲")


def test_networks_of_no_common_ground_keep_no_relation(write):
    here, there = write("a.gpkg", [box(0, 0, 9, 9)]), write("b.gpkg", [box(9000, 0, 9100, 100)])
    with pytest.raises(BadInputError, match="'a' and 'b' lie nowhere near each other"):
        check_files([here], CheckOptions(relation=Relation.WHOLE_GRIDS_OF, other=there))


def test_rows_that_are_not_polygons_are_refused(write):
    path = write("g.gpkg", [shapely.Point(500_000, 3_300_000)], code=["A"])
    with pytest.raises(BadInputError, match="not polygons, the first is 'A'"):
        check_one(path)


def test_codes_that_look_like_numbers_keep_their_digits(write):
    shapes = [box(0, 0, 9, 9), None]
    path = write("g.gpkg", shapes, code=[1001.0, 1002.0])
    (one,) = check_one(path).findings
    assert one.codes == ("1002",)


def test_z_coordinates_do_not_matter(write):
    path = write("g.gpkg", [shapely.force_3d(box(0, 0, 9, 9), 5.0)], code=["A"])
    assert check_one(path).findings == []


def test_an_invalid_boundary_is_refused(write, overlapping):
    points = [(0, 0), (9, 9), (9, 0), (0, 9)]
    bow_tie = shapely.Polygon([(500_000 + x, 3_300_000 + y) for x, y in points])
    with pytest.raises(BadInputError, match="invalid polygon"):
        check_one(overlapping, within=write("b.gpkg", [bow_tie]))


def test_an_output_that_cannot_be_written_leaves_nothing_half_done(overlapping, tmp_path):
    with pytest.raises(UnavailableError, match="cannot be written"):
        write_findings_json([check_one(overlapping)], tmp_path / "missing" / "f.json")
    assert not (tmp_path / "missing").exists()


def test_the_written_file_can_be_read_by_everyone_who_could_read_one_made_by_hand(
    overlapping, tmp_path
):
    (tmp_path / "by_hand").touch()
    write_findings_json([check_one(overlapping)], tmp_path / "f.json")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("by_hand", "f.json")]
    assert modes[0] == modes[1]


def test_files_of_what_stands_there_turn_their_rules_on(write, tmp_path):
    path = write(
        "g.gpkg",
        [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)],
        code=["110001", "11x002"],
        area_code=["110", "110"],
        then=[30, 30],
    )
    points = [shapely.Point(500_000 + x, 3_300_500) for x in (100, 900, 2100)]
    homes = write("homes.gpkg", points, hh=[40, 50, 7])
    river = shapely.LineString([(500_500, 3_299_000), (500_500, 3_302_000)])
    barriers = write("barriers.gpkg", [river], kind=["water"], rank=[1])
    buildings = write("buildings.gpkg", [box(990, 10, 1020, 20)], code=["b1"])
    (tmp_path / "retired.txt").write_text("110001\n", "utf-8")
    report = check_one(
        path,
        drawn_field="then",
        template=CodeTemplate("{area:3}{serial:3}"),
        retired=tmp_path / "retired.txt",
        places=Places(homes, None, "hh", barriers, buildings),
    )
    found = {(one.rule, one.codes): one.households for one in report.findings}
    assert found == {
        ("code", ("110001",)): None,
        ("code", ("11x002",)): None,
        ("uncovered", ("11x002",)): 7,
        ("barrier", ("110001",)): 40,
        ("cut", ("110001", "11x002")): 0,
        ("stale", ("110001",)): 90,
        ("stale", ("11x002",)): 0,
    }


def test_a_barrier_of_an_unknown_kind_names_its_row(write):
    path = write("g.gpkg", [box(0, 0, 9, 9)], code=["A"])
    line = shapely.LineString([(500_000, 3_300_000), (500_009, 3_300_009)])
    places = Places(barriers=write("b.gpkg", [line], kind=["canal"]))
    with pytest.raises(BadInputError, match=r"'canal' in row 1; a barrier is one of: road"):
        check_one(path, places=places)


def test_micro_grids_of_a_file_are_held_against_their_base_grids(write):
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(50, 0, 150, 100)]
    path = write("g.gpkg", shapes, code=["A", "B", "m"], kind=["base", "base", "micro"])
    assert [(one.rule, one.codes) for one in check_one(path).findings] == [
        ("nesting", ("m", "A", "B"))
    ]


def test_grids_that_lie_over_others_are_no_overlap_in_the_sums(write):
    shapes = [box(0, 0, 100, 100), box(20, 20, 60, 60), box(0, 0, 50, 100)]
    path = write("tiers.gpkg", shapes, code=["B", "D", "M"], kind=["base", "dedicated", "micro"])
    (report,) = check_files([path], CheckOptions(overlay=True))
    assert (report.findings, report.overlap_m2, report.grids) == ([], 0.0, 3)


def test_the_base_grid_that_a_micro_grid_names_is_read(write):
    shapes = [box(0, 0, 100, 100), box(100, 0, 200, 100), box(0, 0, 50, 100)]
    path = write(
        "micro.gpkg",
        shapes,
        code=["B1", "B2", "M"],
        kind=["base", "base", "micro"],
        parent_code=[None, None, "B2"],
    )
    (report,) = check_files([path], CheckOptions())
    assert [(one.rule, one.codes) for one in report.findings] == [("nesting", ("M", "B2", "B1"))]
