import json
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from openpyxl import load_workbook

from gridgeo.domain.errors import BadInputError
from gridgeo.domain.thresholds import Thresholds
from gridgeo.services.check_files import CheckOptions, check_files
from gridgeo.services.file_view import ViewOptions
from gridgeo.services.fix_file import FixOptions, fix_file, write_fixed
from gridgeo.services.write_changes import (
    CHANGE_HEADINGS,
    write_changes_json,
    write_changes_workbook,
)
from gridgeo.topology.repair import RepairRules
from tests.support.views import box

CAMBRIDGE = Path(__file__).parents[3] / "../shared/data/cambridge"
EXACT = ViewOptions(thresholds=Thresholds(min_area_m2=0))


@pytest.fixture
def faulty(tmp_path):
    """Two grids that overlap, a T-junction and an untouched pair, in degrees."""
    shapes = [
        box(0, 0, 110, 100),
        box(100, 0, 200, 100),
        box(200, 0, 300, 50),
        box(200, 50, 300, 100),
        box(1000, 0, 1100, 100),
        box(1100, 0, 1200, 100),
    ]
    frame = gpd.GeoDataFrame(
        {"code": list("ABCDEF"), "name": [f"网格{i}" for i in range(6)]},
        geometry=shapes,
        crs="EPSG:4549",
    )
    frame.to_crs(4326).to_file(tmp_path / "faulty.gpkg")
    return tmp_path / "faulty.gpkg"


def test_looking_writes_nothing(faulty):
    report = fix_file(faulty, FixOptions())
    assert [one.fault for one in report.repair.changes] == ["overlap"]
    assert [path.name for path in faulty.parent.iterdir()] == ["faulty.gpkg"]


def test_a_boundary_elsewhere_is_refused_not_clipped_to(faulty, tmp_path):
    elsewhere = gpd.GeoSeries([box(5000, 0, 6000, 100)], crs="EPSG:4549").to_crs(4326)
    elsewhere.to_file(tmp_path / "ground.gpkg")
    with pytest.raises(BadInputError, match=r"ground\.gpkg: they are 3,8\d\d m") as told:
        fix_file(faulty, FixOptions(within=tmp_path / "ground.gpkg"))
    assert told.value.field == "within"


def test_the_written_network_is_clean_and_keeps_its_fields(faulty, tmp_path):
    write_fixed(fix_file(faulty, FixOptions()), tmp_path / "fixed.gpkg")
    (report,) = check_files([tmp_path / "fixed.gpkg"], CheckOptions(layer="grids", view=EXACT))
    assert report.findings == []
    before = pyogrio.read_dataframe(faulty)
    after = pyogrio.read_dataframe(tmp_path / "fixed.gpkg", layer="grids")
    assert after["name"].tolist() == before["name"].tolist()
    assert after.crs == before.crs


def test_grids_without_a_fault_come_back_to_the_bit(faulty, tmp_path):
    write_fixed(fix_file(faulty, FixOptions()), tmp_path / "fixed.gpkg")
    before = pyogrio.read_dataframe(faulty).geometry.values
    after = pyogrio.read_dataframe(tmp_path / "fixed.gpkg", layer="grids").geometry.values
    same = shapely.equals_identical(shapely.normalize(before), shapely.normalize(after))
    assert same.tolist() == [False, False, True, True, True, True]


def test_the_changes_are_a_layer_and_a_list(faulty, tmp_path):
    report = fix_file(faulty, FixOptions())
    write_fixed(report, tmp_path / "fixed.gpkg")
    write_changes_json("faulty", report.repair, report.left, tmp_path / "changes.json")
    layer = pyogrio.read_dataframe(tmp_path / "fixed.gpkg", layer="changes")
    content = json.loads((tmp_path / "changes.json").read_text("utf-8"))
    assert layer["area_m2"].tolist() == [pytest.approx(1000, rel=1e-3)]
    assert content["changes"][0]["area_m2"] == pytest.approx(1000, rel=1e-3)
    assert content["left"] == []
    assert set(content["redrawn"]) >= {"A", "B"}


