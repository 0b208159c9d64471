"""What is no data, or is a trap, is refused before any library opens it."""

import json
import os
import socket
import sqlite3
import stat
import threading
import zipfile
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import limits, open_source
from gridgeo.io.table_places import TablePlaces, place_rows

VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer>'
    "</OGRVRTDataSource>"
)


def refused(path, words: str, **options) -> None:
    with pytest.raises(BadInputError, match=words):
        read_all(path, **options)


def read_all(path, **options) -> None:
    with open_source(path, **options) as source:
        for layer in source.layers:
            list(source.batches(layer))


@contextmanager
def listening():
    """A server that notes who calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        calls: list[object] = []

        def accept() -> None:
            with suppress(TimeoutError):
                calls.append(server.accept()[1])

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], calls
        thread.join()


@pytest.mark.parametrize(
    "name", ["a.geojson", "a.json", "a.kml", "a.csv", "a.gpkg", "a.shp", "a.dxf"]
)
def test_vrt_under_any_name_reads_nothing_and_calls_nobody(tmp_path, name):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\nsecret\n")
    with listening() as (port, calls):
        for target in (secret, f"/vsicurl/http://127.0.0.1:{port}/a.csv"):
            (tmp_path / name).write_text(VRT.format(target))
            refused(tmp_path / name, "is no |cannot be read")
    assert calls == []


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/http://127.0.0.1:9/a.geojson", "http://127.0.0.1:9/a.geojson",
     "/vsizip//etc/a.zip", "vsimem/a.gpkg", "PG:x.gpkg"],
)  # fmt: skip
def test_addresses_and_virtual_paths_are_refused(path):
    refused(Path(path), "is an address|no file")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.geojson", b"%PDF-1.7"),
        ("a.pdf", b"%PDF-1.7"),
        ("a.csv", b"%PDF-1.7"),
        ("a.gpkg", b"PK\x03\x04"),
        ("a.fgb", b"{}"),
        ("a.parquet", b"PK"),
        ("a.pbf", b"\x00\x00\x00\x0dnothing"),
        ("a.xlsx", b"<html>"),
        ("a", b"x"),
    ],
)
def test_what_is_another_format_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, "is no |reads")


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>',
        "<kml><!ENTITY % p 'x'></kml>",
        '<kml xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="/etc/passwd"/></kml>',
    ],
)
@pytest.mark.parametrize("ending", ["kml", "gpx"])
def test_entities_and_inclusions_are_refused(tmp_path, text, ending):
    (tmp_path / f"a.{ending}").write_text(text)
    refused(tmp_path / f"a.{ending}", "entities")


def test_entities_in_a_kmz_and_in_utf_16_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", '<!DOCTYPE a [<!ENTITY x "y">]><kml/>')
    refused(tmp_path / "a.kmz", "entities")
    (tmp_path / "a.kml").write_bytes("<!DOCTYPE a><kml/>".encode("utf-16"))
    refused(tmp_path / "a.kml", "is no KML|no UTF-8")


def packed(path, entries: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"../../evil.geojson": b"{}"}, "leads outside"),
        ({"/etc/evil.geojson": b"{}"}, "leads outside"),
        ({"C:\\evil.geojson": b"{}"}, "leads outside"),
        ({"b.zip": b"PK"}, "another archive"),
        ({"a.geojson": b"{" + b" " * (30 << 20)}, "as only traps are"),
        ({f"{i}.txt": b"" for i in range(limits.MOST_ENTRIES + 1)}, "2,001 files"),
        ({"readme.md": b"x"}, "no map and no table"),
        ({"a.geojson": b"{}", "b.geojson": b"{}"}, "several files"),
    ],
)
def test_traps_in_archives_are_found_before_anything_is_unpacked(tmp_path, entries, words):
    packed(tmp_path / "a.zip", entries)
    refused(tmp_path / "a.zip", words)
    assert not (tmp_path.parent / "evil.geojson").exists()


def test_an_archive_that_lies_about_its_size_is_stopped(tmp_path):
    packed(tmp_path / "a.zip", {"a.csv": b"a" * 5000})
    data = bytearray((tmp_path / "a.zip").read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    refused(tmp_path / "a.zip", "larger than it claims|cannot be unpacked|is no table")


def test_an_archive_beyond_the_size_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPACKED_BYTES", 1000)
    packed(tmp_path / "a.zip", {"a.csv": os.urandom(2000)}, zipfile.ZIP_STORED)
    refused(tmp_path / "a.zip", "at most")


def test_links_are_refused_everywhere(tmp_path):
    (tmp_path / "real.csv").write_text("code\n1\n")
    (tmp_path / "a.csv").symlink_to(tmp_path / "real.csv")
    refused(tmp_path / "a.csv", "is a link")
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    refused(tmp_path / "a.zip", "has a link")
    (tmp_path / "b.shp").write_bytes(b"\x00\x00\x27\x0a" + bytes(96))
    (tmp_path / "b.dbf").symlink_to("/etc/passwd")
    refused(tmp_path / "b.shp", "is a link")
    (tmp_path / "c.gdb").mkdir()
    (tmp_path / "c.gdb" / "a00000001.gdbtable").symlink_to("/etc/passwd")
    refused(tmp_path / "c.gdb", "holds links")


def test_deep_and_wide_json_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"FeatureCollection","features":' + "[" * 100_000)
    refused(path, "nests deeper")
    wide = {f"field{i}": i for i in range(5_000)}
    feature = {"type": "Feature", "properties": wide, "geometry": None}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    refused(path, "columns or more")


def test_brackets_in_texts_are_no_nesting(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"name": "[" * 60 + '"\\' + "{" * 60},
        "geometry": {"type": "Point", "coordinates": [114, 32]},
    }
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with open_source(path) as source:
        assert len(next(source.batches(source.layer()))) == 1


def test_millions_of_columns_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"," * 10_000_000 + b"\n")
    refused(path, "longer than 1 MB")
    path.write_text(",".join(f"c{i}" for i in range(2_000)) + "\n")
    refused(path, "2,000 columns")


def test_a_sheet_that_is_nothing_but_extent_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "code", "x"
    book.save(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "more than 40,000,000 cells")


def test_a_huge_shape_and_numbers_that_are_none_are_named_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MOST_VERTICES", 100)
    ring = shapely.Point(114, 32).buffer(0.1, quad_segs=200)
    (tmp_path / "a.csv").write_text(
        f'code,wkt\n1,"{ring.wkt}"\n2,POINT (nan inf)\n3,POINT (114 32)\n'
    )
    with open_source(tmp_path / "a.csv") as source:
        rows = place_rows(next(source.batches(source.layer())), TablePlaces(wkt="wkt"))
    assert "vertices" in rows["__fault__"].iloc[0]
    assert pd.isna(rows["__fault__"].iloc[2])
    frame = gpd.GeoDataFrame({"code": ["1"]}, geometry=[ring], crs="EPSG:4326")
    pyogrio.write_dataframe(frame, tmp_path / "a.gpkg")
    with open_source(tmp_path / "a.gpkg") as source:
        assert "vertices" in next(source.batches(source.layer()))["__fault__"].iloc[0]


def test_numbers_beyond_the_globe_are_left_out_of_points(tmp_path):
    (tmp_path / "a.csv").write_text("code,lon,lat\n1,inf,32\n2,nan,32\n3,1e400,5\n4,114,32\n")
    with open_source(tmp_path / "a.csv") as source:
        rows = place_rows(next(source.batches(source.layer())), TablePlaces(x="lon", y="lat"))
    assert rows.geometry.isna().tolist() == [True, True, True, False]
    assert rows["__fault__"].notna().tolist() == [True, True, True, False]


@pytest.mark.parametrize(
    ("name", "saved"),
    [("图.dwg", "DXF"), ("表.et", "XLSX"), ("a.RAR", "ZIP"), ("a.mdb", "GeoPackage"),
     ("a.osm", "PBF"), ("a.docx", "XLSX")],
)  # fmt: skip
def test_formats_of_offices_that_are_not_read_have_a_way_out(tmp_path, name, saved):
    (tmp_path / name).write_bytes(b"x")
    refused(tmp_path / name, f"save it again as {saved}")


def test_a_shapefile_without_its_company_says_what_it_lacks(tmp_path):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(114, 32)], crs="EPSG:4326")
    for ending in (".shx", ".dbf"):
        pyogrio.write_dataframe(frame, tmp_path / "a.shp")
        (tmp_path / "a.shp").with_suffix(ending).unlink()
        refused(tmp_path / "a.shp", f"lacks its {ending}; put .shx, .dbf and .prj beside it")


def test_a_table_of_headings_alone_has_no_rows(tmp_path):
    for text in ("x", "编码,地址"):  # without the end of a line
        (tmp_path / "a.csv").write_text(text, "utf-8")
        refused(tmp_path / "a.csv", "'a.csv' has no rows")
    (tmp_path / "a.csv").write_text("编码,地址\n", "utf-8")
    with open_source(tmp_path / "a.csv") as source:
        assert not list(source.batches(source.layer()))


def test_columns_without_end_are_refused_in_other_formats_too(tmp_path):
    wide = pd.DataFrame([[1] * 20_000], columns=[f"c{i}" for i in range(20_000)])
    frame = gpd.GeoDataFrame(wide, geometry=[shapely.Point(114, 32)], crs="EPSG:4326")
    pyogrio.write_dataframe(frame, tmp_path / "a.fgb", driver="FlatGeobuf")
    refused(tmp_path / "a.fgb", "20,000 columns")
    book = openpyxl.Workbook()
    book.active.append([f"c{i}" for i in range(2_000)])
    book.active.append([1] * 2_000)
    book.save(tmp_path / "a.xlsx")
    refused(tmp_path / "a.xlsx", "2,000 columns")
    pyogrio.write_dataframe(frame[["c0", "geometry"]], tmp_path / "a.gpkg", layer="t")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        base.execute("PRAGMA writable_schema = ON")
        more = ",".join(f"c{i} TEXT" for i in range(1, 300_000))
        base.execute(
            "UPDATE sqlite_master SET sql = rtrim(sql, ' )') || ',' || ? || ')' WHERE name = 't'",
            (more,),
        )
        base.commit()
    refused(tmp_path / "a.gpkg", "too many columns")
