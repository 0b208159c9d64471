"""What is found of PostgreSQL, and the sentence when something is missing."""

from pathlib import Path

import pytest

from gridgeo.domain.errors import UnavailableError
from gridgeo.embedded import binaries
from gridgeo.embedded.binaries import find_binaries, find_client


def install(root: Path, major: int, *, postgis: bool) -> Path:
    """Lay out an installation whose programs only tell their version."""
    folder = root / str(major) / "bin"
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_ctl", "pg_dump"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.4'\n")
        program.chmod(0o755)
    if postgis:
        control = root / str(major) / "share" / "extension" / "postgis.control"
        control.parent.mkdir(parents=True)
        control.touch()
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing is installed but what a test installs; majors are made up."""
    monkeypatch.setattr(binaries, "USUAL_PLACES", (f"{tmp_path}/*/bin",))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_newest_with_postgis_wins(machine: Path) -> None:
    install(machine, 95, postgis=True)
    wanted = install(machine, 96, postgis=True)
    install(machine, 97, postgis=False)
    found = find_binaries()
    assert (found.major, found.folder) == (96, wanted)


def test_existing_data_keep_their_major_version(machine: Path) -> None:
    install(machine, 95, postgis=True)
    install(machine, 96, postgis=True)
    assert find_binaries(major=95).major == 95
    with pytest.raises(UnavailableError, match="PostgreSQL 94, which made the existing data"):
        find_binaries(major=94)


def test_a_named_folder_is_the_only_one(machine: Path) -> None:
    older = install(machine, 95, postgis=True)
    install(machine, 96, postgis=True)
    assert find_binaries(preferred=older).major == 95


def test_nothing_installed_names_the_packages(machine: Path) -> None:
    with pytest.raises(UnavailableError, match="apt install postgresql postgresql-15-postgis-3"):
        find_binaries()


def test_too_old_a_server_counts_as_none(machine: Path) -> None:
    install(machine, 14, postgis=True)
    with pytest.raises(UnavailableError, match="PostgreSQL ≥ 15 is not installed"):
        find_binaries()


def test_missing_postgis_names_the_package_of_that_version(machine: Path) -> None:
    install(machine, 97, postgis=False)
    with pytest.raises(UnavailableError, match="apt install postgresql-97-postgis-3"):
        find_binaries()


def test_the_newest_client_is_taken(machine: Path) -> None:
    install(machine, 95, postgis=False)
    newest = install(machine, 96, postgis=False)
    assert find_client("pg_dump") == str(newest / "pg_dump")
    with pytest.raises(UnavailableError, match="The program psql is missing"):
        find_client("psql")
