"""Files that would crash, hang or fill their readers are refused, or their rows named."""

import json
import os
import sqlite3
import struct
import time
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from gridgeo.io.sources import open_source
from gridgeo.io.sources.nesting import deep_shapes
from gridgeo.io.table_places import TablePlaces, place_rows
from tests.unit.io.sources.test_admit import packed, refused

DEEP = 200_000  # levels: more than the stack of any reader has room for
POINT = struct.pack("<BIdd", 1, 1, 114.0, 32.0)
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
)


def collection(kind: int, *inside: bytes) -> bytes:
    return struct.pack("<BII", 1, kind, len(inside)) + b"".join(inside)


def nested(kind: int) -> bytes:
    return struct.pack("<BII", 1, kind, 1) * DEEP + POINT


def geoparquet(path: Path, shape: bytes) -> None:
    columns = {"geometry": {"encoding": "WKB", "geometry_types": []}}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": columns}
    table = pa.table({"code": ["1"], "geometry": pa.array([shape], pa.binary())})
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo).encode()}), path)


def geopackage(path: Path, *statements: str) -> None:
    places = [shapely.Point(114, 32)] * 200
    frame = gpd.GeoDataFrame({"code": list("abcdefghij") * 20}, geometry=places, crs="EPSG:4326")
    frame.to_file(path, layer="t")
    with closing(sqlite3.connect(path)) as base:
        for statement in statements:
            base.execute(statement)
        base.commit()


def first_fault(path: Path, places: TablePlaces | None = None) -> str | None:
    with open_source(path) as source:
        rows = next(source.batches(source.layer()))
    return place_rows(rows, places or TablePlaces())["__fault__"].iloc[0]


@pytest.mark.parametrize(
    "shape",
    [nested(7), nested(4), collection(4, POINT, nested(4)), collection(7, POINT, nested(6))],
)
def test_shapes_in_shapes_are_named_rows_where_they_crashed_the_reader(tmp_path, shape):
    geoparquet(tmp_path / "a.parquet", shape)
    assert first_fault(tmp_path / "a.parquet") == "nests shapes deeper than 32 levels"


def test_shapes_in_shapes_of_a_geopackage_and_in_wkt_are_named_rows(tmp_path):
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    geopackage(tmp_path / "a.gpkg")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as base:
        for (name,) in base.execute(triggers).fetchall():
            base.execute(f'DROP TRIGGER "{name}"')
        base.execute("UPDATE t SET geom = ?", (b"GP\0\1" + struct.pack("<i", 4326) + nested(7),))
        base.commit()
    assert first_fault(tmp_path / "a.gpkg") == "nests shapes deeper than 32 levels"
    text = "GEOMETRYCOLLECTION(" * DEEP + "POINT(1 1)" + ")" * DEEP
    for begin in ("", "SRID=4326; ", "\n "):
        (tmp_path / "a.csv").write_text(f'code,wkt\n1,"{begin}{text}"\n2,POINT(1 1)\n')
        assert first_fault(tmp_path / "a.csv", TablePlaces(wkt="wkt")) == (
            "nests shapes deeper than 32 levels"
        )


@pytest.mark.parametrize("three", [False, True])
def test_large_shapes_of_maps_are_not_deep(three):
    ring = shapely.Point(114, 32).buffer(1, quad_segs=200)
    shapes = [
        *(ring, shapely.multipolygons([ring, shapely.Point(0, 0).buffer(1)]), ring.boundary),
        shapely.MultiPoint(ring.boundary.coords),
        shapely.GeometryCollection([ring, shapely.MultiLineString([ring.boundary.coords])]),
    ]
    shapes = shapely.force_3d(shapes) if three else np.array(shapes)
    for options in ({"flavor": "iso"}, {"flavor": "extended"}, {"byte_order": 0}):
        wkb = shapely.to_wkb(shapes, **options)
        assert all(len(one) > 4096 for one in wkb)
        assert not deep_shapes(np.array(wkb, dtype=object)).any()


@pytest.mark.parametrize(
    ("name", "inside", "words"),
    [
        ("a.kml", "<Folder>" * DEEP, "nests deeper than 64 levels"),
        ("a.kml", "<Placemark>" + "<MultiGeometry>" * DEEP, "nests deeper than 64 levels"),
        ("a.gpx", "<a>" * DEEP, "nests deeper than 64 levels"),
        ("a.kml", "".join(f'<Data name="x{i}"/>' for i in range(2000)), "columns or more"),
        ("a.kml", "".join(f'<SimpleField name="x{i}"/>' for i in range(2000)), "columns or more"),
        ("a.gpx", "".join(f"<x{i}/>" for i in range(2000)), "columns or more"),
    ],
)
def test_xml_is_as_deep_and_wide_as_maps_are(tmp_path, name, inside, words):
    (tmp_path / name).write_text(KML.format(inside))
    refused(tmp_path / name, words)
    if name.endswith(".kml"):
        packed(tmp_path / "a.kmz", {"doc.kml": KML.format(inside).encode()})
        refused(tmp_path / "a.kmz", words)


@pytest.mark.parametrize("name", ["a.topojson", "a.json"])
def test_a_topology_that_names_an_arc_again_and_again_is_refused(tmp_path, name):
    shape = {"type": "Polygon", "arcs": [[0, -1] * 2000], "properties": {"arcs": [0]}}
    topology = {
        "type": "Topology",
        "arcs": [[[i % 7, 1] for i in range(2000)]],
        "objects": {"a": {"type": "GeometryCollection", "geometries": [shape]}},
    }
    (tmp_path / name).write_text(json.dumps(topology))
    refused(tmp_path / name, "8,000,000 vertices")


