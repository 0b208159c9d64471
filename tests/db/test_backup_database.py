"""Backups are whole or not there, and a restore replaces everything or nothing."""

import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from gridgeo.db.postgres_url import database_name, with_database
from gridgeo.domain.errors import BadInputError, ConflictError, RefusedError, UnavailableError
from gridgeo.services.backup_database import backup_database, restore_database, verify_backup
from gridgeo.services.describe_database import describe_database
from gridgeo.services.migrate_database import head_revision, migrate_database
from tests.support.commands import Commands
from tests.support.postgis import PROJECT, execute

pytestmark = pytest.mark.db


@pytest.fixture
def filled(database_url: str) -> str:
    execute(database_url, "CREATE TABLE marked AS SELECT 'before'::text AS state")
    return database_url


@pytest.fixture
def backup(filled: str, tmp_path: Path) -> Path:
    backup_database(filled, tmp_path / "one.dump")
    return tmp_path / "one.dump"


def databases_beside(url: str) -> list[tuple[object, ...]]:
    name = database_name(url)
    every = execute(url, "SELECT datname FROM pg_database")
    return [row for row in every if str(row[0]).startswith(f"{name}_")]


def test_a_restore_brings_back_what_the_backup_held(filled: str, backup: Path) -> None:
    execute(filled, "UPDATE marked SET state = 'after'")
    restored = restore_database(filled, backup)
    assert execute(filled, "SELECT state FROM marked") == [("before",)]
    kept = with_database(filled, restored.former)
    assert execute(kept, "SELECT state FROM marked") == [("after",)]
    assert restored.migration.after == head_revision()


def test_a_restore_goes_on_although_others_are_connected(filled: str, backup: Path) -> None:
    reader = psycopg2.connect(filled.replace("+psycopg2", ""))
    restore_database(filled, backup)
    with pytest.raises(psycopg2.OperationalError, match="terminat"):
        reader.cursor().execute("SELECT 1")
    reader.close()


def test_a_damaged_backup_changes_nothing(filled: str, backup: Path) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInputError, match="Nothing was changed"):
        restore_database(filled, backup)
    assert execute(filled, "SELECT state FROM marked") == [("before",)]
    assert databases_beside(filled) == []


def test_a_backup_of_a_newer_version_is_refused(filled: str, tmp_path: Path) -> None:
    execute(filled, "UPDATE alembic_version SET version_num = '9999'")
    backup_database(filled, tmp_path / "newer.dump")
    with pytest.raises(RefusedError, match="9999"):
        restore_database(filled, tmp_path / "newer.dump")
    assert databases_beside(filled) == []


def test_a_file_that_is_no_backup_is_named(filled: str, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("no backup")
    with pytest.raises(BadInputError, match=r"letter\.txt is no backup"):
        verify_backup(filled, other)
    with pytest.raises(BadInputError, match="cannot be read"):
        verify_backup(filled, tmp_path / "missing.dump")


def test_verifying_counts_rows_and_leaves_no_database(filled: str, backup: Path) -> None:
    assert verify_backup(filled, backup)["marked"] == 1
    assert databases_beside(filled) == []


def test_a_backup_is_private_and_never_overwritten_unasked(filled: str, backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConflictError, match="exists"):
        backup_database(filled, backup)
    assert backup_database(filled, backup, overwrite=True) == backup.stat().st_size


def test_a_failed_backup_leaves_no_file(tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg2://gridgeo:x@127.0.0.1:1/gridgeo"
    with pytest.raises(UnavailableError, match="could not be made"):
        backup_database(nowhere, tmp_path / "none.dump")
    assert list(tmp_path.iterdir()) == []


def test_a_backup_to_a_place_that_cannot_be_written_is_one_sentence(filled: str) -> None:
    with pytest.raises(UnavailableError, match="cannot be written"):
        backup_database(filled, Path("/proc/gridgeo/never.dump"))


def test_a_backup_that_finds_no_more_room_leaves_no_file(filled: str, tmp_path: Path) -> None:
    """A limit on the size of files stands in for a full disk, which needs a mount."""
    code = f"""
import resource
from pathlib import Path
from gridgeo.services.backup_database import backup_database
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
backup_database({filled!r}, Path({str(tmp_path / "large.dump")!r}))
"""
    command = [sys.executable, "-c", code]
    failed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert "The backup could not be made" in failed.stderr
    assert list(tmp_path.iterdir()) == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    again = migrate_database(database_url)
    assert again.before == again.after == head_revision()


def test_a_description_holds_versions_and_no_password(database_url: str) -> None:
    found = describe_database(database_url)
    assert found.revision == head_revision()
    assert found.postgis_version is not None
    assert found.size_bytes > 1_000_000


@pytest.fixture
def run_cli(commands: Commands):
    def run(url: str, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
        return commands.run("db", *arguments, given=answer, GRIDGEO_DATABASE_URL=url)

    return run


def test_the_commands_back_up_ask_and_restore(run_cli, filled: str, tmp_path: Path) -> None:
    target = tmp_path / "by-hand.dump"
    assert run_cli(filled, "backup", str(target)).returncode == 0
    execute(filled, "UPDATE marked SET state = 'after'")
    assert run_cli(filled, "restore", str(target), answer="n\n").returncode == 1
    assert execute(filled, "SELECT state FROM marked") == [("after",)]
    assert run_cli(filled, "restore", str(target), answer="y\n").returncode == 0
    assert execute(filled, "SELECT state FROM marked") == [("before",)]


def test_the_commands_say_one_sentence_when_something_is_wrong(run_cli, filled: str) -> None:
    missing = run_cli(filled, "verify", "missing.dump")
    assert missing.returncode == 2
    assert missing.stderr == (
        "gridgeo: Invalid value for 'source': file 'missing.dump' does not exist;"
        " see gridgeo db verify --help.\n"
    )
    gone = run_cli("postgresql://gridgeo:secret@127.0.0.1:1/gridgeo", "status")
    assert gone.returncode == 1
    assert "does not answer" in gone.stderr
    assert "secret" not in gone.stderr + gone.stdout


def test_psql_passes_its_options_on(run_cli, filled: str) -> None:
    answer = run_cli(filled, "psql", "--", "-Atc", "SELECT state FROM marked")
    assert answer.stdout == "before\n"
