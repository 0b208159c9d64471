"""How the snapshot of a worker follows what is published."""

import pytest

from api.snapshots import SnapshotFollower
from gridgeo.db.session import make_engine, open_session
from gridgeo.tiles.mercator import tile_at
from tests.support.published import add_network, patchwork, publish

pytestmark = pytest.mark.db

ZOOM = 12


def grids(count):
    return [
        {"code": f"G{n}", "geometry": polygon}
        for n, polygon in enumerate(patchwork(3, seed=2)[:count])
    ]


def test_after_a_publication_the_levels_in_use_are_made_before_anybody_asks(database_url):
    engine = make_engine(database_url)
    with open_session(engine) as session:
        add_network(session, "zongzhi")
        publish(session, "zongzhi", grids(9))
    follower = SnapshotFollower(engine)
    try:
        assert follower.renew()
        assert not follower.renew()
        place = "zongzhi", ZOOM, *tile_at(120.95, 24.75, ZOOM)
        first = follower.current().tiles.tile(*place)
        with open_session(engine) as session:
            publish(session, "zongzhi", grids(8), version=2, valid_from="2026-02-01T00:00:00Z")
        assert follower.renew()
        assert follower.current().versions == {"zongzhi": 2}
        assert not follower.current().tiles.is_quick(*place)
        follower.catch_up()
        assert follower.current().tiles.is_quick(*place)
        assert follower.current().tiles.tile(*place) != first
    finally:
        follower.close()
        engine.dispose()
