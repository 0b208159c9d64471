"""What the fast lane answers is what the routes answer; and it answers nobody it should not."""

import httpx
import pytest

from tests.support.small_town import EAST, NORTH, SOUTH, WEST

pytestmark = pytest.mark.db

# The routes take every request with a cookie; this one signs nobody in.
BY_ROUTE = {"Cookie": "theme=dark"}
TILE = "/api/v1/tiles/zongzhi/14/13484/6207.mvt"


def both(client: httpx.Client, path: str, **headers: str) -> tuple[httpx.Response, httpx.Response]:
    return client.get(path, headers=headers), client.get(path, headers=headers | BY_ROUTE)


@pytest.mark.parametrize("lon", [WEST - 0.01, WEST, 116.31, 116.3200001, EAST])
@pytest.mark.parametrize("lat", [SOUTH, 39.91, NORTH])
@pytest.mark.parametrize("more", ["", "&network=fangyi", "&network=zongzhi&network=fangyi"])
def test_a_lookup_is_answered_alike(public, lon, lat, more):
    fast, slow = both(public, f"/api/v1/locate?lon={lon}&lat={lat}{more}")
    assert fast.status_code == slow.status_code == 200
    assert fast.content == slow.content
    assert fast.headers["content-type"] == slow.headers["content-type"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "lon=116.31",
        "lon=116.31&lat=abc",
        "lon=nan&lat=39.9",
        "lon=1e2&lat=39.9",
        "lon=999&lat=39.9",
        "lon=39.91&lat=116.31",
        "lon=116.31&lat=39.91&lat=39.90",
        "lon=116.31&lat=39.91&network=nothing",
        "lon=116.31&lat=39.91&network=%00",
        "lon=116.31&lat=39.91&accuracy_m=-1",
        "lon=116.31&lat=39.91&as_of=2026-01-10",
        "lon=%2B116.31&lat=39.91",
        "lon=116.31&lat=39.91&crs=4490",
        "x=116.31&y=39.91",
        "lon=116.31&lat=39.91&accuracy_m=30",
    ],
)
def test_what_is_out_of_the_ordinary_is_answered_by_the_route(public, query):
    fast, slow = both(public, f"/api/v1/locate?{query}")
    assert fast.status_code == slow.status_code
    without_id = [{**answer.json(), "instance": ""} for answer in (fast, slow)]
    assert without_id[0] == without_id[1]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", [TILE, f"{TILE}?v=0", "/api/v1/tiles/zongzhi/14/1/1.mvt"])
def test_a_tile_is_answered_alike_cold_and_hot(public, path, encoding):
    for _ in range(2):
        fast, slow = both(public, path, **{"Accept-Encoding": encoding})
        assert fast.status_code == slow.status_code
        assert fast.content == slow.content
        for name in ("cache-control", "etag", "content-encoding", "content-type", "vary"):
            assert fast.headers.get(name) == slow.headers.get(name), name


def test_a_hot_tile_that_is_known_is_not_sent_again(public):
    tag = public.get(TILE).headers["etag"]
    fast, slow = both(public, TILE, **{"If-None-Match": tag})
    assert fast.status_code == slow.status_code == 304


def test_the_fast_lane_has_ids_and_safe_headers_too(public):
    answer = public.get("/api/v1/locate?lon=116.31&lat=39.91", headers={"X-Request-ID": "lane-1"})
    assert answer.headers["x-request-id"] == "lane-1"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_closed_server_has_no_fast_lane(closed, signed_in):
    signed_in("worker").get(TILE)  # hot from now on
    for path in ("/api/v1/locate?lon=116.31&lat=39.91", TILE):
        assert closed.get(path).status_code == 401
        assert closed.get(path, headers={"X-API-Key": "gg_wrong"}).status_code == 401
