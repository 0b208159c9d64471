"""Every format goes out and comes in again: the same rows, the same shapes."""

import contextlib
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import LayerInfo, Source, open_source
from gridgeo.io.table_places import find_places, place_rows

HSINCHU = Path(__file__).parents[5] / "shared" / "data" / "hsinchu"
needs_hsinchu = pytest.mark.skipif(
    not HSINCHU.is_dir(), reason="../shared/data/hsinchu is not there"
)


def town() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"编码": ["一号", "二号", "三号"], "户数": np.array([300, 400, 500], dtype=np.int32)},
        geometry=[shapely.box(114 + i / 100, 32, 114.01 + i / 100, 32.01) for i in range(3)],
        crs="EPSG:4326",
    )


def read(path: Path, layer: str | None = None, **options) -> gpd.GeoDataFrame:
    with open_source(path, **options) as source:
        return whole(source, source.layer(layer))


def whole(source: Source, layer: LayerInfo, rows: int = 2) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.concat(list(source.batches(layer, rows))), geometry="geometry")


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("a.gpkg", "GPKG"),
        ("a.geojson", "GeoJSON"),
        ("a.fgb", "FlatGeobuf"),
        ("a.gdb", "OpenFileGDB"),
        ("a.kml", "LIBKML"),
        ("a.geojsonl", "GeoJSONSeq"),
    ],
)
def test_vector_files_stream_with_rows_counted(tmp_path, name, driver):
    path = tmp_path / name
    kwargs = {"layer": "a"} if driver == "OpenFileGDB" else {}
    try:
        pyogrio.write_dataframe(town(), path, driver=driver, **kwargs)
    except RuntimeWarning:  # LIBKML says that the layer cannot be updated in place
        assert driver == "LIBKML"
    frame = read(path)
    assert frame["__row__"].tolist() == [1, 2, 3]
    assert frame["__fault__"].isna().all()
    if driver != "FlatGeobuf":  # which sorts by place
        assert frame["编码"].tolist() == ["一号", "二号", "三号"]
        assert pd.to_numeric(frame["户数"]).tolist() == [300, 400, 500]
    areas = shapely.area(shapely.force_2d(frame.geometry.to_numpy()))
    assert np.allclose(areas, 1e-4)
    assert frame.crs == "EPSG:4326"


@pytest.mark.parametrize("claim", ["GBK", "UTF-8", None])
@pytest.mark.parametrize("written", ["GBK", "UTF-8"])
def test_a_shapefile_is_read_by_its_bytes_whatever_its_cpg_says(tmp_path, written, claim):
    frame = town()
    frame["编码"] = ["新的一个很长的名字", "二号院", "三号楼"]
    pyogrio.write_dataframe(frame, tmp_path / "a.shp", encoding=written)
    cpg = tmp_path / "a.cpg"
    cpg.unlink(missing_ok=True)
    if claim is not None:
        cpg.write_text(claim)
    with open_source(tmp_path / "a.shp") as source:
        assert source.encoding == {"GBK": "gb18030", "UTF-8": "utf-8"}[written]
        assert source.encoding_why
        found = whole(source, source.layer())
    assert found["编码"].tolist() == frame["编码"].tolist()


@pytest.mark.parametrize(("written", "read_as"), [("gbk", "gb18030"), ("utf-8", "utf-8")])
def test_chinese_names_of_fields_tell_the_encoding_though_cut_inside_a_sign(
    tmp_path, written, read_as
):
    """A table whose rows are digits: only the heading says what it is written in."""
    frame = town().assign(编码=["1", "2", "3"]).rename(columns={"编码": "abcdefghij", "户数": "b"})
    pyogrio.write_dataframe(frame, tmp_path / "a.shp", encoding="UTF-8")
    table = bytearray((tmp_path / "a.dbf").read_bytes())
    table[32:42] = "A所属社区编码".encode(written)[:10]
    (tmp_path / "a.dbf").write_bytes(table)
    with open_source(tmp_path / "a.shp") as source:
        assert source.encoding == read_as
        assert source.layer().fields[0] == {"gbk": "A所属社区", "utf-8": "A所属社"}[written]


def test_a_few_chinese_rows_among_many_tell_the_encoding(tmp_path):
    frame = pd.concat([town()] * 200, ignore_index=True).rename(columns={"编码": "a", "户数": "b"})
    frame["a"] = "x"
    frame.loc[500, "a"] = "和平路"
    pyogrio.write_dataframe(frame, tmp_path / "a.shp", encoding="GBK")
    assert read(tmp_path / "a.shp")["a"].iloc[500] == "和平路"


def test_a_zip_with_names_in_gbk_is_unpacked_and_read(tmp_path):
    pyogrio.write_dataframe(town(), tmp_path / "网格.shp", encoding="GBK")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(tmp_path.glob("网格.*")):
            info = zipfile.ZipInfo(part.name.encode("gbk").decode("cp437"))
            archive.writestr(info, part.read_bytes())
    data = path.read_bytes()
    # Windows writes the raw bytes of its code page, without the flag for UTF-8.
    raw = "网格".encode("gbk").decode("cp437").encode()
    path.write_bytes(data)
    assert raw
    with open_source(path) as source:
        assert source.name == "a.zip"
        assert whole(source, source.layer())["户数"].sum() == 1200


