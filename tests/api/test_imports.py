"""Imports over HTTP: a file is sent, looked into, previewed, imported and taken back."""

import io
import zipfile

import geopandas as gpd
import httpx
import pyogrio
import pytest
import shapely

from tests.support.finish_jobs import finish_jobs

pytestmark = pytest.mark.db

FILES, IMPORTS = "/api/v1/imports/files", "/api/v1/imports"


def buildings(west: float = 116.301, floors: int = 6) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"楼栋编码": ["B1", "B2", "B3"], "层数": [floors, 11, -1], "户数": [12, 22, 5]},
        geometry=[shapely.box(x, 39.901, x + 0.0002, 39.9012) for x in (west, 116.302, 116.303)],
        crs="EPSG:4326",
    )


def zipped(frame: gpd.GeoDataFrame, folder) -> bytes:
    pyogrio.write_dataframe(frame, folder / "楼栋.shp", encoding="GBK")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    return buffer.getvalue()


@pytest.fixture
def administrator(signed_in) -> httpx.Client:
    return signed_in("administrator")


@pytest.fixture
def finish(administrator, town_url, closed_folder):
    def run(answer: httpx.Response) -> dict:
        assert answer.status_code == 202, answer.text
        finish_jobs(town_url, closed_folder)
        return administrator.get(answer.headers["location"]).json()

    return run


def send(client: httpx.Client, content: bytes, name: str) -> int:
    answer = client.post(FILES, params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_file_goes_in_is_changed_and_taken_back(administrator, finish, tmp_path):
    (tmp_path / "a").mkdir()
    first = send(administrator, zipped(buildings(), tmp_path / "a"), "C:\\数据\\楼栋.zip")

    found = administrator.get(f"{FILES}/{first}").json()
    assert (found["format"], found["encoding"]) == ("Shapefile", "gb18030")
    layer = found["layers"][0]
    assert layer["kinds"][0]["kind"] == "buildings"
    assert layer["crs"][0]["crs"] == "EPSG:4326"
    guesses = {one["column"]: one["guess"] for one in layer["columns"]}
    assert guesses["households"]["field"] == "户数"
    assert guesses["households"]["why_zh"]
    assert layer["sample"][0]["楼栋编码"] == "B1"

    asked = {"kind": "buildings", "most_rejected": 0.5}
    preview = finish(administrator.post(f"{FILES}/{first}/preview", json=asked))["result"]
    assert (preview["new"], preview["rejected"]) == (2, 1)
    assert preview["rejections"][0]["advice"] == "Write zero or more."
    assert preview["rejections"][0]["reason_zh"] == "是负数"
    assert len(preview["features"]["features"]) == 2

    done = finish(
        administrator.post(
            IMPORTS, json=asked | {"file_id": first, "dataset": "楼栋", "save_profile": "楼栋表"}
        )
    )
    assert (done["result"]["inserted"], done["result"]["rejected"]) == (2, 1)
    left_out = administrator.get(done["links"]["result"]).text
    assert "B3" in left_out
    assert "is negative" in left_out

    (tmp_path / "b").mkdir()
    changed = buildings(floors=7).iloc[:1]
    second = send(administrator, zipped(changed, tmp_path / "b"), "楼栋2.zip")
    again = asked | {"profile": "楼栋表"}
    preview = finish(administrator.post(f"{FILES}/{second}/preview", json=again))["result"]
    assert (preview["changed"], preview["gone"]) == (1, 1)
    assert preview["changed_columns"] == {"floors": 1}
    assert preview["examples"]["gone"] == ["B2"]
    redone = finish(
        administrator.post(IMPORTS, json=again | {"file_id": second, "remove_gone": True})
    )["result"]
    assert (redone["updated"], redone["removed"]) == (1, 1)

    listed = administrator.get(IMPORTS, params={"kind": "buildings"}).json()["items"]
    assert [one["can_be_undone"] for one in listed] == [True, True]
    assert listed[0]["mapping"]["households"] == "户数"
    refused = administrator.post(f"{IMPORTS}/{listed[1]['id']}/undo")
    assert refused.status_code == 409
    assert f"undo import {listed[0]['id']} first" in refused.json()["detail"]
    undone = administrator.post(f"{IMPORTS}/{listed[0]['id']}/undo").json()
    assert (undone["changed"], undone["brought_back"]) == (1, 1)
    assert administrator.post(f"{IMPORTS}/{listed[1]['id']}/undo").json()["deleted"] == 2
    assert administrator.get(f"{IMPORTS}/{listed[1]['id']}").json()["undone_by"] == "administrator"

    assert administrator.get(f"{IMPORTS}/profiles").json()["items"][0]["name"] == "楼栋表"
    assert administrator.delete(f"{IMPORTS}/profiles/楼栋表").status_code == 204
    assert administrator.delete(f"{FILES}/{first}").status_code == 204
    assert administrator.get(f"{FILES}/{first}").status_code == 404


def test_too_many_bad_rows_let_nothing_in(administrator, finish, tmp_path):
    number = send(administrator, zipped(buildings(), tmp_path), "b.zip")
    done = finish(administrator.post(IMPORTS, json={"kind": "buildings", "file_id": number}))
    assert done["state"] == "failed"
    assert "nothing was imported" in done["error"]


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("a.geojson", b"<OGRVRTDataSource/>", 422, "is no GeoJSON"),
        ("a.exe", b"MZ", 422, "is no file that gridgeo reads"),
        ("a.shp", b"\0", 422, "in one ZIP"),
        ("a.csv", b"", 422, "empty"),
        ("../../etc/passwd", b"x", 422, "with its ending"),
    ],
)
def test_what_is_no_data_is_refused(administrator, name, content, status, words):
    answer = administrator.post(FILES, params={"name": name}, content=content)
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_only_administrators_import_and_only_their_own_files(signed_in, administrator):
    assert signed_in("planner").get(IMPORTS).status_code == 403
    assert administrator.get(f"{IMPORTS}/kinds").json()["items"][0]["name"] == "areas"
    assert administrator.get(f"{FILES}/99999").status_code == 404
    assert administrator.get(f"{IMPORTS}/99999").status_code == 404
    bad = administrator.post(f"{IMPORTS}/99999/undo")
    assert bad.status_code == 404


def test_standard_addresses_go_in_are_found_and_taken_back(administrator, finish):
    text = "标准地址编码,标准地址,经度,纬度\nS1,和平路99号,116.305,39.905\n"
    number = send(administrator, text.encode("gbk"), "标准地址.csv")
    layer = administrator.get(f"{FILES}/{number}").json()["layers"][0]
    assert (layer["kind"], layer["kinds"][0]["kind"]) == ("gazetteer", "gazetteer")
    asked = {"kind": "gazetteer"}
    preview = finish(administrator.post(f"{FILES}/{number}/preview", json=asked))["result"]
    assert (preview["new"], preview["mapping"]["address"]) == (1, "标准地址")
    done = finish(administrator.post(IMPORTS, json=asked | {"file_id": number}))["result"]
    where = {"address": "和平路九十九号"}
    assert administrator.get("/api/v1/geocode", params=where).json()["placed"]
    assert administrator.post(f"{IMPORTS}/{done['import_id']}/undo").json()["deleted"] == 1
    assert not administrator.get("/api/v1/geocode", params=where).json()["placed"]
