"""The schema: there, away and there again, and the same as the mapped classes say."""

import os
import subprocess
import sys

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.schema import CreateSchema

from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import Base
from tests.support import small_town, two_sides
from tests.support.postgis import PROJECT, TestServer, execute

pytestmark = pytest.mark.db

NOT_OURS = {"spatial_ref_sys", "alembic_version"}
TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = ANY('{r,p}')
"""
CONSTRAINTS = r"""
    SELECT conrelid::regclass::text, conname,
           regexp_replace(pg_get_constraintdef(oid), '(public|mapped)\.', '', 'g')
    FROM pg_constraint WHERE connamespace = CAST(:schema AS regnamespace) AND conrelid <> 0
"""


def alembic(url: str, *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=PROJECT,
        env={**os.environ, "GRIDGEO_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_the_schema_goes_up_down_and_up_again(database_url: str) -> None:
    before = {name for (name,) in execute(database_url, TABLES)}
    assert set(Base.metadata.tables) <= before
    alembic(database_url, "downgrade", "base")
    left = {name for (name,) in execute(database_url, TABLES)}
    assert left == {"spatial_ref_sys", "alembic_version"}
    alembic(database_url, "upgrade", "head")
    assert {name for (name,) in execute(database_url, TABLES)} == before


def test_a_filled_database_goes_back_to_the_first_schema_and_forward_again(
    engine: Engine, database_url: str
) -> None:
    """What the first schema could hold is there to the row after the way back and forth."""
    with open_session(engine) as session:
        two_sides.build(session)
        small_town.add_units(session)
        session.execute(text("SELECT track_points_make_months('2026-01-01', '2026-02-01')"))
    engine.dispose()
    alembic(database_url, "downgrade", "0001")
    kept = [name for (name,) in execute(database_url, TABLES) if name not in NOT_OURS]
    counts = [execute(database_url, f"SELECT count(*) FROM {name}") for name in sorted(kept)]  # noqa: S608
    assert sum(row[0][0] for row in counts) > 100  # type: ignore[misc]  # they are numbers
    alembic(database_url, "upgrade", "head")
    again = [execute(database_url, f"SELECT count(*) FROM {name}") for name in sorted(kept)]  # noqa: S608
    assert again == counts
    assert execute(database_url, "SELECT audit_log_first_broken()") == [(None,)]


def test_the_mapped_classes_ask_for_no_further_migration(database_url: str) -> None:
    execute(database_url, "SELECT track_points_make_months('2026-01-01', '2026-03-01')")
    assert "No new upgrade operations" in alembic(database_url, "check")


def test_migrated_and_mapped_tables_have_the_same_constraints(engine: Engine) -> None:
    """Alembic compares no checks and no exclusions, so they are compared here."""
    with engine.begin() as connection:
        connection.execute(CreateSchema("mapped"))
        connection.execute(text("SET LOCAL search_path TO mapped, public"))
        Base.metadata.create_all(connection, checkfirst=False)
        migrated, mapped = (
            {
                (table.removeprefix("mapped.").removeprefix("public."), name, rule)
                for table, name, rule in connection.execute(text(CONSTRAINTS), {"schema": schema})
            }
            for schema in ("public", "mapped")
        )
        ours = {row for row in migrated if row[0] in Base.metadata.tables}
    assert ours == mapped


def test_a_migration_gives_up_when_it_gets_no_lock(postgis_server: TestServer) -> None:
    url = postgis_server.create_database()
    engine = make_engine(url)
    try:
        with engine.begin() as blocker:
            blocker.execute(text("LOCK TABLE areas IN ACCESS SHARE MODE"))
            result = subprocess.run(
                [sys.executable, "-m", "alembic", "downgrade", "base"],
                cwd=PROJECT,
                env={**os.environ, "GRIDGEO_DATABASE_URL": url},
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        assert result.returncode != 0
        assert "lock timeout" in result.stderr
        assert execute(url, "SELECT count(*) FROM areas") == [(0,)]
    finally:
        engine.dispose()
        postgis_server.drop_database(url)
