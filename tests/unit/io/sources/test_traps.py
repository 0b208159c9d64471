"""Traps inside files of the right format: nothing is fetched, unfolded or crashed by them."""

import io
import sqlite3
import time
import zipfile
from contextlib import closing

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely

from gridgeo.io.kinds import HOUSEHOLDS
from gridgeo.io.rows import check_rows
from gridgeo.io.sources import open_source
from gridgeo.services.imports.inspect_file import inspect_file
from tests.unit.io.sources.test_admit import listening, packed, refused

POINT = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[114,32]}}'
LINKED = '{{"type":"FeatureCollection",{}:{{"type":{},"properties":{{{}:"{}"}}}},"features":[{}]}}'


@pytest.mark.parametrize(
    ("member", "kind", "address"),
    [
        ('"crs"', '"link"', '"href"'),
        ('"crs"', '"URL"', '"url"'),
        (r'"\u0043RS"', r'"\u006cink"', r'"\u0068ref"'),
    ],
)
def test_a_coordinate_system_is_never_fetched(tmp_path, member, kind, address):
    path = tmp_path / "a.geojson"
    with listening() as (port, calls):
        url = f"http://127.0.0.1:{port}/x"
        path.write_text(LINKED.format(member, kind, address, url, POINT))
        refused(path, "names its coordinate system by an address")
        pyogrio.read_dataframe(path)  # GDAL by itself finds no way out either
    assert calls == []


def test_addresses_that_are_no_systems_are_fields_like_others(tmp_path):
    path = tmp_path / "a.geojson"
    fields = '"properties":{"crs":"x","url":"http://a","href":"y"}'
    path.write_text(
        '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4490"}},'
        '"features":[' + POINT.replace('"properties":{}', fields) + "]}"
    )
    with open_source(path) as source:
        assert set(source.layer().fields) == {"crs", "url", "href"}


def block(name: str, *inserts: str) -> str:
    inner = "".join(f"0\nINSERT\n2\n{one}\n10\n0\n20\n0\n" for one in inserts)
    line = "" if inserts else "0\nLINE\n10\n0\n20\n0\n11\n1\n21\n1\n"
    return f"0\nBLOCK\n2\n{name}\n10\n0\n20\n0\n{inner}{line}0\nENDBLK\n"


def drawing(blocks: str, *inserts: str) -> str:
    head = "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n0\nENDSEC\n"
    return (
        f"{head}0\nSECTION\n2\nBLOCKS\n{blocks}0\nENDSEC\n0\nSECTION\n2\nENTITIES\n"
        + "".join(f"0\nINSERT\n2\n{one}\n10\n0\n20\n0\n" for one in inserts)
        + "0\nENDSEC\n0\nEOF\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        drawing("".join(block(f"B{i}", *[f"b{i + 1}"] * 10) for i in range(8)) + block("B8"), "B0"),
        drawing(block("A"), "A\n70\n3000\n71\n3000"),
        drawing(block("A", "B") + block("B", "A"), "A"),
    ],
)
def test_blocks_that_unfold_without_end_are_refused(tmp_path, text):
    (tmp_path / "a.dxf").write_text(text)
    refused(tmp_path / "a.dxf", "unfolds to more than 5,000,000 shapes")


def test_blocks_of_an_ordinary_drawing_are_read(tmp_path):
    (tmp_path / "a.dxf").write_text(drawing(block("A", "B", "B") + block("B"), "A", "A"))
    with open_source(tmp_path / "a.dxf") as source:
        assert sum(len(one) for one in source.batches(source.layer())) > 0


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)


def workbook(path, sheets: list[str], shared: str = "") -> None:
    """Write a real workbook, then put other sheets and texts into it."""
    book = openpyxl.Workbook()
    for _ in sheets[1:]:
        book.create_sheet()
    whole = io.BytesIO()
    book.save(whole)
    with zipfile.ZipFile(whole) as old:
        parts = {one: old.read(one) for one in old.namelist()}
    for number, sheet in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{number}.xml"] = SHEET.format(
            f"<sheetData>{sheet}</sheetData>"
        ).encode()
    parts["xl/sharedStrings.xml"] = f"<sst>{shared}</sst>".encode()
    packed(path, parts)


FAR = "<row r='{0}'><c r = 'XFD{0}' t='inlineStr'><is><t>x</t></is></c></row>"


@pytest.mark.parametrize(
    "sheets",
    [
        [FAR.format(40_000)],
        ["<row r='900000'>" + "<c><v>1</v></c>" * 50 + "</row>"],
        [FAR.format(700)] * 4,
    ],
)
def test_extents_are_found_however_they_are_written_and_added_up(tmp_path, sheets):
    workbook(tmp_path / "a.xlsx", sheets)
    refused(tmp_path / "a.xlsx", "more than 40,000,000 cells")


