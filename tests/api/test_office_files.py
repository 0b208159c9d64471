"""What a district office has, sent as it is: looked into, or refused in both tongues."""

import io
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import httpx
import openpyxl
import pyogrio
import pytest
import shapely

pytestmark = pytest.mark.db

FILES = "/api/v1/imports/files"
HAN = re.compile(r"[一-鿿]")
CSV = "\ufeff户编码,家庭住址,经度,纬度\n1,人民路1号𠮷,114.98,32.0\n"


@pytest.fixture
def administrator(signed_in) -> httpx.Client:
    return signed_in("administrator")


def archive(**parts: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("_", "."), content)
    return whole.getvalue()


def shapefile(folder: Path) -> bytes:
    """Pack a shapefile in GBK whose .cpg says UTF-8."""
    frame = gpd.GeoDataFrame(
        {"楼栋编码": ["B1"], "户数": [12], "社区": ["某社区"]},
        geometry=[shapely.box(116.3, 39.9, 116.301, 39.901)],
        crs="EPSG:4490",
    )
    pyogrio.write_dataframe(frame, folder / "a.shp", encoding="GBK")
    (folder / "a.cpg").write_text("UTF-8")
    return archive(**{part.name: part.read_bytes() for part in folder.glob("a.*")})


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["某街道住户登记表"], ["序号", "家庭住址"], [1, "和平路1号"], [2, "和平路2号"]):
        book.active.append(row)
    whole = io.BytesIO()
    book.save(whole)
    return whole.getvalue()


KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    "<name>一幼</name><Point><coordinates>116.3,39.9,0</coordinates></Point></Placemark>"
    "</Document></kml>"
)


def test_files_as_they_are_are_looked_into(administrator: httpx.Client, tmp_path: Path) -> None:
    def look(name: str, content: bytes, kind: str) -> dict:
        sent = administrator.post(FILES, params={"name": name}, content=content)
        assert sent.status_code == 201, sent.text
        answer = administrator.get(f"{FILES}/{sent.json()['id']}", params={"kind": kind})
        assert answer.status_code == 200, answer.text
        return answer.json()

    shapes = look("楼栋.zip", shapefile(tmp_path), "buildings")
    assert shapes["encoding"] == "gb18030"
    assert "the .cpg says UTF-8" in shapes["encoding_why"]
    assert shapes["layers"][0]["crs"][0]["crs"] == "EPSG:4490"
    sheet = look("住户.xlsx", workbook(), "households")
    assert "row 2" in sheet["notes"][0]
    guesses = {one["column"]: one["guess"] for one in sheet["layers"][0]["columns"]}
    assert guesses["address"]["field"] == "家庭住址"
    assert HAN.search(guesses["address"]["why_zh"])
    table = look("住户.csv", CSV.encode("gb18030"), "households")
    assert table["encoding"] == "gb18030"
    assert table["layers"][0]["fields"][0]["name"] == "户编码"
    places = look("走访.kml", KML.encode(), "places")
    columns = {one["column"]: one["guess"] for one in places["layers"][0]["columns"]}
    assert columns["name"]["field"] == "Name"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("图.dwg", b"AC1027", "save it again as DXF"),
        ("表.et", b"\xd0\xcf\x11\xe0", "save it again as XLSX"),
        ("a.rar", b"Rar!", "save it again as ZIP"),
        ("a.zip", archive(a_shp=b"\x00\x00\x27\x0a" + bytes(96)), "lacks its .shx"),
        ("a.zip", archive(a_csv=b"x\n1\n", b_csv=b"x\n1\n"), "several files"),
        ("a.csv", CSV.encode("utf-16"), "neither UTF-8 nor GBK"),
        ("a.csv", "户编码,家庭住址".encode("gbk"), "has no rows"),
        ("a.xls", b"<html><table/></html>", "is no Excel, whatever its name says"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(600), "cannot be read as a workbook"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[{', "cannot be read"),
        ("a.kml", b"<!DOCTYPE a><kml/>", "without a DOCTYPE"),
        ("a.parquet", b"PAR1" + bytes(50) + b"PAR1", "is no GeoParquet"),
    ],
)
def test_what_cannot_be_read_is_answered_with_what_is_wrong_in_both_tongues(
    administrator: httpx.Client, name: str, content: bytes, words: str
) -> None:
    answer = administrator.post(FILES, params={"name": name}, content=content)
    if answer.status_code == 201:  # only its reader can tell
        answer = administrator.get(f"{FILES}/{answer.json()['id']}")
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert words in problem["detail"]
    assert HAN.search(problem["detail_zh"].replace(name, ""))
