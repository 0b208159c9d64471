import gzip

import httpx
import numpy as np
import pytest
from pyproj import Transformer

from gridgeo.geometry.china_offsets import bd09_from_wgs84, gcj02_from_wgs84
from tests.support.small_town import DISTRICT, HOUSEHOLDS, LEFT, RIGHT, TOWN

pytestmark = pytest.mark.db


def test_info_says_what_the_data_are(public):
    info = public.get("/api/v1/info").json()
    assert info["synthetic"] is True
    assert info["data"]["networks"] == 2
    assert info["data"]["grids"] == 5
    assert info["data"]["bounds"] == pytest.approx([116.30, 39.90, 116.34, 39.92])


def test_networks_are_counted_against_the_standard_of_each_area(public):
    networks = {item["code"]: item for item in public.get("/api/v1/networks").json()["items"]}
    counts = networks["zongzhi"]["counts"]
    # 400 in 300-500 and 520 over it in town; 350 over 100-300 and 120 within it in the village.
    assert counts == {
        "grids": 4,
        "households": sum(HOUSEHOLDS),
        "in_band": 2,
        "under": 0,
        "over": 2,
    }
    assert networks["fangyi"]["standard"]["unit"] == "persons"
    assert networks["fangyi"]["counts"]["over"] == 1


def test_a_network_says_where_its_tiles_are(public):
    network = public.get("/api/v1/networks/zongzhi").json()
    assert network["relation"] == "free"
    assert network["tilejson"] == "/api/v1/tiles/zongzhi/tilejson.json"


def test_a_network_before_its_first_version_has_no_grids(public):
    network = public.get("/api/v1/networks/zongzhi", params={"as_of": "2026-01-09"}).json()
    assert network["version"] is None
    assert network["counts"]["grids"] == 0


def test_grids_are_paged_without_loss_or_repetition(public):
    seen, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = public.get("/api/v1/networks/zongzhi/grids", params=query).json()
        seen += [item["code"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"{area}{number:03d}" for area in (LEFT, RIGHT) for number in (1, 2)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"area": LEFT}, 2),
        ({"area": TOWN}, 4),
        ({"area": DISTRICT}, 4),
        ({"bbox": "116.301,39.901,116.302,39.902"}, 1),
        ({"bbox": "117,39,118,40"}, 0),
        ({"status": "suspended"}, 0),
        ({"status": "active", "area": RIGHT}, 2),
        ({"search": "002002"}, 1),
        ({"search": "199001"}, 4),
        ({"search": "%"}, 0),
    ],
)
def test_grids_are_filtered_by_area_box_and_status(public, query, expected):
    items = public.get("/api/v1/networks/zongzhi/grids", params=query).json()["items"]
    assert len(items) == expected


def test_one_grid_is_a_feature_with_its_counts_and_chain(public):
    answer = public.get(f"/api/v1/networks/zongzhi/grids/{LEFT}002")
    assert answer.headers["content-type"] == "application/geo+json"
    feature = answer.json()
    assert feature["type"] == "Feature"
    assert feature["geometry"]["type"] == "MultiPolygon"
    ring = feature["geometry"]["coordinates"][0][0]
    assert ring[0] == ring[-1]
    assert [116.31, 39.9] in ring  # longitude first
    properties = feature["properties"]
    assert properties["households"] == 520
    assert properties["deviation"] == pytest.approx(0.3)
    assert properties["band_status"] == "over"
    assert [area["code"] for area in properties["areas"]] == [DISTRICT, TOWN, LEFT]
    assert properties["area_m2"] == pytest.approx(1_898_793, rel=0.001)
    assert properties["parents"] == []


def test_the_rural_standard_holds_in_the_village(public):
    properties = public.get(f"/api/v1/networks/zongzhi/grids/{RIGHT}001").json()["properties"]
    assert properties["deviation"] == pytest.approx((350 - 200) / 200)


