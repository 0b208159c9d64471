"""``kill -9`` of the serving process while editors work: nothing acknowledged is lost."""

import os
import random
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from gridgeo.db.repositories import audit
from gridgeo.db.repositories import plan_operations as log
from gridgeo.db.session import make_engine, open_session
from gridgeo.services.create_plan import create_plan
from tests.support import small_town
from tests.support.editors import Editor, key_of
from tests.support.plan_bits import bits, faults, replay
from tests.support.served import serving
from tests.support.small_town import LEFT

pytestmark = [pytest.mark.db, pytest.mark.slow]

KILLS = int(os.environ.get("GRIDGEO_TEST_KILLS", "2"))
EDITORS = 4


def work_until_killed(editor: Editor) -> None:
    """Edit until the server is gone in the middle of something."""
    try:
        editor.work(10_000)
    except httpx.TransportError:
        return
    raise AssertionError("the server was not killed")


def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    town_url: str, tmp_path: Path
) -> None:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
        start = bits(session, plan)
    units = [f"{LEFT}-{number:02d}" for number in range(16)]
    rng, acknowledged, key = random.Random(1), [1], ""
    for kill in range(KILLS):
        with serving(town_url, tmp_path) as (process, address):
            key = key or key_of(address)
            editors = [Editor(address, key, plan, units, kill * 10 + n) for n in range(EDITORS)]
            threads = [threading.Thread(target=work_until_killed, args=(e,)) for e in editors]
            for thread in threads:
                thread.start()
            while not any(editor.done for editor in editors):
                time.sleep(0.01)
            time.sleep(rng.uniform(0.0, 2.0))
            process.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join()
        acknowledged += [revision for editor in editors for revision in editor.done]
        with open_session(engine) as session:
            rows = log.operations_since(session, plan, 0, 100_000)
            assert [row["revision"] for row in rows] == list(range(1, len(rows) + 1))
            assert {row["revision"] for row in rows} >= set(acknowledged)
            assert len(set(acknowledged)) == len(acknowledged)
            assert faults(session, plan) == []
            end = bits(session, plan)
            changes = [change for _, change in log.standing_changes(session, plan)]
            grids, held = replay(start, changes)
            assert grids == {row[0]: (row[1], row[-1]) for row in end[0]}
            assert held == {unit: (number, pinned) for unit, number, pinned in end[1]}
            assert audit.first_broken_entry(session) is None
    engine.dispose()
