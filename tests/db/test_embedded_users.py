"""The embedded cluster of root, of an ordinary user, and of somebody else."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gridgeo.config import Settings
from gridgeo.domain.errors import UnavailableError
from gridgeo.embedded import EmbeddedCluster, cluster_status, ensure_cluster, layout, stop_cluster
from gridgeo.embedded.account import choose_account
from tests.support.postgis import PROJECT, execute, throw_away_folder

pytestmark = [pytest.mark.db, pytest.mark.slow, pytest.mark.usefixtures("postgis_server")]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

# Everything is imported before stepping down: the interpreter may lie where only root can read.
AS_USER = """
import os, sys
import encodings.idna, psycopg2, psycopg2.errorcodes, psycopg2.extensions
from gridgeo.config import Settings
from gridgeo.domain.errors import GridgeoError
from gridgeo.embedded import cluster_status, ensure_cluster
import gridgeo.embedded.binaries, subprocess, getpass
os.chdir("/")
os.setgroups([])
os.setgid(int(sys.argv[2]))
os.setuid(int(sys.argv[1]))
settings = Settings(data_dir=sys.argv[3], database_url=None, db_memory_mb=512)
try:
    print(ensure_cluster(settings, durable=False))
except GridgeoError as error:
    sys.exit(error.message)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    with throw_away_folder() as path:
        yield path


def run_as(name: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    user = pwd.getpwnam(name)
    return subprocess.run(
        [sys.executable, "-c", AS_USER, str(user.pw_uid), str(user.pw_gid), str(data_dir)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def of_nobody(folder: Path) -> Iterator[Settings]:
    """A cluster that an ordinary user made and runs."""
    data_dir = folder / "theirs"
    data_dir.mkdir()
    os.chown(data_dir, pwd.getpwnam("nobody").pw_uid, -1)
    settings = Settings(data_dir=data_dir, database_url=None, db_memory_mb=512)
    yield settings
    stop_cluster(settings)


@as_root
def test_an_ordinary_user_runs_the_server_as_that_user(of_nobody: Settings) -> None:
    answer = run_as("nobody", of_nobody.data_dir)
    assert (answer.returncode, answer.stderr) == (0, "")
    pid = cluster_status(of_nobody).pid
    assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert execute(answer.stdout.strip(), "SELECT current_user::text") == [("gridgeo",)]


@as_root
def test_root_goes_on_with_the_cluster_of_an_ordinary_user(of_nobody: Settings) -> None:
    url = run_as("nobody", of_nobody.data_dir).stdout.strip()
    assert ensure_cluster(of_nobody, durable=False) == url
    stop_cluster(of_nobody)
    assert execute(ensure_cluster(of_nobody, durable=False), "SELECT 1") == [(1,)]
    assert cluster_status(of_nobody).account == "nobody"
    stop_cluster(of_nobody)
    answer = run_as("nobody", of_nobody.data_dir)
    assert (answer.returncode, answer.stderr) == (0, "")


@as_root
def test_data_of_a_number_without_a_name_are_served_as_that_number(of_nobody: Settings) -> None:
    """Such data come out of containers."""
    run_as("nobody", of_nobody.data_dir)
    stop_cluster(of_nobody)
    for path in of_nobody.data_dir.rglob("*"):
        os.chown(path, 54321, 54321, follow_symlinks=False)
    assert execute(ensure_cluster(of_nobody, durable=False), "SELECT 1") == [(1,)]
    assert Path(f"/proc/{cluster_status(of_nobody).pid}").stat().st_uid == 54321


@as_root
def test_another_user_is_told_whose_cluster_it_is(of_nobody: Settings) -> None:
    run_as("nobody", of_nobody.data_dir)
    answer = run_as("daemon", of_nobody.data_dir)
    assert answer.returncode == 1
    assert "belongs to another user" in answer.stderr
    assert "GRIDGEO_DATA_DIR" in answer.stderr
    assert "Traceback" not in answer.stderr


@as_root
def test_a_folder_that_the_servers_account_cannot_enter_is_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout below /root is such a folder."""
    monkeypatch.setattr(layout, "SHARED_HOME", folder / "shared")
    private = folder / "private"
    private.mkdir(mode=0o700)
    settings = Settings(data_dir=private / "var", database_url=None, db_memory_mb=512)
    try:
        assert execute(ensure_cluster(settings, durable=False), "SELECT 1") == [(1,)]
        assert cluster_status(settings).folder.parent == folder / "shared"
    finally:
        stop_cluster(settings)


def test_this_users_server_belongs_to_an_unprivileged_account(folder: Path) -> None:
    settings = Settings(data_dir=folder / "var", database_url=None, db_memory_mb=512)
    account = EmbeddedCluster.of(settings).layout.account
    assert account.uid != 0
    assert account.step_down == (os.geteuid() == 0)


def test_data_of_an_unknown_owner_are_refused_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(UnavailableError, match="belongs to another user"):
        choose_account(folder)
