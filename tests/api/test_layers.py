"""Layers of places over HTTP: everything that came in goes out, to those whose task it is."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import httpx
import pytest
import shapely
from sqlalchemy.orm import Session

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.io.export_formats import FORMATS
from gridgeo.services.export_layer import COUNTED, LAYERS
from gridgeo.services.import_layers import import_kind
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import preview_import
from tests.api.test_routes_by_scope import entered
from tests.support import live_server, two_sides

pytestmark = pytest.mark.db

SIDES = {"LEFT": 116.305, "RIGHT": 116.335}


def rows(kind: str) -> gpd.GeoDataFrame:
    """Give one row of a kind on either side."""
    columns = {
        "barriers": {"kind": "road"},
        "compounds": {},
        "buildings": {"households": 3, "address": ["和平路1号", "和平路2号"]},
        "places": {"kind": "school"},
        "developments": {"planned_households": 300, "ready_on": "2027-06-01"},
        "land_use": {"use": "forest"},
        "units": {"households": 3},
        "gazetteer": {"address": ["和平路1号", "和平路2号"]},
    }[kind]
    codes = {"code": [f"{kind}-{side}" for side in SIDES]}
    shapes = [shapely.box(west, 39.91, west + 0.001, 39.911) for west in SIDES.values()]
    return gpd.GeoDataFrame(codes | columns, geometry=shapes, crs="EPSG:4326")


@pytest.fixture(scope="module")
def url(module_database_url: str) -> str:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        two_sides.build(session)
        for kind in sorted(LAYERS.keys() - {"areas", "households"}):
            assert import_kind(session, kind, rows(kind)).rejected == []
    engine.dispose()
    return module_database_url


@pytest.fixture(scope="module")
def address(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("layers")
    settings = Settings(database_url=url, data_dir=folder, public_read=True)
    with live_server.running(create_app(settings, web_dist=folder / "none")) as address:
        yield address


def download(client: httpx.Client, layer: str, **query: str) -> httpx.Response:
    return client.get(f"/api/v1/layers/{layer}/download", params=query)


@pytest.mark.parametrize("layer", sorted(LAYERS))
def test_every_layer_goes_out_in_every_format_and_comes_in_as_the_same(
    address: str, url: str, layer: str, tmp_path: Path
) -> None:
    engine = make_engine(url)
    with entered(address, "administrator.everywhere") as client, Session(engine) as session:
        for name, chosen in FORMATS.items():
            answer = download(client, layer, format=name)
            assert answer.status_code == 200, answer.text
            assert f'filename="{layer}{chosen.suffix}"' in answer.headers["content-disposition"]
            path = tmp_path / f"{layer}{chosen.suffix}"
            path.write_bytes(answer.content)
            if name in ("xlsx", "dxf"):  # without shapes, and without columns
                continue
            found = preview_import(session, path, ImportRequest(layer))
            assert (found.effect.states.new, found.rejected) == (0, [])
            assert set(found.effect.columns) <= {"geometry"}
    engine.dispose()


def test_homes_go_to_those_whose_task_they_are_within_their_areas(address: str) -> None:
    with httpx.Client(base_url=address) as anybody:
        for layer in LAYERS:
            assert download(anybody, layer).status_code == (401 if layer in COUNTED else 200)
        assert download(anybody, "workers").status_code == 422
    with entered(address, "leader.everywhere") as leader:
        assert download(leader, "buildings").status_code == 403
    with entered(address, "planner.left") as planner:
        for layer in sorted(COUNTED):
            text = download(planner, layer, format="csv").text
            assert "LEFT" in text
            assert "RIGHT" not in text
        assert "RIGHT" in download(planner, "places", format="csv").text
    with entered(address, "administrator.everywhere") as administrator:
        log = administrator.get("/api/v1/audit", params={"actor": "planner.left"}).json()["items"]
    assert {line["object_kind"] for line in log if line["action"] == "export"} == COUNTED


def test_what_a_format_has_not_is_a_problem(address: str) -> None:
    with httpx.Client(base_url=address) as anybody:
        wrong = download(anybody, "areas", format="kml", crs="EPSG:4547")
        assert (wrong.status_code, wrong.json()["field"]) == (422, "crs")
