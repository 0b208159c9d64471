import numpy as np
import openpyxl
import pytest
import shapely
from pyproj import CRS

from gridgeo.domain.enums import Severity
from gridgeo.domain.errors import UnavailableError
from gridgeo.services.findings_workbook import HEADINGS, SUMMARY, write_findings_workbook
from gridgeo.services.network_report import NetworkReport
from gridgeo.topology.finding import Finding, Fix
from gridgeo.topology.registry import TITLES_ZH

METRES = CRS.from_epsg(4549)


def finding(rule, code, area=25.0, severity=Severity.ERROR):
    ground = shapely.box(500_000, 3_300_000, 500_005, 3_300_005)
    fix = Fix("give_to", (code,), f"划归 {code}", f"Give it to {code}", 12, area)
    return Finding(
        *(rule, severity, ("综治",), (code, "B"), ground, area, 5.0, 12),
        *(f"网格 {code} 有问题。", f"Grid {code} is at fault.", "id" + code, (fix, fix)),
    )


def report(findings, accepted=()):
    return NetworkReport("综治", 2, 100.0, 0.0, 0.0, 0.0, findings, METRES, METRES, tuple(accepted))


def write(path, *reports):
    write_findings_workbook(reports, path)
    return openpyxl.load_workbook(path)


def test_there_is_a_sheet_of_counts_and_one_for_each_rule_found(tmp_path):
    found = [finding("overlap", "1"), finding("overlap", "2"), finding("gap", "3")]
    accepted = [finding("band", "4", severity=Severity.WARNING)]
    book = write(tmp_path / "f.xlsx", report(found, accepted))
    assert book.sheetnames == [SUMMARY, "重叠", "空白", "户数不达标"]
    rows = [[cell.value for cell in row] for row in book[SUMMARY].iter_rows(min_row=2)]
    assert rows == [
        ["综治", "重叠", "overlap", 2, 0, 0, 0, 24, 50],
        ["综治", "空白", "gap", 1, 0, 0, 0, 12, 25],
        ["综治", "户数不达标", "band", 0, 0, 0, 1, None, 0],
    ]
    sheet = book["重叠"]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    row = dict(zip(HEADINGS, (cell.value for cell in sheet[2]), strict=True))
    assert (row["级别"], row["网格"], row["处理涉及户数"]) == ("错误", "1、B", 12)
    assert row["经度"] == pytest.approx(120, abs=0.01)
    assert book["户数不达标"]["N2"].value == "已接受例外"


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_code_from_a_file_is_never_a_formula(tmp_path, text):
    book = write(tmp_path / "f.xlsx", report([finding("overlap", text)]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert any(text.strip() in str(cell.value) for cell in cells)


def test_a_clean_network_says_so(tmp_path):
    book = write(tmp_path / "f.xlsx", report([]))
    assert book.sheetnames == [SUMMARY]
    assert book[SUMMARY]["B2"].value == "没有问题"


def test_every_title_can_be_the_name_of_a_sheet():
    assert all(
        len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in TITLES_ZH.values()
    )


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnavailableError, match="cannot be written"):
        write_findings_workbook([report([])], tmp_path / "missing" / "f.xlsx")


def test_places_without_coordinates_stay_empty(tmp_path):
    nowhere = Finding(
        *("invalid", Severity.ERROR, ("n",), ("1",), shapely.Point(), 0.0, 0.0, None, "", "", "x")
    )
    book = write(tmp_path / "f.xlsx", report([nowhere]))
    row = dict(zip(HEADINGS, (cell.value for cell in book["图形无效"][2]), strict=True))
    assert row["经度"] is None
    assert np.isclose(row["面积（平方米）"], 0)