ENDLESS = (
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) AS fid FROM c"
)


@pytest.mark.parametrize(
    "view", [ENDLESS, "SELECT a.fid FROM t a, t b, t c, t d", "SELECT zeroblob(1000000000) AS fid"]
)
@pytest.mark.parametrize("listed", [True, False])
def test_views_without_end_are_refused_in_seconds(tmp_path, view, listed):
    content = (
        "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
        " VALUES ('w', 'attributes', 'w')"
    )
    geopackage(tmp_path / "a.gpkg", f"CREATE VIEW w AS {view}", *([content] if listed else []))
    begun = time.process_time()
    refused(tmp_path / "a.gpkg", "view 'w'.*save its rows as a table")
    assert time.process_time() - begun < 10


def test_a_view_of_a_selection_is_a_layer(tmp_path):
    geopackage(
        tmp_path / "a.gpkg",
        "CREATE VIEW w AS SELECT fid, geom, code FROM t WHERE code = 'a'",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
        " VALUES ('w', 'features', 'w', 4326)",
        "INSERT INTO gpkg_geometry_columns VALUES ('w', 'geom', 'POINT', 4326, 0, 0)",
    )
    with open_source(tmp_path / "a.gpkg") as source:
        assert sum(len(one) for one in source.batches(source.layer("w"))) == 20


def test_a_table_whose_rows_lie_elsewhere_is_refused(tmp_path):
    (tmp_path / "secret.csv").write_text("a\nsecret\n")
    table = f"CREATE VIRTUAL TABLE w USING VirtualOGR(''{tmp_path}/secret.csv'')"
    geopackage(
        tmp_path / "a.gpkg",
        "PRAGMA writable_schema = ON",
        f"INSERT INTO sqlite_master VALUES ('table', 'w', 'w', 0, '{table}')",  # noqa: S608
    )
    refused(tmp_path / "a.gpkg", "rows lie elsewhere")


def test_a_parquet_that_is_packed_too_tightly_is_refused(tmp_path):
    texts = pa.table({"code": [f"{i}" + "0" * 1_000_000 for i in range(30)]})
    pq.write_table(texts, tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    refused(tmp_path / "a.parquet", "packed .* times, as only traps are")


def test_a_parquet_whose_columns_lie_in_another_file_reads_nothing_of_it(tmp_path):
    secret = pa.table({"code": ["secret"] * 10})
    pq.write_table(secret, tmp_path / "secret.parquet")
    about = pq.read_metadata(tmp_path / "secret.parquet")
    about.set_file_path(str(tmp_path / "secret.parquet"))
    pq.write_metadata(secret.schema, tmp_path / "a.parquet", metadata_collector=[about])
    refused(tmp_path / "a.parquet", "not where they should be")


def block(kind: bytes, raw: bytes) -> bytes:
    data = zlib.compress(raw, 9)
    blob = b"\x10" + number(len(raw)) + b"\x1a" + number(len(data)) + data
    header = b"\x0a" + number(len(kind)) + kind + b"\x18" + number(len(blob))
    return struct.pack(">I", len(header)) + header + blob


def number(value: int) -> bytes:
    parts = []
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def test_an_extract_that_is_packed_too_tightly_or_cut_off_is_refused(tmp_path):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(block(b"OSMHeader", b"\x22\x00") + block(b"OSMData", bytes(30 << 20)))
    refused(path, "packed .* times, as only traps are")
    path.write_bytes(block(b"OSMHeader", b"\x22\x00") + block(b"OSMData", os.urandom(5000))[:-9])
    refused(path, "no whole OpenStreetMap extract")


def test_entries_of_an_archive_that_share_their_bytes_are_weighed_by_the_file(tmp_path):
    """Each is packed a hundred times, as no single one would be refused for."""
    path = tmp_path / "a.zip"
    content = os.urandom(2000) + bytes(200_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", content)
        for number_ in range(100):
            again = zipfile.ZipInfo(f"{number_}.csv")
            first = archive.filelist[0]
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
    refused(path, "as only traps are")


def test_what_is_no_ordinary_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.csv")
    refused(tmp_path / "a.csv", "no ordinary file")
    (tmp_path / "a.gdb").mkdir()
    os.mkfifo(tmp_path / "a.gdb" / "a00000001.gdbtable")
    refused(tmp_path / "a.gdb", "no files")


def test_lines_of_json_are_as_wide_as_maps_are(tmp_path):
    fields = ",".join(f'"f{i}":1' for i in range(5000))
    point = '"geometry":{"type":"Point","coordinates":[114,32]}'
    (tmp_path / "a.geojsonl").write_text(
        f'{{"type":"Feature","properties":{{{fields}}},{point}}}\n'
    )
    refused(tmp_path / "a.geojsonl", "columns or more")


def test_measures_without_end_are_named_rows():
    from gridgeo.io.kinds import TRACKS
    from gridgeo.io.rows import check_rows

    frame = gpd.GeoDataFrame(
        {
            "worker_code": "W1",
            "recorded_at": "2026-03-02T01:00:00Z",
            "accuracy_m": ["inf", "5", "1e999"],
        },
        geometry=[shapely.Point(114, 32)] * 3,
        crs="EPSG:4326",
    )
    checked = check_rows(frame, TRACKS)
    assert [(bad.row, bad.column, bad.reason) for bad in checked.rejected] == [
        (1, "accuracy_m", "is no number"), (3, "accuracy_m", "is no number"),
    ]  # fmt: skip
    assert pd.notna(checked.frame["accuracy_m"]).all()
