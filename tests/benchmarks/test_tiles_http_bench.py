"""Tiles over HTTP beside their peers, each server one process: cold ones, and hot ones.

tipg is measured where an interpreter that has it is named by ``GRIDGEO_TIPG_PYTHON``.
"""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import numpy as np
import pytest
from sqlalchemy import make_url, text

from gridgeo.db.session import make_engine, open_session
from gridgeo.tiles.mercator import tile_at
from tests.benchmarks.test_tiles_bench import DEGREES, SIDE, ZOOMS
from tests.support.asgi_process import serving
from tests.support.many_grids import SOUTH, WEST, add_many_grids

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

TILES_A_ZOOM = 120
CONNECTIONS = 4
PEERS = "tests.benchmarks.tile_peers"
OURS = "/api/v1/tiles/zongzhi/{}/{}/{}.mvt"
TIPG = os.environ.get("GRIDGEO_TIPG_PYTHON")


@pytest.fixture(scope="module")
def database(module_database_url):
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        add_many_grids(session, SIDE, degrees=DEGREES)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE grid_versions"))
        connection.execute(text("VACUUM ANALYZE grids"))
    engine.dispose()
    return module_database_url


def places(count):
    rng = np.random.default_rng(3)
    spots = rng.uniform((WEST, SOUTH), (WEST + DEGREES, SOUTH + DEGREES), (count, 2))
    found = {(z, *tile_at(lon, lat, z)) for z in ZOOMS for lon, lat in spots}
    return [place for place in sorted(found) if place[0] in ZOOMS]


def load(port, template, wanted, folder, seconds=0.0):
    """Ask for tiles by the client in a process of its own."""
    paths = folder / "paths.txt"
    rng = np.random.default_rng(4)
    order = [wanted[i] for i in rng.permutation(len(wanted))]
    paths.write_text("\n".join(template.format(*place) for place in order))
    command = [sys.executable, "-m", "tests.benchmarks.http_load"]
    command += [str(port), str(CONNECTIONS), str(seconds), str(paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    answer = json.loads(done.stdout)
    assert set(answer["statuses"]) <= {"200", "204"}, answer
    return answer


def said(name, answer):
    return (
        f"\n  {name}: {answer['rate']:,.0f} a second,"
        f" median {answer['p50_ms']:.1f} ms, 99 of 100 under {answer['p99_ms']:.1f} ms"
    )


def test_tiles_over_http_leave_the_peers_behind(database, tmp_path, capsys):
    wanted = places(TILES_A_ZOOM)
    report = f"\n  {SIDE**2:,} grids, {len(wanted)} tiles, load {os.getloadavg()[0]:.1f}"
    settings = {
        "GRIDGEO_DATABASE_URL": database.replace("+psycopg2", ""),
        "GRIDGEO_PUBLIC_READ": "1",
        "GRIDGEO_DATA_DIR": str(tmp_path),
    }
    with serving(
        "api.main:create_app_from_environment", factory=True, ready="/health/ready", **settings
    ) as port:
        levels = [(z, *tile_at(WEST - 2, SOUTH - 2, z)) for z in ZOOMS]
        load(port, OURS, levels, tmp_path)  # a level is made once a version
        cold = load(port, OURS, wanted, tmp_path)
        hot = load(port, OURS, wanted, tmp_path, seconds=4)
        high = [place for place in wanted if place[0] >= 14]
        small = load(port, OURS, high, tmp_path, seconds=4)
    with serving(f"{PEERS}:hello") as port:
        hello = load(port, "/", high, tmp_path, seconds=4)
    with serving(
        f"{PEERS}:fastapi_as_mvt", factory=True, ready="/tiles/10/0/0.mvt", **settings
    ) as port:
        as_mvt = load(port, "/tiles/{}/{}/{}.mvt", wanted, tmp_path)
    report += said("cold", cold) + said("FastAPI and ST_AsMVT", as_mvt)
    report += said("hot, all zooms", hot) + said("hot, zooms 14 and 15", small)
    report += said("hello", hello)
    if TIPG is None:
        report += "\n  tipg: not measured, as GRIDGEO_TIPG_PYTHON names no interpreter with it"
    else:
        tipg = cold_tipg(database, wanted, tmp_path)
        report += said("tipg", tipg)
    with capsys.disabled():
        print(report)  # noqa: T201
    assert TIPG is None or cold["rate"] >= 6 * tipg["rate"]
    assert cold["rate"] >= 5 * as_mvt["rate"]
    assert small["rate"] >= 0.35 * hello["rate"]


def cold_tipg(database, wanted, tmp_path):
    engine = make_engine(database)
    with engine.begin() as connection:
        connection.execute(
            text("""
                CREATE TABLE public.tipg_grids AS
                SELECT v.id, g.code, v.name, v.kind, v.status, v.households, v.geometry
                FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id
                WHERE v.network_code = 'zongzhi'
            """)
        )
        connection.execute(text("ALTER TABLE public.tipg_grids ADD PRIMARY KEY (id)"))
        connection.execute(text("CREATE INDEX ON public.tipg_grids USING gist (geometry)"))
        connection.execute(text("ANALYZE public.tipg_grids"))
    engine.dispose()
    settings = {
        "DATABASE_URL": _with_host(database),
        "TIPG_MAX_FEATURES_PER_TILE": "20000",
        "TIPG_DEFAULT_MINZOOM": "0",
        "PYTHONPATH": "",
    }
    collection = "/collections/public.tipg_grids/tiles/WebMercatorQuad/{}/{}/{}"
    with serving("tipg.main:app", ready="/healthz", python=TIPG, **settings) as port:
        return load(port, collection, wanted, tmp_path)


def _with_host(url):
    """Write a socket's folder in the place of the host, the one spelling that tipg takes."""
    parsed = make_url(url)
    host = parsed.host or quote(str(parsed.query["host"]), safe="")
    port = parsed.port or parsed.query.get("port", 5432)
    account = parsed.username + (f":{quote(parsed.password)}" if parsed.password else "")
    return f"postgresql://{account}@{host}:{port}/{parsed.database}"
