import gzip

import brotli
import mapbox_vector_tile
import pytest

from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

# The tile of zoom 14 that holds the town's western border.
Z, X, Y = 14, 13484, 6207
TILE = f"/api/v1/tiles/zongzhi/{Z}/{X}/{Y}.mvt"
TILEJSON = "/api/v1/tiles/zongzhi/tilejson.json"


@pytest.fixture
def versioned(public) -> str:
    """Address of the tile with its version, as TileJSON gives it."""
    address = public.get(TILEJSON).json()["tiles"][0]
    return address.format(z=Z, x=X, y=Y)


def test_tilejson_leads_to_tiles_that_hold_for_ever(public, versioned):
    described = public.get(TILEJSON).json()
    assert described["tilejson"] == "3.0.0"
    assert described["name"] == "综治"
    assert described["bounds"] == pytest.approx([116.30, 39.90, 116.34, 39.92])
    answer = public.get(versioned)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_tile_holds_the_grids_with_their_counts(public):
    answer = public.get(TILE)
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    features = mapbox_vector_tile.decode(answer.content)["grids"]["features"]
    found = {feature["properties"]["code"]: feature["properties"] for feature in features}
    assert found[f"{LEFT}001"]["households"] == 400
    assert found[f"{LEFT}001"]["band_status"] == "in_band"


def test_a_tile_that_is_known_is_not_sent_again(public):
    first = public.get(TILE)
    again = public.get(TILE, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    weak = public.get(TILE, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert weak.status_code == 304
    assert public.get(TILE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_who_cannot_read_gzip_gets_the_same_tile_under_another_tag(public):
    packed = public.get(TILE, headers={"Accept-Encoding": "gzip"})
    plain = public.get(TILE, headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert plain.content == packed.content  # httpx unpacks
    assert plain.headers["etag"] != packed.headers["etag"]
    assert "accept-encoding" in plain.headers["vary"].lower()
    with public.stream("GET", TILE, headers={"Accept-Encoding": "gzip"}) as raw:
        assert gzip.decompress(b"".join(raw.iter_raw())) == plain.content


def test_a_reader_of_brotli_gets_it_when_it_likes_it_as_much(public):
    packed = public.get(TILE, headers={"Accept-Encoding": "gzip"})
    with public.stream("GET", TILE, headers={"Accept-Encoding": "gzip, br"}) as raw:
        assert raw.headers["content-encoding"] == "br"
        body = b"".join(raw.iter_raw())
    assert brotli.decompress(body) == packed.content
    tag = raw.headers["etag"]
    assert tag != packed.headers["etag"]
    wish = {"Accept-Encoding": "br", "If-None-Match": tag}
    assert public.get(TILE, headers=wish).status_code == 304
    less = public.get(TILE, headers={"Accept-Encoding": "gzip;q=0.9, br;q=0.5"})
    assert less.headers["content-encoding"] == "gzip"


def test_without_its_version_a_tile_is_asked_for_anew(public):
    for address in (TILE, f"{TILE}?v=0-00000000"):
        assert public.get(address).headers["cache-control"] == "public, no-cache"


def test_an_empty_tile_is_no_content(public):
    answer = public.get("/api/v1/tiles/zongzhi/14/0/0.mvt")
    assert answer.status_code == 204
    assert answer.content == b""


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ("14/16384/0", 404),
        ("0/0/1", 404),
        ("3/-1/0", 404),
        ("-1/0/0", 404),
        ("23/0/0", 404),
        ("31/0/0", 404),
        ("1000/0/0", 404),
        (f"5/{2**40}/0", 404),
        ("a/0/0", 422),
    ],
)
def test_numbers_of_no_tile_are_refused(public, numbers, status):
    for tiles in ("zongzhi", "base", "density", "zongzhi/deviations", "zongzhi/versions/1"):
        answer = public.get(f"/api/v1/tiles/{tiles}/{numbers}.mvt")
        assert answer.status_code == status, (tiles, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_network_has_no_tiles(public):
    for path in (f"/api/v1/tiles/zongzhu/{Z}/{X}/{Y}.mvt", "/api/v1/tiles/zongzhu/tilejson.json"):
        answer = public.get(path)
        assert answer.status_code == 404
        assert "'zongzhi'" in answer.json()["detail"]


def test_the_base_map_draws_areas_without_grids(public):
    address = public.get("/api/v1/tiles/base/tilejson.json").json()["tiles"][0]
    answer = public.get(address.format(z=Z, x=X, y=Y))
    layers = mapbox_vector_tile.decode(answer.content)
    assert "areas" in layers
    assert "grids" not in layers


def test_tiles_of_a_closed_server_are_kept_by_their_reader_alone(closed, signed_in):
    assert closed.get(TILE).status_code == 401
    rule = signed_in("worker").get(TILE).headers["cache-control"]
    assert rule.startswith("private")
