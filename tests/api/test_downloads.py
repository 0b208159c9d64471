"""Networks as files over HTTP, opened again."""

import io
import zipfile

import geopandas as gpd
import openpyxl
import pyogrio
import pytest

from api.file_answers import MOST_AT_ONCE, _places
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
    ],
)
def test_a_file_holds_every_grid(public, tmp_path, format, crs):
    path = saved(public.get(DOWNLOAD, params={"format": format, "crs": crs}), tmp_path)
    frame = pyogrio.read_dataframe(path)
    assert sorted(map(int, frame["households"])) == sorted(HOUSEHOLDS)  # KML knows text only
    assert f"{LEFT}001" in set(frame["code"])
    if crs.startswith("EPSG"):
        assert frame.crs == crs
        assert frame.to_crs(4326).total_bounds == pytest.approx([116.30, 39.90, 116.34, 39.92])


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