def test_a_kmz_topojson_and_dxf_are_read(tmp_path):
    with contextlib.suppress(RuntimeWarning):
        pyogrio.write_dataframe(town(), tmp_path / "doc.kml", driver="LIBKML")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "doc.kml", "doc.kml")
    assert len(read(tmp_path / "a.kmz")) == 3
    topology = {
        "type": "Topology",
        "arcs": [[[114, 32], [114.1, 32], [114.1, 32.1], [114, 32]]],
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0]], "properties": {"code": "T1"}},
                ],
            }
        },
    }
    (tmp_path / "a.topojson").write_text(json.dumps(topology))
    found = read(tmp_path / "a.topojson")
    assert found["code"].tolist() == ["T1"]
    assert found.geometry.iloc[0].geom_type == "Polygon"
    ring = "".join(f"10\n{x}\n20\n{y}\n" for x, y in [(0, 0), (10, 0), (10, 10), (0, 10)])
    (tmp_path / "a.dxf").write_text(
        "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\n网格\n90\n4\n70\n1\n"
        + ring
        + "0\nENDSEC\n0\nEOF\n",
        encoding="utf-8",
    )
    drawn = read(tmp_path / "a.dxf")
    assert drawn.geometry.iloc[0].geom_type == "Polygon"
    assert drawn.geometry.iloc[0].area == 100


def test_geoparquet_keeps_its_system_and_a_plain_one_is_a_table(tmp_path):
    town().to_crs("EPSG:4547").to_parquet(tmp_path / "a.parquet")
    found = read(tmp_path / "a.parquet")
    assert found.crs == "EPSG:4547"
    assert found["户数"].tolist() == [300, 400, 500]
    pd.DataFrame({"code": ["a"], "lon": [114.0], "lat": [32.0]}).to_parquet(tmp_path / "b.parquet")
    assert read(tmp_path / "b.parquet").geometry.isna().all()


def test_a_workbook_is_read_below_its_titles_sheet_by_sheet(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "住户"
    for row in (["某某社区住户表"], ["户编码", "地址", "户数"], ["001", "和平路1号", 1], [],
                ["002", "和平路2号", 2.0]):  # fmt: skip
        page.append(row)
    book.create_sheet("空")
    book.save(tmp_path / "a.xlsx")
    with open_source(tmp_path / "a.xlsx") as source:
        assert [layer.name for layer in source.layers] == ["住户"]
        assert "row 2" in source.notes[0]
        found = whole(source, source.layer())
    assert found["户编码"].tolist() == ["001", "002"]
    assert found["户数"].tolist() == ["1", "2"]
    assert found["__row__"].tolist() == [1, 3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_table_keeps_its_texts_and_names_odd_rows(tmp_path, encoding, sign):
    lines = [["编码", "经度", "纬度"], ["001", "116.5", "39.9"], ["002", "1"], ["003", "", ""],
             ["004", "甲", "39.9"]]  # fmt: skip
    text = "\n".join(sign.join(line) for line in lines) + "\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    with open_source(tmp_path / "a.csv") as source:
        found = whole(source, source.layer())
        places = find_places(source.layer().fields, pd.DataFrame(found))
    placed = place_rows(found, places).sort_values("__row__")
    assert placed["__row__"].tolist() == [1, 2, 3, 4]
    assert placed["编码"].tolist() == ["001", "", "003", "004"]
    assert placed.geometry.iloc[0].coords[0] == (116.5, 39.9)
    assert placed["__fault__"].fillna("").tolist() == [
        "", "has 2 cells where the heading has 3", "", "has coordinates that are no numbers",
    ]  # fmt: skip


def test_places_of_a_table_are_found_as_wkt_and_as_surveyors_write_them(tmp_path):
    rows = pd.DataFrame({"WKT": ["POINT (1 2)", "nonsense"], "code": ["a", "b"]})
    assert find_places(list(rows), rows).wkt == "WKT"
    surveyed = pd.DataFrame({"X": ["3540000.5"], "Y": ["38500000.25"]})
    places = find_places(["X", "Y"], surveyed)
    assert (places.x, places.y) == ("Y", "X")
    assert "surveyors" in places.why
    with pytest.raises(BadInputError, match="both fields"):
        find_places(["X", "Y"], surveyed, {"x": "X"})


@needs_hsinchu
def test_an_extract_of_openstreetmap_gives_layers_and_names_broken_rings():
    with open_source(HSINCHU / "nctu.osm.pbf") as source:
        counts = {layer.name: whole(source, layer, 500) for layer in source.layers[:2]}
    houses, barriers = counts["buildings"], counts["barriers"]
    assert len(houses) == 440
    broken = houses["__fault__"].notna()
    lines = houses.geometry.geom_type.fillna("").eq("LineString")
    assert (broken.sum(), lines.sum()) == (8, 9)
    assert (houses.geometry[~broken & ~lines].geom_type == "MultiPolygon").all()
    assert barriers["kind"].value_counts()["road"] > 1000
    assert set(barriers["rank"]) <= {1, 2, 3, 4, 5}


@needs_hsinchu
def test_every_layer_of_an_extract_has_its_own_fields_and_numbers_its_rows_once():
    with open_source(HSINCHU / "nctu.osm.pbf") as source:
        found = {layer.name: whole(source, layer, 100) for layer in source.layers
                 if layer.name != "areas"}  # fmt: skip
        for name, rows in found.items():
            assert rows["__row__"].is_unique, name
            assert set(source.layer(name).fields) <= set(rows.columns), name
        assert not list(source.batches(source.layer("areas")))  # this extract has no borders
    used = found["land_use"]["use"].value_counts()
    assert used.to_dict() == {
        "grass": 27, "green": 25, "water": 16, "residential": 14, "other": 8, "industrial": 4,
        "forest": 4, "special": 3, "farmland": 2, "commercial": 1,
    }  # fmt: skip
    assert {"campus", "school", "market"} <= set(found["places"]["kind"])
    assert len(found["places"]) == 41
    named = found["gazetteer"]
    assert named["address"].notna().all()
    assert set(named.geometry.dropna().geom_type) == {"Point"}
