import json
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.io.sources import limits
from gridgeo.io.vector import read_layer, require_field, write_layers


@pytest.fixture
def communities():
    return gpd.GeoDataFrame(
        {"名称": ["东门社区", "西门社区"], "户数": [321, 456]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs="EPSG:4490",
    )


@pytest.mark.parametrize("suffix", ["gpkg", "geojson", "fgb"])
def test_a_layer_comes_back_as_it_was_written(tmp_path, communities, suffix):
    path = tmp_path / f"社区.{suffix}"
    communities.to_crs(4326).to_file(path, engine="pyogrio")
    frame = read_layer(path)
    # FlatGeobuf orders rows along a space-filling curve.
    assert dict(zip(frame["名称"], frame["户数"], strict=True)) == {
        "东门社区": 321,
        "西门社区": 456,
    }
    assert frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("claim", [None, "ISO-8859-1"])
def test_chinese_shapefiles_are_read_with_no_or_a_wrong_cpg(tmp_path, communities, encoding, claim):
    path = tmp_path / "a.shp"
    communities.to_file(path, engine="pyogrio", encoding=encoding)
    path.with_suffix(".cpg").unlink()
    if claim:
        path.with_suffix(".cpg").write_text(claim)
    assert read_layer(path)["名称"].tolist() == ["东门社区", "西门社区"]


def test_a_table_in_neither_encoding_is_refused(tmp_path, communities):
    path = tmp_path / "a.shp"
    communities.to_file(path, engine="pyogrio", encoding="GBK")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace("东门".encode("gbk"), b"\xff\xff\xff\xff"))
    with pytest.raises(BadInputError, match="neither UTF-8 nor GBK"):
        read_layer(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BadInputError, match=r"no file .*nowhere\.gpkg"):
        read_layer(tmp_path / "nowhere.gpkg")


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "is empty"), (b"hello", "no GeoPackage"), (b"\x00" * 100, "no Geo")]
)
def test_a_file_that_is_no_vector_file_is_refused(tmp_path, content, why):
    path = tmp_path / "broken.gpkg"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=why):
        read_layer(path)


def test_vrt_inside_a_geojson_is_not_opened(tmp_path, communities):
    communities.to_file(tmp_path / "secret.gpkg", engine="pyogrio")
    path = tmp_path / "innocent.geojson"
    path.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>'
        f"{tmp_path / 'secret.gpkg'}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )
    with pytest.raises(BadInputError, match="is no GeoJSON"):
        read_layer(path)


def test_a_trap_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "arcs.topojson"
    arcs = {"type": "MultiLineString", "arcs": [[0] * 10_000] * 2_000}
    topology = {"type": "Topology", "objects": {"a": arcs}, "arcs": [[[0, 0], [1, 1]]]}
    path.write_text(json.dumps(topology))
    with pytest.raises(BadInputError, match="vertices"):
        read_layer(path)


def test_an_unknown_layer_is_answered_with_the_nearest(tmp_path, communities):
    path = tmp_path / "a.gpkg"
    write_layers(path, {"communities": communities, "towns": communities})
    with pytest.raises(BadInputError, match="did you mean 'communities'"):
        read_layer(path, layer="comunities")


def test_several_layers_ask_for_a_choice(tmp_path, communities):
    path = tmp_path / "a.gpkg"
    write_layers(path, {"communities": communities, "towns": communities})
    with pytest.raises(BadInputError, match="--layer"):
        read_layer(path)


def test_no_rows_and_no_geometry_are_refused(tmp_path, communities):
    path = tmp_path / "a.gpkg"
    write_layers(path, {"a": communities.iloc[:0]})
    with pytest.raises(BadInputError, match="no rows"):
        read_layer(path)
    communities.geometry = [None, None]
    write_layers(path, {"a": communities})
    with pytest.raises(BadInputError, match="no geometry"):
        read_layer(path)


def test_a_missing_crs_is_asked_for_and_taken(tmp_path, communities):
    path = tmp_path / "a.shp"
    communities.to_file(path, engine="pyogrio", encoding="UTF-8")
    path.with_suffix(".prj").unlink()
    with pytest.raises(BadInputError, match="--crs"):
        read_layer(path)
    assert read_layer(path, crs="EPSG:4490").crs.to_epsg() == 4490
    with pytest.raises(BadInputError, match="no coordinate system"):
        read_layer(path, crs="EPSG:nothing")


