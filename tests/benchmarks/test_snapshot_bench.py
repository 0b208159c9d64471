"""How soon a worker has the grids: from nothing, and after a publication of every grid."""

import time

import pytest
from sqlalchemy import text

from api.snapshots import INTERVAL_S, SnapshotFollower
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.locate import load_snapshot
from gridgeo.tiles.mercator import tile_at
from scripts.soak_load import PUBLISH
from tests.support.bench import say
from tests.support.many_grids import NETWORKS, SOUTH, WEST, add_many_grids

pytestmark = [pytest.mark.bench, pytest.mark.slow, pytest.mark.db]

SIDE = 141  # squared: 19,881 grids
MOST_START_S, MOST_FOLLOW_S = 5, 2
TILE = NETWORKS[0], 14, *tile_at(WEST + 0.5, SOUTH + 0.5, 14)


def seconds(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def test_a_worker_starts_and_follows_in_time(module_database_url, capsys):
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        add_many_grids(session, SIDE)
        session.execute(text("ANALYZE grid_versions"))
    with open_session(engine) as session:
        start_s = seconds(lambda: load_snapshot(session))
    follower = SnapshotFollower(engine)
    try:
        follower.renew()
        follower.current().tiles.tile(*TILE)
        with open_session(engine) as session:
            for statement in PUBLISH:
                session.execute(text(statement), {"network": NETWORKS[0], "version": 2})
        follow_s = INTERVAL_S + seconds(follower.renew)  # it looks so often
        tile_s = seconds(lambda: follower.current().tiles.tile(*TILE))
    finally:
        follower.close()
        engine.dispose()
    say(
        capsys,
        f"{SIDE**2:,} grids, by the clock: held {start_s:.2f} s after a start from nothing,"
        f" {follow_s:.2f} s at most after a publication of them all; a tile then in"
        f" {1000 * tile_s:.0f} ms",
    )
    assert start_s < MOST_START_S
    assert follow_s + tile_s < MOST_FOLLOW_S
