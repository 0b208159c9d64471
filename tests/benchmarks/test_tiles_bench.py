"""Figures of tiles from memory beside ``ST_AsMVT`` in PostGIS, for the same tiles."""

import gzip
import time

import numpy as np
import pytest
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.locate import load_snapshot
from gridgeo.services.serve_tiles import TileServer
from gridgeo.tiles.mercator import tile_at
from gridgeo.tiles.tileset import COMPRESSION
from tests.benchmarks.tile_peers import AS_MVT
from tests.support.published import add_network, patchwork, publish

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
DEGREES = 1.0  # grids of 700 m, as in a large city
TILES_A_ZOOM = 40
ZOOMS = (10, 11, 12, 13, 14, 15)


@pytest.fixture(scope="module")
def session(module_database_url):
    engine = make_engine(module_database_url)
    with open_session(engine) as opened:
        add_network(opened, "zongzhi")
        grids = [
            {"code": f"{number:06}", "geometry": polygon, "households": 300 + number % 300}
            for number, polygon in enumerate(patchwork(SIDE, seed=11, degrees=DEGREES))
        ]
        publish(opened, "zongzhi", grids)
        opened.execute(text("ANALYZE grid_versions"))
        opened.execute(text("ANALYZE grids"))
        yield opened
    engine.dispose()


def tiles():
    rng = np.random.default_rng(3)
    places = rng.uniform((120.9, 24.7), (121.9, 25.7), (TILES_A_ZOOM, 2))
    return [(z, *tile_at(lon, lat, z)) for z in ZOOMS for lon, lat in places]


def rate(ask, wanted):
    start = time.perf_counter()
    for tile in wanted:
        ask(*tile)
    return len(wanted) / (time.perf_counter() - start)


def test_cold_tiles_leave_postgis_behind(session, capsys):
    start = time.perf_counter()
    snapshot = load_snapshot(session)
    server = TileServer(snapshot)
    loaded_s = time.perf_counter() - start
    for z in ZOOMS:  # levels are made once a version, not once a tile
        server.tile("zongzhi", z, *tile_at(120.0, 24.0, z))
    wanted = sorted(set(tiles()))
    cold = rate(lambda z, x, y: server.tile("zongzhi", z, x, y), wanted)
    hot = rate(lambda z, x, y: server.tile("zongzhi", z, x, y), wanted)

    def as_mvt(z, x, y):
        return gzip.compress(bytes(session.scalar(AS_MVT, {"z": z, "x": x, "y": y})), COMPRESSION)

    postgis = rate(as_mvt, wanted[:: len(wanted) // 60])
    grids = len(snapshot.network("zongzhi").table.codes)
    with capsys.disabled():
        print(  # noqa: T201
            f"\n  {grids:,} grids: snapshot and tiles ready in {loaded_s:.1f} s"
            f"\n  tiles a second: cold {cold:,.0f}, hot {hot:,.0f}, ST_AsMVT {postgis:,.0f}"
        )
    assert loaded_s < 15
    assert cold >= 10 * postgis