def test_an_unknown_field_is_answered_with_the_nearest(communities):
    with pytest.raises(BadInputError, match="did you mean '户数'") as caught:
        require_field(communities, "总户数", "households")
    assert caught.value.field == "households"


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path, communities):
    path = tmp_path / "a.gpkg"
    write_layers(path, {"a": communities})
    before = path.read_bytes()
    script = (
        "import resource, signal, sys, geopandas as gpd, shapely, pathlib\n"
        "from gridgeo.io.vector import write_layers\n"
        "from gridgeo.domain.errors import UnavailableError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "frame = gpd.GeoDataFrame({'n': range(9999)}, geometry=[shapely.Point(0, 0)] * 9999,"
        " crs=4326)\n"
        "try:\n"
        "    write_layers(pathlib.Path(sys.argv[1]), {'a': frame})\n"
        "except UnavailableError as error:\n"
        "    print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.gpkg"]


def test_a_missing_folder_is_refused(tmp_path, communities):
    with pytest.raises(UnavailableError, match="cannot be written"):
        write_layers(tmp_path / "none" / "a.gpkg", {"a": communities})


def test_metres_that_claim_to_be_degrees_are_refused(tmp_path):
    frame = gpd.GeoDataFrame(geometry=[shapely.box(250000, 2740000, 250100, 2740100)], crs=4326)
    frame.to_file(tmp_path / "metres.gpkg")
    with pytest.raises(BadInputError, match=r"'metres.gpkg' \(250000, 2740000\) are not longitude"):
        read_layer(tmp_path / "metres.gpkg")


def test_metres_that_lie_nowhere_on_the_globe_are_refused(tmp_path):
    there = shapely.box(500_000, 3_300_000, 500_100, 3_300_100)
    zoned = shapely.box(40_500_000, 3_300_000, 40_500_100, 3_300_100)  # in a system without zones
    gpd.GeoDataFrame(geometry=[zoned, zoned], crs="EPSG:4549").to_file(tmp_path / "zoned.gpkg")
    with pytest.raises(BadInputError, match=r"\(40,500,050, 3,300,050\) lie nowhere on the globe"):
        read_layer(tmp_path / "zoned.gpkg")
    gpd.GeoDataFrame(geometry=[there, zoned], crs="EPSG:4549").to_file(tmp_path / "one.gpkg")
    assert len(read_layer(tmp_path / "one.gpkg")) == 2


def test_one_stray_row_does_not_condemn_a_file(tmp_path):
    shapes = [shapely.box(500, 500, 501, 501), shapely.box(120, 24, 121, 25)]
    gpd.GeoDataFrame(geometry=shapes, crs=4326).to_file(tmp_path / "stray.gpkg")
    assert len(read_layer(tmp_path / "stray.gpkg")) == 2


def test_a_table_without_geometry_is_named(tmp_path):
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"'table.csv' has no layer with geometry\."):
        read_layer(tmp_path / "table.csv")


def test_a_coordinate_that_is_no_number_is_read_without_a_murmur(tmp_path):
    with np.errstate(invalid="ignore"):
        shape = shapely.Polygon([(0, 0), (float("nan"), 1), (1, 0)])
    gpd.GeoDataFrame(geometry=[shape], crs=3826).to_file(tmp_path / "nan.gpkg")
    assert len(read_layer(tmp_path / "nan.gpkg")) == 1  # warnings are errors here


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(BadInputError, match="is a folder; name a file in it"):
        read_layer(tmp_path)


def test_the_usual_layer_is_taken_where_several_are(tmp_path, communities):
    write_layers(tmp_path / "a.gpkg", {"grids": communities[:1], "findings": communities})
    assert len(read_layer(tmp_path / "a.gpkg", usual="grids")) == 1
    with pytest.raises(BadInputError, match="2 layers with geometry"):
        read_layer(tmp_path / "a.gpkg")


DEEP = 200_000  # levels: more than the stack of any reader has room for


@pytest.mark.parametrize("kind", [4, 5, 6, 7, 10, 12])
def test_a_shape_in_shapes_without_end_is_refused_by_its_row(tmp_path, communities, kind):
    path = tmp_path / "a.gpkg"
    communities.to_file(path, layer="a")
    nested = struct.pack("<BII", 1, kind, 1) * DEEP + shapely.to_wkb(shapely.Point(0, 0))
    put_shape(path, nested)
    with pytest.raises(BadInputError, match="first is row 2, which nests shapes deeper than 32"):
        read_layer(path)


@pytest.mark.parametrize(
    "counts", [(3, 1, 0xFFFFFFF0), (3, 0xFFFFFFF0), (6, 0xFFFFFFF0), (2, 0xFFFFFFF0)]
)
def test_a_shape_that_claims_more_than_it_has_is_refused_by_its_row(tmp_path, communities, counts):
    path = tmp_path / "a.gpkg"
    communities.to_file(path, layer="a")
    put_shape(path, b"\1" + struct.pack(f"<{len(counts)}I", *counts) + bytes(64))
    with pytest.raises(BadInputError, match="first is row 2, which has a broken shape"):
        read_layer(path)


def test_a_huge_shape_is_refused_and_a_row_without_one_is_not(tmp_path, communities, monkeypatch):
    path = tmp_path / "a.gpkg"
    communities.to_file(path, layer="a")
    put_shape(path, None)
    assert read_layer(path).geometry.isna().tolist() == [False, True]
    monkeypatch.setattr(limits, "MOST_VERTICES", 4)
    with pytest.raises(BadInputError, match=r"1 rows of 'a.gpkg' .* row 1, which has more than 4"):
        read_layer(path)


def put_shape(path, wkb):
    """Put bytes in the place of the second row's shape."""
    with closing(sqlite3.connect(path)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            base.execute(f'DROP TRIGGER "{name}"')
        blob = None if wkb is None else b"GP\0\1" + struct.pack("<i", 4490) + wkb
        base.execute("UPDATE a SET geom = ? WHERE fid = 2", (blob,))
        base.commit()