def test_a_long_text_that_many_cells_share_is_refused(tmp_path):
    cells = '<row r="1">' + '<c t="s"><v>0</v></c>' * 300 + "</row>"
    workbook(tmp_path / "a.xlsx", [cells], f"<si><t>{'x' * 4_000_000}</t></si>")
    refused(tmp_path / "a.xlsx", "each counted as often as it stands")


def test_a_workbook_of_openpyxl_is_measured_as_it_is(tmp_path):
    book = openpyxl.Workbook()
    for number in range(50):
        book.active.append([f"text {number}", number, "again"])
    book.save(tmp_path / "a.xlsx")
    with open_source(tmp_path / "a.xlsx") as source:
        assert source.layer().rows == 49


@pytest.mark.parametrize("name", ["a" * 300 + ".csv", "b.csv/c.csv"])
def test_names_that_no_folder_takes_are_refused(tmp_path, name):
    packed(tmp_path / "a.zip", {"b.csv": b"code\n1\n", name: b"code\n1\n"})
    refused(tmp_path / "a.zip", "names are too long, or in each other's way")


def test_texts_that_are_no_utf_8_are_refused_at_their_file(tmp_path):
    (tmp_path / "a.geojson").write_bytes(
        POINT.replace('"properties":{}', '"properties":{"a":"?"}').encode().replace(b"?", b"\xff")
    )
    refused(tmp_path / "a.geojson", "Invalid UTF8")
    raw = pa.array([b"\xff\xfe"])
    pq.write_table(
        pa.table({"code": pa.Array.from_buffers(pa.string(), 1, raw.buffers())}),
        tmp_path / "a.parquet",
    )
    refused(tmp_path / "a.parquet", "Invalid UTF8")


@pytest.mark.parametrize(
    "about", [b'{"primary_column":"q","columns":{}}', b"[1]", b'{"primary_column":"g"}', b"{"]
)
def test_a_parquet_that_tells_nonsense_of_its_shapes_is_refused(tmp_path, about):
    table = pa.table({"g": ["x"]}).replace_schema_metadata({b"geo": about})
    pq.write_table(table, tmp_path / "a.parquet")
    refused(tmp_path / "a.parquet", "is no GeoParquet")


@pytest.mark.parametrize(
    "view",
    [
        "SELECT 1 AS fid, load_extension('/tmp/x.so') AS a",
        "SELECT 1 AS fid, ogr_geocode('x') AS a",
    ],
)
def test_views_of_a_geopackage_call_nothing(tmp_path, view):
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(114, 32)], crs="EPSG:4326")
    frame.to_file(path, layer="t")
    with closing(sqlite3.connect(path)) as file:
        file.execute(f"CREATE VIEW w AS {view}")
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
            " VALUES ('w', 'attributes', 'w')"
        )
        file.commit()
    refused(path, "cannot be read")


def test_a_field_that_is_called_like_the_shapes_is_refused(tmp_path):
    text = POINT.replace('"properties":{}', '"properties":{"wkb_geometry":"x"}')
    (tmp_path / "a.geojson").write_text(text)
    refused(tmp_path / "a.geojson", "name it otherwise")


def test_a_sign_that_no_database_takes_is_a_named_row():
    frame = gpd.GeoDataFrame(
        {"code": ["a", "b\0", "c"], "address": ["x\0y", "x", "z"]},
        geometry=[shapely.Point(114, 32)] * 3,
        crs="EPSG:4326",
    )
    checked = check_rows(frame, HOUSEHOLDS)
    assert [(bad.row, bad.column) for bad in checked.rejected] == [(1, "address"), (2, "code")]
    assert "NUL" in checked.rejected[0].reason_zh
    assert pd.notna(checked.frame["code"]).all()


def test_a_thousand_columns_are_looked_into_in_seconds(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(",".join(f"c{i}" for i in range(999)) + "\n" + "," * 998 + "\n")
    begun = time.process_time()
    assert len(inspect_file(None, path).layers[0].fields) == 999
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("told", [True, False])
def test_a_long_text_that_many_rows_share_is_refused(tmp_path, told):
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * 3000, pa.int32()), ["x" * 1_000_000])
    pq.write_table(pa.table({"code": texts}), tmp_path / "a.parquet", store_schema=told)
    assert (tmp_path / "a.parquet").stat().st_size < 100_000
    refused(tmp_path / "a.parquet", "take 2,861 MB")


def test_texts_of_a_parquet_are_themselves_however_they_are_written(tmp_path):
    rows = {
        "code": ["a", "b", "a", None],
        "name": pa.array(["x", "y", "x", "z"]).dictionary_encode(),
    }
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    with open_source(tmp_path / "a.parquet") as source:
        read = pd.concat(source.batches(source.layer()))
    assert read["code"].iloc[:3].tolist() == ["a", "b", "a"]
    assert pd.isna(read["code"].iloc[3])
    assert read["name"].tolist() == ["x", "y", "x", "z"]
