"""The embedded cluster on a real server: kills, rivals, stale files, long paths, other users."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridgeo.config import Settings
from gridgeo.embedded import EmbeddedCluster, cluster_status, ensure_cluster, stop_cluster
from gridgeo.embedded.postmaster import processes_in
from tests.support.postgis import PROJECT, TestServer, execute, throw_away_folder

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.usefixtures("postgis_server")]

ENSURE = (
    "from gridgeo.config import load_settings; from gridgeo.embedded import ensure_cluster;"
    "print(ensure_cluster(load_settings(), durable=False))"
)


@pytest.fixture
def folder() -> Iterator[Path]:
    with throw_away_folder() as path:
        yield path


@pytest.fixture
def settings(folder: Path) -> Iterator[Settings]:
    made = Settings(data_dir=folder / "var", database_url=None, db_memory_mb=512)
    yield made
    stop_cluster(made)


@pytest.fixture
def url(settings: Settings) -> str:
    return ensure_cluster(settings, durable=False)


def pgdata(settings: Settings) -> Path:
    return EmbeddedCluster.of(settings).layout.pgdata


def postmaster_pid(settings: Settings) -> int:
    pid = cluster_status(settings).pid
    assert pid is not None
    return pid


def start_process(settings: Settings) -> subprocess.Popen[str]:
    """Start another command that asks for the same cluster."""
    environment = {k: v for k, v in os.environ.items() if k != "GRIDGEO_DATABASE_URL"}
    environment |= {"GRIDGEO_DATA_DIR": str(settings.data_dir), "GRIDGEO_DB_MEMORY_MB": "512"}
    return subprocess.Popen(
        [sys.executable, "-c", ENSURE],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until(condition: object, timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_it_starts_once_and_keeps_its_rows_over_a_stop(settings: Settings, url: str) -> None:
    execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    first = postmaster_pid(settings)
    assert ensure_cluster(settings) == url
    assert postmaster_pid(settings) == first
    assert stop_cluster(settings)
    assert not stop_cluster(settings)
    assert not cluster_status(settings).running
    assert execute(ensure_cluster(settings), "SELECT answer FROM kept") == [(42,)]


def test_a_restart_keeps_the_port_that_others_may_have_noted(settings: Settings, url: str) -> None:
    before = cluster_status(settings).port
    stop_cluster(settings)
    ensure_cluster(settings, durable=False)
    assert cluster_status(settings).port == before


def test_what_was_committed_survives_a_killed_server(settings: Settings, url: str) -> None:
    execute(url, "CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster_pid(settings), signal.SIGKILL)
    assert execute(ensure_cluster(settings), "SELECT answer FROM kept") == [(42,)]


def test_a_new_server_starts_although_a_killed_one_left_a_busy_backend(
    settings: Settings, url: str
) -> None:
    """A backend in a long computation does not notice that its postmaster is gone."""
    query = "SELECT count(*) FROM generate_series(1, 2000000000)"
    command = [sys.executable, "-c", "import sys, psycopg2; psycopg2.connect(sys.argv[1])"]
    command[2] += ".cursor().execute(sys.argv[2])"
    libpq = url.replace("+psycopg2", "")
    with subprocess.Popen([*command, libpq, query], stderr=subprocess.DEVNULL) as busy:
        running = "SELECT 1 FROM pg_stat_activity WHERE query LIKE %s AND state = 'active'"
        wait_until(lambda: execute(url, running.replace("%s", f"'{query}'")))
        os.kill(postmaster_pid(settings), signal.SIGKILL)
        assert execute(ensure_cluster(settings), "SELECT 1") == [(1,)]
        busy.kill()


def test_a_killed_cluster_leaves_no_process_and_no_shared_memory(
    settings: Settings, url: str
) -> None:
    killed = set()
    for _ in range(3):
        killed.add(shared_memory_segment(settings))
        for pid in processes_in(pgdata(settings)):
            os.kill(pid, signal.SIGKILL)
        ensure_cluster(settings, durable=False)
    # By their ids: other clusters of the same account come and go meanwhile.
    assert len(killed) == 3
    assert killed.isdisjoint(shared_memory_segments())
    stop_cluster(settings)
    assert processes_in(pgdata(settings)) == []


def shared_memory_segment(settings: Settings) -> str:
    """The id of a running cluster's segment, in the seventh line of its pid file."""
    pid_file = (pgdata(settings) / "postmaster.pid").read_text().splitlines()
    identifier = pid_file[6].split()[1]
    assert identifier in shared_memory_segments()
    return identifier


def shared_memory_segments() -> set[str]:
    _, *segments = Path("/proc/sysvipc/shm").read_text().splitlines()
    return {segment.split()[1] for segment in segments}


