"""Many editors on the same grids of one draft over HTTP: nothing is lost, the log replays."""

import os
import threading

import pytest
from sqlalchemy import text

from gridgeo.db.repositories import plan_operations as log
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from gridgeo.services.plan_operations import jump
from tests.support import small_town
from tests.support.editors import Editor, key_of
from tests.support.plan_bits import bits, faults, replay
from tests.support.small_town import LEFT

pytestmark = [pytest.mark.db, pytest.mark.slow]

EDITORS = int(os.environ.get("GRIDGEO_TEST_EDITORS", "6"))
OPERATIONS = int(os.environ.get("GRIDGEO_TEST_OPERATIONS", "6"))


def test_no_operation_is_lost_and_the_log_replays_to_the_same_bits(closed_address, town_url):
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        start = bits(session, plan)
    key = key_of(closed_address)
    units = [f"{LEFT}-{number:02d}" for number in range(16)]
    editors = [Editor(closed_address, key, plan, units, seed) for seed in range(EDITORS)]
    threads = [threading.Thread(target=one.work, args=(OPERATIONS,)) for one in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = sorted(revision for one in editors for revision in one.done)
    assert done == list(range(2, EDITORS * OPERATIONS + 2))  # each acknowledged once, none lost
    assert sum(one.late for one in editors) > 0  # they really were in each other's way
    with open_session(engine) as session:
        revisions = session.scalars(
            text("SELECT revision FROM plan_operations WHERE plan_id = :plan ORDER BY 1"),
            {"plan": plan},
        ).all()
        assert revisions == [1, *done]
        end = bits(session, plan)
        assert faults(session, plan) == []
        grids, held = replay(start, [change for _, change in log.standing_changes(session, plan)])
        assert grids == {row[0]: (row[1], row[-1]) for row in end[0]}
        assert held == {unit: (number, pinned) for unit, number, pinned in end[1]}
        jump(session, plan, 1)
        assert bits(session, plan) == start
        session.rollback()
    engine.dispose()
