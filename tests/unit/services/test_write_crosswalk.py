import csv
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pytest
import shapely
from pyproj import CRS

from gridgeo.domain.errors import BadInputError
from gridgeo.geometry.shared_counts import share_points
from gridgeo.services.crosswalk_networks import CrosswalkReport
from gridgeo.services.write_crosswalk import COLUMNS, write_crosswalk
from gridgeo.topology.crosswalk import cross
from gridgeo.topology.crosswalk_rows import Side
from tests.support.views import METRES, box

WGS84 = CRS.from_epsg(4326)


@pytest.fixture
def report():
    a = Side(
        "甲网", ("A1", "=A2"), np.array([box(0, 0, 100, 100), box(100, 0, 200, 100)]), ("南", "北")
    )
    b = Side("乙网", ("B1",), np.array([box(0, 0, 150, 100)]))
    points = shapely.points(500_000 + np.array([10.0, 120, 180]), 3_300_050.0)
    homes = share_points(a.polygons, b.polygons, points).count(np.array([1, 2, 4]))
    return CrosswalkReport(cross(a, b, homes), METRES, WGS84)


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_csv_has_one_line_a_pair_with_dots_and_empty_unknowns(report, tmp_path):
    write_crosswalk(report, tmp_path / "out.csv")
    rows = read_csv(tmp_path / "out.csv")
    assert tuple(rows[0]) == COLUMNS
    assert [(row["a"], row["b"]) for row in rows] == [("'=A2", "B1"), ("'=A2", ""), ("A1", "B1")]
    assert float(rows[0]["area_m2"]) == pytest.approx(5000)
    assert [row["households"] for row in rows] == ["2", "4", "1"]
    assert rows[0]["persons"] == ""
    assert [row["same"] for row in rows] == ["1", "0", "0"]


def test_the_workbook_has_sums_pairs_communities_and_matrices(report, tmp_path):
    write_crosswalk(report, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["汇总", "对照表", "社区一致率", "矩阵1", "矩阵2"]
    summary = dict(book["汇总"].iter_rows(min_row=2, values_only=True))
    assert (summary["甲 A"], summary["户数"]) == ("甲网", 7)
    pairs = list(book["对照表"].iter_rows(values_only=True))
    assert pairs[0][:4] == ("甲网格", "乙网格", "关系", "共有面积（平方米）")
    assert pairs[1][2] == "对方未覆盖"  # the worst stands first
    assert pairs[1][0] == "'=A2"


def test_the_json_holds_totals_and_pairs(report, tmp_path):
    write_crosswalk(report, tmp_path / "out.json")
    content = json.loads((tmp_path / "out.json").read_text())
    assert (content["a"], content["households"]) == ("甲网", 7)
    assert content["agreement"] == pytest.approx(2 / 7)
    assert sum(pair["households"] for pair in content["pairs"]) == 7


def test_the_geopackage_holds_common_and_bare_ground(report, tmp_path):
    write_crosswalk(report, tmp_path / "out.gpkg")
    pairs = gpd.read_file(tmp_path / "out.gpkg", layer="pairs").to_crs(METRES)
    only_a = gpd.read_file(tmp_path / "out.gpkg", layer="only_a").to_crs(METRES)
    only_b = gpd.read_file(tmp_path / "out.gpkg", layer="only_b")
    assert pairs.area.to_numpy() == pytest.approx(pairs["area_m2"].to_numpy(), rel=1e-6)
    assert only_a["code"].tolist() == ["=A2"]
    assert only_a.area.sum() == pytest.approx(5000, rel=1e-6)
    assert len(only_b) == 0


def test_another_ending_is_refused(report):
    with pytest.raises(BadInputError, match=r"\.csv, \.xlsx, \.json, \.gpkg"):
        write_crosswalk(report, Path("out.txt"))