def test_a_stale_pid_file_whose_number_is_in_use_again_is_no_obstacle(
    settings: Settings, url: str
) -> None:
    for pid in processes_in(pgdata(settings)):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not processes_in(pgdata(settings)))
    owner = EmbeddedCluster.of(settings).layout.account
    identity = {"user": owner.uid, "group": owner.gid} if owner.step_down else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **identity)
    try:
        pid_file = pgdata(settings) / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert execute(ensure_cluster(settings), "SELECT 1") == [(1,)]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_truncated_pid_file_is_no_obstacle(settings: Settings, url: str) -> None:
    stop_cluster(settings)
    (pgdata(settings) / "postmaster.pid").write_text("999999\n")
    assert execute(ensure_cluster(settings), "SELECT 1") == [(1,)]


def test_a_port_that_was_taken_meanwhile_is_replaced(settings: Settings, url: str) -> None:
    port = cluster_status(settings).port
    assert port is not None
    stop_cluster(settings)
    with socket.socket() as rival:
        rival.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        rival.bind(("127.0.0.1", port))
        rival.listen()
        assert execute(ensure_cluster(settings), "SELECT 1") == [(1,)]
        assert cluster_status(settings).port != port


def test_commands_that_come_at_once_share_one_server(settings: Settings) -> None:
    commands = [start_process(settings) for _ in range(4)]
    answers = {command.communicate(timeout=120) for command in commands}
    assert {error for _, error in answers} == {""}
    assert len({line for line, _ in answers}) == 1
    assert [c.returncode for c in commands] == [0] * 4


@pytest.mark.parametrize("after_s", [0.5, 0.7, 0.9, 1.1, 1.3, 1.6])
def test_a_command_killed_during_the_first_start_leaves_nothing_that_hinders(
    settings: Settings, after_s: float
) -> None:
    command = start_process(settings)
    time.sleep(after_s)
    command.kill()
    command.communicate()
    assert execute(ensure_cluster(settings, durable=False), "SELECT 1") == [(1,)]
    assert not list(EmbeddedCluster.of(settings).layout.home.glob("new-*"))


@pytest.mark.parametrize("name", ["x" * 120, "网格 数据, 甲", "it's"])
def test_long_and_odd_folder_names_work(folder: Path, name: str) -> None:
    odd = Settings(data_dir=folder / name, database_url=None, db_memory_mb=512)
    try:
        assert execute(ensure_cluster(odd, durable=False), "SELECT 1") == [(1,)]
        socket_folder = cluster_status(odd).socket_folder
        assert socket_folder is not None
        assert socket_folder.stat().st_mode & 0o077 == 0
    finally:
        stop_cluster(odd)
    assert not socket_folder.exists()


def test_nobody_gets_in_without_the_password(settings: Settings, url: str) -> None:
    port = cluster_status(settings).port
    for host in ("127.0.0.1", str(cluster_status(settings).socket_folder)):
        with pytest.raises(Exception, match="password"):
            execute(f"postgresql://gridgeo:wrong@/gridgeo?host={host}&port={port}", "SELECT 1")


def test_only_the_owner_may_read_password_and_data(settings: Settings, url: str) -> None:
    layout = EmbeddedCluster.of(settings).layout
    assert layout.password_file.stat().st_mode & 0o777 == 0o600
    assert layout.pgdata.stat().st_mode & 0o777 == 0o700
    assert layout.log.stat().st_mode & 0o777 == 0o700


def test_the_server_never_runs_as_root(settings: Settings, url: str) -> None:
    assert Path(f"/proc/{postmaster_pid(settings)}").stat().st_uid != 0


def test_two_clusters_do_not_touch_each_other(
    settings: Settings, url: str, postgis_server: TestServer
) -> None:
    others = execute(postgis_server.admin_url, "SELECT pg_postmaster_start_time()")
    os.kill(postmaster_pid(settings), signal.SIGKILL)
    ensure_cluster(settings, durable=False)
    stop_cluster(settings)
    assert execute(postgis_server.admin_url, "SELECT pg_postmaster_start_time()") == others


def test_commits_are_synchronous_and_statements_stay_out_of_the_log(
    settings: Settings, url: str
) -> None:
    stop_cluster(settings)
    durable = ensure_cluster(settings, durable=True)
    for name, value in (("synchronous_commit", "on"), ("fsync", "on"), ("log_statement", "none")):
        assert execute(durable, f"SHOW {name}") == [(value,)]
    with pytest.raises(Exception, match="does not exist"):
        execute(durable, "SELECT '13800000000' FROM people_that_do_not_exist")
    log = EmbeddedCluster.of(settings).layout.log
    assert "13800000000" not in "".join(p.read_text() for p in log.glob("*.log"))
