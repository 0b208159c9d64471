"""OGC API - Features and Tiles over HTTP, as a client walks through it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import mapbox_vector_tile
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import shape
from sqlalchemy import text

from api.ogc_documents import CONFORMANCE
from api.ogc_query import CRS84_URI
from gridgeo.db.session import make_engine
from tests.support.small_town import LEFT, RIGHT, WEST

pytestmark = pytest.mark.db

OGC = "/api/v1/ogc"
ITEMS = f"{OGC}/collections/zongzhi/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
CODES = [f"{LEFT}001", f"{LEFT}002", f"{RIGHT}001", f"{RIGHT}002"]


@pytest.fixture(scope="module")
def history(town_url: str) -> None:
    """Until the second version there was a micro-grid in the west."""
    engine = make_engine(town_url)
    with engine.begin() as connection:
        for statement in (
            """INSERT INTO publications (network_code, version, source, valid_from, published_by,
                                         opened, closed)
               VALUES ('zongzhi', 2, 'import', '2026-01-20T00:00:00Z', 'tests', 0, 1)""",
            "INSERT INTO grids (network_code, code) VALUES ('zongzhi', 'OLD')",
            """INSERT INTO grid_versions (grid_id, network_code, opened_in, closed_in, valid, name,
                                           kind, status, area_code, geometry)
                SELECT id, 'zongzhi', 1, 2, '[2026-01-10T00:00:00Z,2026-01-20T00:00:00Z)', '旧网格',
                       'micro', 'active', :left,
                       ST_Multi(ST_MakeEnvelope(116.301, 39.901, 116.302, 39.902, 4326))
                FROM grids WHERE code = 'OLD'""",
        ):
            connection.execute(text(statement), {"left": LEFT} if ":left" in statement else {})
    engine.dispose()


@pytest.fixture
def client(history: None, public: httpx.Client) -> httpx.Client:
    return public


def links(document):
    return {link["rel"].rsplit("/", 1)[-1]: link["href"] for link in document["links"]}


def ids(answer):
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def test_the_landing_page_leads_everywhere(client):
    page = client.get(OGC).json()
    assert set(links(page)) >= {"self", "service-desc", "conformance", "data", "tiling-schemes"}
    for rel, href in links(page).items():
        answer = client.get(href)
        assert answer.status_code == 200, rel
    assert client.get(links(page)["conformance"]).json() == {"conformsTo": CONFORMANCE}
    listed = client.get(links(page)["data"]).json()["collections"]
    assert [one["id"] for one in listed] == ["fangyi", "zongzhi"]
    for one in listed:
        for rel, href in links(one).items():
            assert client.get(href).status_code == 200, rel


def test_a_collection_says_where_when_and_in_which_systems(client):
    one = client.get(f"{OGC}/collections/zongzhi").json()
    assert one["title"] == "综治"
    assert one["extent"]["spatial"]["bbox"] == [pytest.approx([116.30, 39.90, 116.34, 39.92])]
    assert one["extent"]["temporal"]["interval"] == [["2026-01-10T00:00:00Z", None]]
    assert one["crs"][0] == one["storageCrs"] == CRS84_URI
    assert {EPSG.format(code) for code in (4326, 4490, 3857, 4527, 4548)} <= set(one["crs"])


def test_items_are_valid_geojson_with_every_grid_of_now(client):
    answer = client.get(ITEMS)
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["content-crs"] == f"<{CRS84_URI}>"
    document = answer.json()
    assert ids(answer) == CODES
    assert (document["numberMatched"], document["numberReturned"]) == (4, 4)
    assert "next" not in links(document)
    for feature in document["features"]:
        ground = shape(feature["geometry"])
        assert ground.is_valid
        assert all(part.exterior.is_ccw for part in ground.geoms)
    assert document["features"][0]["properties"]["households"] == 400


def test_pages_follow_each_other_and_miss_nothing(client):
    seen, href = [], f"{ITEMS}?limit=3&kind=base"
    pages = 0
    while href:
        answer = client.get(href)
        assert answer.json()["numberMatched"] == 4
        seen += ids(answer)
        href = links(answer.json()).get("next")
        pages += 1
    assert (seen, pages) == (CODES, 2)
    assert len(ids(client.get(f"{ITEMS}?limit=999999"))) == 4


def test_a_box_chooses_what_it_meets(client):
    assert ids(client.get(f"{ITEMS}?bbox=116.301,39.901,116.302,39.902")) == CODES[:1]
    assert ids(client.get(f"{ITEMS}?bbox=116.301,39.901,0,116.312,39.902,9")) == CODES[:2]
    assert ids(client.get(f"{ITEMS}?bbox=0,0,1,1")) == []
    assert ids(client.get(f"{ITEMS}?bbox=116.331,39,-170,40")) == CODES[3:]  # over the antimeridian
    uri = EPSG.format(4326)
    swapped = client.get(ITEMS, params={"bbox": "39.901,116.301,39.902,116.302", "bbox-crs": uri})
    assert ids(swapped) == CODES[:1]
    x, y = Transformer.from_crs(4326, 3857, always_xy=True).transform(116.3015, 39.9015)
    box = f"{x - 9},{y - 9},{x + 9},{y + 9}"
    metres = client.get(ITEMS, params={"bbox": box, "bbox-crs": EPSG.format(3857)})
    assert ids(metres) == CODES[:1]


@pytest.mark.parametrize("code", [4326, 4490, 3857, 4527, 4548])
def test_coordinates_come_in_the_systems_own_axis_order(client, code):
    uri = EPSG.format(code)
    answer = client.get(ITEMS, params={"crs": uri, "limit": "1"})
    assert answer.headers["content-crs"] == f"<{uri}>"
    moved = shape(answer.json()["features"][0]["geometry"])
    x, y = shapely.get_coordinates(moved).T
    lon, lat = Transformer.from_crs(code, "OGC:CRS84").transform(x, y)
    assert min(lon) == pytest.approx(WEST, abs=1e-6)
    assert min(lat) == pytest.approx(39.90, abs=1e-6)
    if code in (4326, 4490):
        assert (max(x) < 40, min(y) > 116) == (True, True)


def test_times_choose_what_was_valid(client):
    def asked(when):
        return ids(client.get(ITEMS, params={"datetime": when}))

    assert asked("2026-01-15T00:00:00Z") == [*CODES, "OLD@1"]
    assert asked("2026-01-20T00:00:00Z") == CODES  # the end does not belong to it
    assert asked("2026-01-19T00:00:00Z/2026-02-01T00:00:00Z") == [*CODES, "OLD@1"]
    assert asked("2026-01-20T00:00:00Z/..") == CODES
    assert asked("../2026-01-09T00:00:00Z") == []
    old = client.get(f"{ITEMS}/OLD@1").json()
    assert old["properties"]["valid_to"] == "2026-01-20T00:00:00Z"
    assert client.get(f"{ITEMS}/OLD").status_code == 404


def test_properties_filter_by_value(client):
    assert ids(client.get(f"{ITEMS}?area_code={RIGHT}")) == CODES[2:]
    assert ids(client.get(f"{ITEMS}?code={CODES[1]}&kind=base&version=1")) == CODES[1:2]
    assert ids(client.get(f"{ITEMS}?kind=micro&datetime=2026-01-15")) == ["OLD@1"]
    named = client.get(f"{OGC}/collections/zongzhi/queryables")
    assert named.headers["content-type"] == "application/schema+json"
    assert "area_code" in named.json()["properties"]


def test_one_item_is_a_feature_with_links(client):
    feature = client.get(f"{ITEMS}/{CODES[0]}").json()
    assert feature["type"] == "Feature"
    assert feature["id"] == CODES[0]
    for rel, href in links(feature).items():
        assert client.get(href).status_code == 200, rel


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=a,b,c,d", "bbox"),
        ("bbox=nan,0,1,1", "bbox"),
        ("bbox=0,91,1,92", "bbox"),
        ("bbox=0,5,1,4", "bbox"),
        ("bbox=1,1,2,2&bbox-crs=EPSG:4326", "bbox-crs"),
        ("crs=http://www.opengis.net/def/crs/EPSG/0/27700", "crs"),
        ("datetime=yesterday", "datetime"),
        ("datetime=../..", "datetime"),
        ("datetime=", "datetime"),
        ("datetime=2026-02-01/2026-01-01", "datetime"),
        ("datetime=9999-12-31T23:59:59-12:00", "datetime"),
        ("cursor=!!", "cursor"),
        ("cursor=YWJj", "cursor"),
        ("unknown=1", "unknown"),
        ("f=xml", "f"),
        ("name=%00", "name"),
    ],
)
def test_a_wrong_parameter_is_answered_with_400(client, query, field):
    answer = client.get(f"{ITEMS}?{query}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field


@pytest.mark.parametrize(
    "path",
    [
        "/collections/none",
        "/collections/none/items",
        "/collections/none/items/x",
        "/collections/none/tiles",
        "/collections/zongzhi/items/none",
        "/collections/zongzhi/items/none@1",
        "/collections/zongzhi/items/a%00@1",
        "/tileMatrixSets/none",
        "/collections/zongzhi/tiles/none",
        "/collections/zongzhi/tiles/WebMercatorQuad/14/99999/0",
        "/collections/zongzhi/tiles/WebMercatorQuad/a/0/0",
        "/collections/none/tiles/WebMercatorQuad/0/0/0",
    ],
)
def test_what_does_not_exist_is_not_found(client, path):
    assert client.get(f"{OGC}{path}").status_code == 404


def test_tiles_are_those_of_the_other_address(client):
    one = client.get(f"{OGC}/collections/zongzhi/tiles").json()["tilesets"][0]
    described = client.get(links(one)["self"]).json()
    assert [layer["id"] for layer in described["layers"]] == ["grids", "grid_labels"]
    scheme = client.get(links(described)["tiling-scheme"]).json()
    assert scheme["tileMatrices"][14]["matrixWidth"] == 2**14
    assert scheme["tileMatrices"][0]["scaleDenominator"] == pytest.approx(559082264.0287178)
    template = links(described)["item"]
    href = template.format(tileMatrix=14, tileRow=6207, tileCol=13484)
    tile = client.get(href)
    assert tile.content == client.get("/api/v1/tiles/zongzhi/14/13484/6207.mvt").content
    assert len(mapbox_vector_tile.decode(tile.content)["grids"]["features"]) >= 1
    empty = client.get(template.format(tileMatrix=14, tileRow=0, tileCol=0))
    assert empty.status_code == 204


def test_strangers_are_asked_to_sign_in(closed, signed_in):
    for path in ("", "/collections/zongzhi/items", "/tileMatrixSets"):
        assert closed.get(f"{OGC}{path}").status_code == 401
    assert ids(signed_in("integrator").get(ITEMS)) == CODES


# gridgeo itself leaves this driver out, so that no file leads it to other hosts.
_READ_BY_GDAL = """
import sys
import pyogrio
source = "OAPIF:" + sys.argv[1]
print(sorted(name for name, _ in pyogrio.list_layers(source)))
frame = pyogrio.read_dataframe(source, layer="zongzhi")
print(len(frame), sorted(frame["code"])[0], frame["households"].sum(), frame.crs.to_string())
print(*(round(side, 3) for side in frame.total_bounds))
part = pyogrio.read_dataframe(source, layer="zongzhi", bbox=(116.301, 39.901, 116.302, 39.902))
print(len(part), part["name"][0])
"""


def environment_of_others():
    ours = ("OGR_", "CPL_", "GDAL_")  # what gridgeo forbids itself, others do not
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def test_gdal_opens_it_as_it_is(client):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _READ_BY_GDAL, str(client.base_url.join(OGC))],
        env=environment_of_others(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    layers, grids, bounds, part = done.stdout.splitlines()
    assert layers == "['fangyi', 'zongzhi']"
    assert grids == f"4 {CODES[0]} 1390 OGC:CRS84"
    assert bounds == "116.3 39.9 116.34 39.92"
    assert part == "1 第001网格"


def test_qgis_opens_features_and_tiles_as_they_are(client, tmp_path):
    python, script = Path("/usr/bin/python3"), Path(__file__).parents[1] / "support/qgis_reads.py"
    if not list(Path("/usr/lib/python3/dist-packages").glob("qgis/core")):
        pytest.skip("QGIS is not installed (package python3-qgis)")
    done = subprocess.run(
        [python, script, str(client.base_url).rstrip("/"), "zongzhi", tmp_path / "tiles.png"],
        env=environment_of_others() | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["valid"], said["tiles_valid"], said["crs"]) == (True, True, "EPSG:4326")
    assert said["households"] == dict(zip(CODES, [400, 520, 350, 120], strict=True))
    assert said["areas"] == {code: pytest.approx(0.0002) for code in CODES}
    assert said["part"] == [CODES[0]]
    assert said["colours"] > 2  # ground, fill and border