def test_areas_are_listed_and_filtered(public):
    assert len(public.get("/api/v1/areas").json()["items"]) == 4
    query = {"level": "community", "parent": TOWN}
    items = public.get("/api/v1/areas", params=query).json()["items"]
    assert [item["name"] for item in items] == ["和平社区", "东柳村"]


def test_one_area_is_a_feature_with_its_chain(public):
    feature = public.get(f"/api/v1/areas/{LEFT}").json()
    assert feature["bbox"] == pytest.approx([116.30, 39.90, 116.32, 39.92])
    assert [link["level"] for link in feature["properties"]["chain"]] == [
        "district",
        "town",
        "community",
    ]


def test_areas_come_as_one_collection_and_compressed(public):
    with public.stream("GET", "/api/v1/areas.geojson", headers={"Accept-Encoding": "gzip"}) as raw:
        body = b"".join(raw.iter_raw())
    assert raw.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body).startswith(b'{"type":"FeatureCollection"')


def test_a_point_gets_its_grid_in_every_network(public):
    query = {"lon": 116.315, "lat": 39.91}
    answers = {item["network"]: item for item in located(public, query)}
    assert set(answers) == {"fangyi", "zongzhi"}
    assert answers["zongzhi"]["grid"]["code"] == f"{LEFT}002"
    assert answers["zongzhi"]["version"] == 1
    assert [area["name"] for area in answers["zongzhi"]["areas"]][-1] == "和平社区"
    assert answers["fangyi"]["grid"]["code"] == f"{LEFT}901"


@pytest.mark.parametrize("crs", ["4326", "EPSG:4490", "4527", "4548", "3857", "gcj02", "bd09"])
def test_a_place_has_the_same_grid_in_every_system(public, crs):
    lon, lat = 116.315, 39.91
    if crs in ("gcj02", "bd09"):
        move = gcj02_from_wgs84 if crs == "gcj02" else bd09_from_wgs84
        x, y = (float(axis[0]) for axis in move(np.array([lon]), np.array([lat])))
    else:
        to = Transformer.from_crs(4326, int(crs.removeprefix("EPSG:")), always_xy=True)
        x, y = to.transform(lon, lat)
    query = {"x": x, "y": y, "crs": crs, "network": "zongzhi"}
    answer = public.get("/api/v1/locate", params=query).json()
    assert (answer["point"]["lon"], answer["point"]["lat"]) == pytest.approx((lon, lat), abs=1e-7)
    assert (answer["given"]["x"], answer["given"]["y"]) == (x, y)
    assert answer["answers"][0]["grid"]["code"] == f"{LEFT}002"


def test_only_the_networks_asked_for_answer(public):
    [answer] = located(public, {"lon": 116.315, "lat": 39.91, "network": "zongzhi"})
    assert answer["network"] == "zongzhi"


def test_an_inexact_point_near_a_border_is_ambiguous(public):
    query = {"lon": 116.3101, "lat": 39.91, "network": "zongzhi", "accuracy_m": 50}
    [answer] = located(public, query)
    assert answer["ambiguous"] is True
    assert [grid["code"] for grid in answer["neighbours"]] == [f"{LEFT}001"]
    assert answer["distance_to_border_m"] == pytest.approx(8.5, abs=0.2)


def test_a_point_outside_gets_the_nearest_grid(public):
    [answer] = located(public, {"lon": 116.35, "lat": 39.91, "network": "zongzhi"})
    assert answer["inside"] is False
    assert answer["grid"] is None
    assert answer["nearest"]["code"] == f"{RIGHT}002"
    assert answer["nearest"]["distance_m"] == pytest.approx(855, abs=5)


def test_lookup_reaches_back_to_the_first_version_and_no_further(public):
    query = {"lon": 116.315, "lat": 39.91, "as_of": "2026-01-10"}
    assert len(located(public, query)) == 2
    answer = public.get("/api/v1/locate", params=query | {"as_of": "2026-01-09"})
    assert answer.status_code == 404
    assert answer.json()["field"] == "as_of"


def located(client: httpx.Client, query: dict[str, object]) -> list[dict]:
    answer = client.get("/api/v1/locate", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["answers"]
