"""``gridgeo serve`` as a process of its own."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import Publication
from gridgeo.services.create_plan import create_plan
from tests.support import small_town
from tests.support.editors import key_of
from tests.support.served import serving

pytestmark = pytest.mark.db


def published_version(address: str) -> int:
    query = {"lon": 116.31, "lat": 39.91, "network": "fangyi"}
    answer = httpx.get(f"{address}/api/v1/locate", params=query, timeout=10)
    return answer.json()["answers"][0]["version"]


def wait_until_every_worker_has(address: str, version: int) -> None:
    deadline = time.monotonic() + 15  # two seconds on an idle machine
    # New connections go to either worker: thirty alike leave no other one.
    while {published_version(address) for _ in range(30)} != {version}:
        assert time.monotonic() < deadline, "a worker did not follow"


def publish_again(url: str) -> None:
    engine = make_engine(url)
    with open_session(engine) as session:
        session.add(
            Publication(
                network_code="fangyi",
                version=2,
                source="import",
                valid_from=small_town.PUBLISHED_ON,
                published_by="tests",
                opened=0,
                closed=0,
            )
        )
    engine.dispose()


def make_draft(url: str) -> int:
    engine = make_engine(url)
    with open_session(engine) as session:
        small_town.add_units(session)
        plan = create_plan(session, "zongzhi", effort="fast", keep=1.0).plan_id
    engine.dispose()
    return plan


def every_watcher_is_told(address: str, plan: int) -> None:
    """Watch a plan over eight connections, spread over the workers, and edit it over another."""
    path = f"{address}/api/v1/plans/{plan}"
    headers = {"X-API-Key": key_of(address)}
    with ExitStack() as stack:
        streams = []
        for _ in range(8):
            client = stack.enter_context(httpx.Client(headers=headers, timeout=60))
            streams.append(stack.enter_context(client.stream("GET", f"{path}/events")))
        wanted = {"kind": "set_attributes", "grid": f"{small_town.LEFT}001", "name": "北苑"}
        tag = httpx.get(path, headers=headers).headers["etag"]
        sent = {**headers, "If-Match": tag}
        assert httpx.post(f"{path}/operations", json=wanted, headers=sent).status_code == 200
        for stream in streams:
            assert "event: operation" in stream.iter_lines()


def test_serve_follows_a_publication_in_every_worker_and_stops_when_told(
    town_url: str, tmp_path: Path
):
    plan = make_draft(town_url)
    with serving(town_url, tmp_path, "--workers", "2") as (process, address):
        assert published_version(address) == 1
        every_watcher_is_told(address, plan)
        publish_again(town_url)
        wait_until_every_worker_has(address, 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in (0, -signal.SIGTERM)


def test_a_request_that_runs_when_the_server_is_told_to_stop_is_answered(town_url, tmp_path):
    body = b"lon,lat\n116.315,39.91\n"
    with serving(town_url, tmp_path) as (process, address):
        host, port = address.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=30)
        connection.putrequest("POST", "/api/v1/locate/batch?network=zongzhi")
        connection.putheader("Content-Type", "text/csv")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders()
        connection.send(body[:10])
        time.sleep(0.5)  # it is being read by now
        process.send_signal(signal.SIGTERM)
        time.sleep(1)
        with pytest.raises(httpx.ConnectError):  # nobody else is let in
            httpx.get(f"{address}/health/live", timeout=5)
        connection.send(body[10:])
        answer = connection.getresponse()
        assert answer.status == 200
        assert f"{small_town.LEFT}002".encode() in answer.read()
        connection.close()
        assert process.wait(30) in (0, -signal.SIGTERM)


def test_a_taken_port_ends_with_one_sentence(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-c", "from gridgeo.cli import main; main()"]
        ended = subprocess.run(
            [*command, "serve", "--port", port], capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith("gridgeo: Port")
    assert len(ended.stderr.strip().splitlines()) == 1
