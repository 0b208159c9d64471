"""``kill -9`` in the very middle of a publication: none is ever half there, none is done twice.

Everything of a publication is written, and its line waits for the end of the audit chain, which
the test holds, when the process is killed: first the one that serves, then the worker whose job
it is. GRIDGEO_TEST_KILLS says how often: 50 before a release, on a machine with nothing else to do,
where the server answers again and another worker has taken the job up within BACK_S each time.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit
from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.enums import Role
from gridgeo.domain.review import Party, ReviewStep
from gridgeo.services.create_plan import create_plan
from gridgeo.services.list_plans import get_plan
from gridgeo.services.plan_operations import OperationKind, operate
from gridgeo.services.review import schedule, take_step
from tests.support import small_town
from tests.support.editors import key_of
from tests.support.served import serving

pytestmark = [pytest.mark.db, pytest.mark.slow]

KILLS = int(os.environ.get("GRIDGEO_TEST_KILLS", "1"))
PATIENCE_S = 120
BACK_S = 10
WANG = Party("wang", frozenset({Role.PLANNER}))
LI = Party("li", frozenset({Role.REVIEWER}))

_WAITING = text("""
    SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
""")
# What a publication writes in several tables, held against each other.
_HALVES = text("""
    SELECT 'opened', p.version FROM publications AS p WHERE p.opened <> (
        SELECT count(*) FROM grid_versions AS v
        WHERE (v.network_code, v.opened_in) = (p.network_code, p.version)) AND p.plan_id IS NOT NULL
    UNION ALL SELECT 'state', id FROM plans AS d WHERE (state = 'published') <> EXISTS (
        SELECT FROM publications AS p WHERE p.plan_id = d.id)
    UNION ALL SELECT 'log', p.plan_id FROM publications AS p WHERE p.plan_id IS NOT NULL AND 1 <> (
        SELECT count(*) FROM audit_log AS a
        WHERE (a.action, a.object_kind, a.object_key) = ('publish', 'plan', p.plan_id::text))
""")


@pytest.fixture
def engine(town_url: str) -> Iterator[Engine]:
    engine = make_engine(town_url)
    with open_session(engine) as session:
        small_town.add_units(session)
    yield engine
    engine.dispose()


@contextmanager
def held_chain(engine: Engine) -> Iterator[Session]:
    """Hold the end of the audit chain: whoever publishes waits with everything written.

    The session that holds it is given: it alone can write meanwhile.
    """
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(hashtext('gridgeo.audit_log'))"))
        connection.commit()
        with Session(connection) as session:
            yield session
        connection.execute(text("SELECT pg_advisory_unlock(hashtext('gridgeo.audit_log'))"))


def wait_until(condition, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def anybody_waits(engine: Engine) -> bool:
    with open_session(engine) as session:
        return session.scalar(_WAITING) > 0


def versions(engine: Engine) -> list[int]:
    statement = "SELECT version FROM publications WHERE network_code = 'zongzhi' ORDER BY 1"
    with open_session(engine) as session:
        return list(session.scalars(text(statement)))


def approved_plan(engine: Engine, name: str) -> int:
    """Make a plan that renames one grid, and approve it."""
    with open_session(engine) as session:
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0, actor="wang").plan_id
        grid = get_plan(session, plan)["grid_list"][0]["code"]
        wanted = {"grid": grid, "name": name}
        operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted, actor="wang")
        for grid in get_plan(session, plan)["grid_list"]:
            if grid["band_status"] != "in_band":
                wanted = {"grid": grid["code"], "reason": "as it is today"}
                operate(session, plan, OperationKind.SET_ATTRIBUTES, wanted, actor="wang")
        take_step(session, plan, ReviewStep.SUBMIT, WANG)
        take_step(session, plan, ReviewStep.APPROVE, LI)
    return plan


def check(engine: Engine, known: list[int]) -> None:
    """Make sure that the versions are these, and every one of them whole."""
    assert versions(engine) == known
    with open_session(engine) as session:
        assert session.execute(_HALVES).all() == []
        assert audit.first_broken_entry(session) is None


def kill_the_server(engine: Engine, process, address: str, key: str, plan: int) -> None:
    """Kill the serving process when its publication waits for its last line."""
    answers: list[httpx.Response] = []

    def publish() -> None:
        with suppress(httpx.TransportError):
            path = f"{address}/api/v1/plans/{plan}/publish"
            answers.append(
                httpx.post(path, json={}, headers={"X-API-Key": key}, timeout=PATIENCE_S)
            )

    thread = threading.Thread(target=publish)
    with held_chain(engine):
        thread.start()
        wait_until(lambda: anybody_waits(engine), "nothing is published")
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
        process.wait()
        thread.join()
    psutil.wait_procs(children, timeout=PATIENCE_S)  # they end with whom they belong to
    assert not answers
    wait_until(lambda: not anybody_waits(engine), "the orphaned transaction goes on waiting")


def kill_the_worker(engine: Engine, plan: int) -> None:
    """Kill the worker when the publication of its job waits for its last line."""
    running = text("SELECT worker FROM jobs WHERE kind = 'publish_plan' AND state = 'running'")
    with held_chain(engine) as holder:
        schedule(holder, plan, datetime.now(UTC) + timedelta(seconds=1), LI)
        holder.commit()
        wait_until(lambda: anybody_waits(engine), "the job does not run")
        with open_session(engine) as session:
            worker = session.scalar(running)
        os.kill(int(worker.rpartition(":")[2]), signal.SIGKILL)


def test_a_publication_is_there_wholly_or_not_at_all(
    engine: Engine, town_url: str, tmp_path: Path
) -> None:
    known = versions(engine)
    server_backs: list[float] = []
    job_backs: list[float] = []
    with ExitStack() as servers:
        process, address = servers.enter_context(serving(town_url, tmp_path, job_workers=1))
        key = key_of(address)
        for kill in range(KILLS):
            plan = approved_plan(engine, f"北苑{kill}")
            kill_the_server(engine, process, address, key, plan)
            check(engine, known)
            started = time.monotonic()
            process, address = servers.enter_context(serving(town_url, tmp_path, job_workers=1))
            server_backs.append(time.monotonic() - started)
            path = f"{address}/api/v1/plans/{plan}/publish"
            answer = httpx.post(path, json={}, headers={"X-API-Key": key}, timeout=PATIENCE_S)
            assert answer.status_code == 200, answer.text
            known.append(answer.json()["version"])
            check(engine, known)
            kill_the_worker(engine, approved_plan(engine, f"南苑{kill}"))
            started = time.monotonic()
            wait_until(lambda: versions(engine) != known, "the job is not taken up again")
            job_backs.append(time.monotonic() - started)
            known.append(known[-1] + 1)
            check(engine, known)
    print(  # noqa: T201
        f"\n{2 * KILLS} kills: the server answers again after {max(server_backs):.1f} s at most,"
        f" another worker has published after {max(job_backs):.1f} s at most"
    )
    if KILLS > 1:  # a single kill is a part of the suite, and has much beside it
        assert max(server_backs + job_backs) < BACK_S
