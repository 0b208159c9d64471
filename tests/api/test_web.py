import json
from pathlib import Path

import httpx
import pytest

from api.main import create_app
from gridgeo.config import Settings
from tests.support import live_server

pytestmark = pytest.mark.db


def test_without_a_built_page_the_root_says_how_to_build_it(public):
    answer = public.get("/")
    assert answer.status_code == 200
    assert "make web" in answer.text
    assert "地图页面尚未构建" in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text


def test_the_built_page_is_served_with_lasting_assets(town_url: str, tmp_path: Path):
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>map</title>", encoding="utf-8")
    (dist / "assets" / "map-1a2b.js").write_text("export {}", encoding="utf-8")
    app = create_app(Settings(database_url=town_url, data_dir=tmp_path), web_dist=dist)
    with live_server.running(app) as address, httpx.Client(base_url=address) as client:
        page = client.get("/")
        assert "map" in page.text
        assert page.headers["cache-control"] == "no-cache"
        assert client.get("/plans/7").text == page.text
        assert client.get("/plans").headers["cache-control"] == "no-cache"
        assert client.get("/elsewhere").status_code == 404
        asset = client.get("/assets/map-1a2b.js")
        assert asset.headers["content-type"].startswith("text/javascript")
        assert "immutable" in asset.headers["cache-control"]
        assert client.get("/assets/../../secret").status_code == 404
        assert client.get("/nothing.js").headers["content-type"] == "application/problem+json"
        assert client.get("/api/v1/nothing").status_code == 404


def test_the_first_page_names_the_scripts_that_it_will_ask_for(town_url: str, tmp_path: Path):
    dist = tmp_path / "dist"
    (dist / ".vite").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>map</title>", encoding="utf-8")
    chunks = {
        "index.html": {"file": "assets/index.js", "isEntry": True},
        "_shared.js": {"file": "assets/shared.js", "imports": ["index.html"]},
        "src/pages/map/MapPage.tsx": {"file": "assets/map.js", "imports": ["_shared.js"]},
        "src/pages/plan/PlanPage.tsx": {"file": "assets/plan.js", "imports": ["_shared.js"]},
    }
    (dist / ".vite" / "manifest.json").write_text(json.dumps(chunks), encoding="utf-8")
    app = create_app(Settings(database_url=town_url, data_dir=tmp_path), web_dist=dist)
    with live_server.running(app) as address, httpx.Client(base_url=address) as client:
        named = client.get("/").headers["link"]
        assert (
            named == "</assets/map.js>; rel=modulepreload, </assets/shared.js>; rel=modulepreload"
        )
        assert "link" not in client.get("/plans").headers
        del chunks["_shared.js"]
        (dist / ".vite" / "manifest.json").write_text(json.dumps(chunks), encoding="utf-8")
        assert client.get("/").headers["link"] == "</assets/map.js>; rel=modulepreload"


def test_every_page_forbids_inline_scripts_and_other_hosts(public):
    policy = public.get("/").headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["default-src"] == "'self'"