def test_the_changes_are_a_workbook_headed_in_chinese(faulty, tmp_path):
    frame = gpd.read_file(faulty)
    frame.loc[4, "geometry"] = shapely.MultiPolygon(
        [frame.geometry[4], shapely.transform(frame.geometry[4], lambda xy: xy + 0.01)]
    )
    frame.to_file(tmp_path / "apart.gpkg")
    report = fix_file(tmp_path / "apart.gpkg", FixOptions())
    path = tmp_path / "changes.xlsx"
    write_changes_workbook(report.repair, report.left, report.network.crs, path)
    book = load_workbook(path)
    changes, grids, left = (list(page.values) for page in book.worksheets)
    assert book.sheetnames == ["变更清单", "涉及网格", "遗留问题"]
    assert changes[0] == CHANGE_HEADINGS
    fault, _losing, _gaining, area, *place = changes[1]
    assert (fault, area) == ("重叠", pytest.approx(1000, rel=1e-3))
    assert {changes[1][1], changes[1][2]} == {"A", "B"}
    assert frame.geometry[0].intersection(frame.geometry[1]).covers(shapely.Point(place))
    assert {("A", "边界已调整"), ("B", "边界已调整")} <= set(grids)
    assert "不连通" in {row[1] for row in left}


def test_a_repair_tells_how_far_it_is(faulty):
    told = []
    fix_file(faulty, FixOptions(), lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    steps = [step for step, _ in told]
    assert steps[:5] == ["read", "look for faults", "take apart", "decide", "put together"]
    assert "overlap" in steps[5:]


def test_what_a_repair_cannot_mend_is_said(faulty, tmp_path):
    frame = gpd.read_file(faulty)
    frame.loc[4, "geometry"] = shapely.MultiPolygon(frame.geometry[[4, 0]].tolist())
    frame.drop(index=[0]).to_file(tmp_path / "apart.gpkg")
    report = fix_file(tmp_path / "apart.gpkg", FixOptions())
    assert "contiguity" in {one.rule for one in report.left}


def test_a_locked_grid_must_exist(faulty):
    with pytest.raises(BadInputError, match="no grid 'Z' to lock"):
        fix_file(faulty, FixOptions(rules=RepairRules(locked=("Z",))))


@pytest.mark.skipif(not CAMBRIDGE.exists(), reason=f"{CAMBRIDGE} is not there")
def test_the_neighbourhoods_are_repaired_and_still_clean_when_read_again(tmp_path):
    within = CAMBRIDGE / "BOUNDARY_CityBoundary.geojson"
    report = fix_file(CAMBRIDGE / "BOUNDARY_CDDNeighborhoods.geojson", FixOptions(within=within))
    write_fixed(report, tmp_path / "fixed.gpkg")
    options = CheckOptions(layer="grids", view=replace(EXACT, within=within))
    (again,) = check_files([tmp_path / "fixed.gpkg"], options)
    assert [one.en for one in again.findings if one.severity.value == "error"] == []
    assert again.grids == 13
    assert again.overlap_m2 + again.gap_m2 + again.outside_m2 == 0


def test_an_emptied_grid_is_left_out_of_the_file(faulty, tmp_path):
    frame = gpd.read_file(faulty)
    twice = gpd.GeoDataFrame(
        {"code": ["E", "E2"]}, geometry=frame.geometry.iloc[[4, 4]].tolist(), crs=frame.crs
    )
    twice.to_file(tmp_path / "twice.gpkg")
    report = fix_file(tmp_path / "twice.gpkg", FixOptions())
    write_fixed(report, tmp_path / "fixed.gpkg")
    assert report.repair.emptied == ("E2",)
    fixed = pyogrio.read_dataframe(tmp_path / "fixed.gpkg", layer="grids")
    assert fixed["code"].tolist() == ["E"]
    assert np.isfinite(fixed.total_bounds).all()
