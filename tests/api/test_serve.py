"""``gridgeo serve`` as a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import Publication
from tests.support import small_town
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


def test_serve_follows_a_publication_in_every_worker_and_stops_when_told(
    town_url: str, tmp_path: Path
):
    with serving(town_url, tmp_path, "--workers", "2") as (process, address):
        assert published_version(address) == 1
        publish_again(town_url)
        wait_until_every_worker_has(address, 2)
        process.send_signal(signal.SIGTERM)
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
