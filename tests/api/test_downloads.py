"""Networks as files over HTTP, opened again."""

import csv
import io
import zipfile

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from api.file_answers import MOST_AT_ONCE, _places
from gridgeo.services.export_network import HEADINGS
from tests.support.small_town import HOUSEHOLDS, LEFT

pytestmark = pytest.mark.db

DOWNLOAD = "/api/v1/networks/zongzhi/download"


def saved(answer, folder):
    assert answer.status_code == 200, answer.text
    name = answer.headers["content-disposition"].split('filename="')[1].rstrip('"')
    path = folder / name
    path.write_bytes(answer.content)
    return path


@pytest.mark.parametrize(
    ("format", "crs"),
    [
        ("gpkg", "EPSG:4547"),
        ("gpkg", "gcj02"),
        ("geojson", "EPSG:4326"),
        ("kml", "EPSG:4326"),
        ("fgb", "EPSG:4490"),
        ("parquet", "EPSG:4527"),
        ("shp", "EPSG:4548"),
        ("shp", "bd09"),
        ("dxf", "EPSG:4527"),
    ],
)
def test_a_file_holds_every_grid(public, tmp_path, format, crs):
    path = saved(public.get(DOWNLOAD, params={"format": format, "crs": crs}), tmp_path)
    frame = gpd.read_parquet(path) if format == "parquet" else pyogrio.read_dataframe(path)
    if format == "dxf":  # a drawing knows neither columns nor systems
        frame = frame.rename(columns={"Layer": "code"}).set_crs(crs)
    else:
        assert sorted(map(int, frame["households"])) == sorted(HOUSEHOLDS)  # KML knows text only
    assert f"{LEFT}001" in set(frame["code"])
    bounds = [116.30, 39.90, 116.34, 39.92]
    if crs.startswith("EPSG"):
        assert frame.crs.to_epsg() == int(crs[5:])
        assert frame.to_crs(4326).total_bounds == pytest.approx(bounds)
    else:
        away = shapely.distance(shapely.Point(frame.total_bounds[:2]), shapely.Point(bounds[:2]))
        assert 0.003 < away < 0.02  # shifted by some hundred metres


def test_a_shapefile_and_parquet_and_excel_open_too(public, tmp_path):
    answer = public.get(DOWNLOAD, params={"format": "shp", "encoding": "gbk", "crs": "4490"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    frame = pyogrio.read_dataframe(tmp_path / "zongzhi.shp")
    assert set(frame["name"]) == {"第001网格", "第002网格"}
    parquet = saved(public.get(DOWNLOAD, params={"format": "parquet"}), tmp_path)
    assert gpd.read_parquet(parquet)["households"].sum() == sum(HOUSEHOLDS)
    book = openpyxl.load_workbook(saved(public.get(DOWNLOAD, params={"format": "xlsx"}), tmp_path))
    assert book["网格"].max_row == 5
    facts = dict(row for row in book["说明"].iter_rows(min_row=2, values_only=True))
    assert facts["网络"] == "综治 (zongzhi)"
    assert facts["版本"] == "1"


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_table_gives_the_point_inside_each_grid_in_the_system_asked_for(public, tmp_path, format):
    query = {"format": format, "crs": "EPSG:4548"}
    path = saved(public.get(DOWNLOAD, params=query), tmp_path)
    if format == "xlsx":
        book = openpyxl.load_workbook(path)
        assert "EPSG:4548" in str(list(book["说明"].values))
        header, *rows = book["网格"].values
        x, y = (header.index(name) for name in (HEADINGS["x"], HEADINGS["y"]))
    else:
        header, *rows = csv.reader(path.read_text("utf-8-sig").splitlines())
        x, y = header.index("x"), header.index("y")
    back = Transformer.from_crs(4548, 4326, always_xy=True)
    for number, row in enumerate(rows):
        lon, lat = back.transform(float(row[x]), float(row[y]))
        assert 116.30 + 0.01 * number < lon < 116.31 + 0.01 * number
        assert 39.90 < lat < 39.92
    assert len(rows) == len(HOUSEHOLDS)


def test_the_name_of_the_file_carries_the_date(public):
    answer = public.get(DOWNLOAD, params={"as_of": "2026-01-31", "format": "csv"})
    assert 'filename="zongzhi-2026-01-31.csv"' in answer.headers["content-disposition"]
    assert answer.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("format=doc", 422, "format"),
        ("crs=mars", 422, "crs"),
        ("format=geojson&crs=EPSG:4547", 422, "crs"),
        ("format=gpkg&encoding=gbk", 422, "encoding"),
        ("encoding=big5", 422, "encoding"),
        ("as_of=2025-01-01", 404, None),
    ],
)
def test_what_cannot_be_written_is_a_problem(public, query, status, field):
    answer = public.get(f"{DOWNLOAD}?{query}")
    assert answer.status_code == status
    assert answer.json().get("field") == field


def test_an_unknown_network_and_a_stranger_get_nothing(public, closed, signed_in):
    assert public.get("/api/v1/networks/zongzhu/download").status_code == 404
    assert closed.get(DOWNLOAD).status_code == 401
    assert signed_in("worker").get(DOWNLOAD).status_code == 200


def test_who_comes_while_files_are_being_written_is_asked_to_come_again(public):
    for _ in range(MOST_AT_ONCE):
        assert _places.acquire(timeout=30)
    try:
        answer = public.get(DOWNLOAD)
    finally:
        for _ in range(MOST_AT_ONCE):
            _places.release()
    assert answer.status_code == 503
    assert answer.json()["type"] == "urn:gridgeo:problem:unavailable"
    assert int(answer.headers["retry-after"]) > 0
    assert public.get(DOWNLOAD).status_code == 200
