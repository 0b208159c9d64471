"""Files of every format, written from one frame and read again."""

import csv
import sqlite3
import zipfile
from contextlib import closing

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.export_formats import (
    FORMATS,
    Content,
    format_of_name,
    format_of_path,
    write_content,
)
from gridgeo.io.sources import open_source
from gridgeo.io.spreadsheet import Sheet, write_csv, write_workbook
from gridgeo.io.target_crs import parse_target

NAMES = ["和平一格", '=HYPERLINK("http://x","y")', '边界,引号"与换行\n']
HOUSEHOLDS = [400, 0, None]


def content(crs="EPSG:4326", names=NAMES):
    target = parse_target(crs)
    ground = np.array([shapely.box(116 + i / 100, 39.9, 116.01 + i / 100, 39.91) for i in range(3)])
    moved = target.move(shapely.multipolygons(ground[:, None]))
    frame = gpd.GeoDataFrame(
        {
            "code": pd.Series(["G1", "G2", "G3"], dtype="string"),
            "name": pd.Series(names, dtype="string"),
            "households": pd.Series(HOUSEHOLDS, dtype="Int64"),
            "valid_from": pd.to_datetime(["2026-01-10T08:00:00Z"] * 3),
        },
        geometry=moved,
        crs=target.crs,
    )
    headings = {"code": "网格编码"}
    places = target.move(shapely.centroid(ground))
    return Content(frame, places, "zongzhi", headings, [("坐标系", target.name)], target)


def written(tmp_path, name, crs="EPSG:4326", encoding="utf-8", names=NAMES):
    chosen = format_of_name(name)
    path = tmp_path / f"out{chosen.suffix}"
    write_content(content(crs, names), path, chosen, encoding)
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    return path


def assert_same(frame, crs, name="name"):
    expected = content(crs).frame
    assert frame["code"].tolist() == ["G1", "G2", "G3"]
    assert frame[name].tolist() == NAMES
    counts = [None if pd.isna(value) else int(value) for value in frame["households"]]
    assert counts == HOUSEHOLDS
    away = shapely.hausdorff_distance(frame.geometry.to_numpy(), expected.geometry.to_numpy())
    assert away.max() < 1e-6


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:4547", "EPSG:3857", "gcj02"])
@pytest.mark.parametrize("name", ["gpkg", "fgb"])
def test_what_is_read_again_is_what_was_written(tmp_path, name, crs):
    frame = pyogrio.read_dataframe(written(tmp_path, name, crs))
    assert_same(frame.sort_values("code"), crs)
    assert frame.crs.name == parse_target(crs).crs.name


def test_a_geopackage_says_what_it_is(tmp_path):
    path = written(tmp_path, "gpkg", "EPSG:4547")
    assert pyogrio.list_layers(path).tolist() == [["zongzhi", "MultiPolygon"]]
    with closing(sqlite3.connect(path)) as file:
        [(facts,)] = file.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    assert "坐标系" in facts


@pytest.mark.parametrize("name", ["geojson", "kml"])
def test_formats_of_the_web_are_in_wgs84_alone(tmp_path, name):
    frame = pyogrio.read_dataframe(written(tmp_path, name))
    assert frame["code"].tolist() == ["G1", "G2", "G3"]
    expected = content().frame.geometry.to_numpy()
    assert shapely.hausdorff_distance(frame.geometry.to_numpy(), expected).max() < 1e-7
    assert shapely.is_valid(frame.geometry.to_numpy()).all()
    with pytest.raises(BadInputError, match="always in EPSG:4326"):
        written(tmp_path / "..", name, "EPSG:4547")


def test_parquet_keeps_types_and_coordinates(tmp_path):
    frame = gpd.read_parquet(written(tmp_path, "parquet", "EPSG:4547"))
    assert_same(frame, "EPSG:4547")
    assert frame.crs.to_epsg() == 4547


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_shapefile_is_a_zip_in_the_encoding_asked_for(tmp_path, encoding):
    path = written(tmp_path, "shp", "EPSG:4490", encoding)
    with zipfile.ZipFile(path) as archive:
        assert {name.split(".", 1)[1] for name in archive.namelist()} == {
            "shp", "shx", "dbf", "prj", "cpg"
        }  # fmt: skip
        archive.extractall(tmp_path)
        assert "和平一格".encode(encoding) in archive.read("zongzhi.dbf")
    frame = pyogrio.read_dataframe(tmp_path / "zongzhi.shp", encoding=encoding)
    assert frame["name"].tolist() == NAMES
    assert frame.crs.to_epsg() == 4490


def test_a_character_that_gbk_has_not_is_named(tmp_path):
    names = ["𠮷祥里", "b", "c"]
    for name in ("shp", "csv"):
        with pytest.raises(BadInputError, match="no sign for '𠮷'"):
            written(tmp_path, name, encoding="gbk", names=names)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_csv_holds_no_formula_and_the_whole_shape(tmp_path, encoding):
    path = written(tmp_path, "csv", encoding=encoding)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [NAMES[0], f"'{NAMES[1]}", NAMES[2]]
    assert [row["households"] for row in rows] == ["400", "0", ""]
    assert float(rows[0]["x"]) == pytest.approx(116.005)
    shape = shapely.from_wkt(rows[0]["wkt"])
    assert shape.equals_exact(content().frame.geometry[0], 1e-8)


def test_a_workbook_has_chinese_headings_and_no_formula(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, "xlsx", "EPSG:4547"))
    assert book.sheetnames == ["网格", "说明"]
    rows = list(book["网格"].rows)
    assert rows[0][0].value == "网格编码"
    assert rows[2][1].data_type == "s"
    assert rows[2][1].value == f"'{NAMES[1]}"
    assert rows[1][2].value == 400
    assert rows[3][2].value is None
    assert [cell.value for cell in list(book["说明"].rows)[1]] == ["坐标系", "EPSG:4547"]


def test_formats_are_found_by_name_and_by_ending(tmp_path):
    assert {format_of_path(tmp_path / f"a{f.suffix.upper()}").name for f in FORMATS.values()} == (
        set(FORMATS)
    )
    assert format_of_path(tmp_path / "a.json").name == "geojson"
    assert format_of_path(tmp_path / "a.shp").suffix == ".shp"
    with pytest.raises(BadInputError, match="must end in one of"):
        format_of_path(tmp_path / "a.doc")
    with pytest.raises(BadInputError, match="is no format"):
        format_of_name("doc")
    with pytest.raises(BadInputError, match="gpkg is written in utf-8"):
        written(tmp_path, "gpkg", encoding="gbk")


ODD = [
    "=1+1",
    "+8613900000001",
    "-",
    "@home",
    "'=1+1",
    "''-x",
    "'s-Hertogenbosch",
    "plain",
    "a=b",
    "＝1+1",
    "＠和平",
]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_texts_that_were_guarded_from_being_formulas_come_back_as_they_were(tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    sheet = Sheet(["=code", "name"], [[text, "x"] for text in ODD])
    if ending == "csv":
        write_csv(path, sheet)
        assert "'=1+1" in path.read_text("utf-8-sig")
    else:
        write_workbook(path, {"a": sheet})
    with open_source(path) as source:
        rows = pd.concat(source.batches(source.layer()))
    assert rows["=code"].tolist() == ODD
