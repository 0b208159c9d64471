"""What the database itself refuses, whoever writes to it."""

from datetime import UTC, datetime

import psycopg2
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from gridgeo.db.repositories import audit
from gridgeo.services.create_plan import create_plan
from gridgeo.services.publish_plan import publish_plan
from tests.support import square_town

pytestmark = pytest.mark.db

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def town(session: Session) -> Session:
    square_town.build(session, 1, present=True)
    return session


def refused(session: Session, statement: str) -> str:
    """Run a statement that must fail and give the name of what refused it."""
    savepoint = session.begin_nested()
    with pytest.raises(DatabaseError) as caught:
        session.execute(text(statement))
    savepoint.rollback()
    error = caught.value.orig
    assert isinstance(error, psycopg2.Error)
    return error.diag.constraint_name or str(error).splitlines()[0]


VERSION_ROW = """
    INSERT INTO grid_versions
        (grid_id, network_code, opened_in, closed_in, valid, name, kind, status, geometry)
    SELECT grid_id, network_code, {opened}, {closed}, {valid}, name, kind, status, geometry
    FROM grid_versions LIMIT 1
"""


def test_a_code_has_one_open_version_only(town: Session) -> None:
    row = VERSION_ROW.format(
        opened=1, closed="NULL", valid="tstzrange(now() + interval '1 day', NULL)"
    )
    assert refused(town, row) == "ex_grid_versions_grid_id_valid"


def test_an_open_version_has_no_closing_publication(town: Session) -> None:
    row = VERSION_ROW.format(opened=1, closed="NULL", valid="tstzrange('2020-01-01', '2021-01-01')")
    assert refused(town, row) == "ck_grid_versions_closed_by_publication"


def test_a_code_is_given_once_in_a_network(town: Session) -> None:
    again = "INSERT INTO grids (network_code, code) SELECT network_code, code FROM grids LIMIT 1"
    assert refused(town, again) == "uq_grids_network_code_code"


@pytest.mark.parametrize(
    "statement",
    ["UPDATE grids SET code = 'other'", "DELETE FROM grids", "DELETE FROM grid_versions"],
)
def test_codes_and_versions_stay_for_ever(town: Session, statement: str) -> None:
    assert "for ever" in (said := refused(town, statement)) or "cannot be rewritten" in said


def test_a_published_border_is_not_rewritten(town: Session) -> None:
    moved = "UPDATE grid_versions SET geometry = ST_Translate(geometry, 1, 0)"
    assert "cannot be rewritten" in refused(town, moved)
    town.execute(text("UPDATE grid_versions SET households = 7"))


def test_a_unit_has_one_grid_in_a_plan(town: Session) -> None:
    create_plan(town, "zongzhi", effort="fast")
    twice = "INSERT INTO plan_units SELECT plan_id, unit_id, 1 FROM plan_units LIMIT 1"
    assert refused(town, twice) == "pk_plan_units"


def test_a_code_stands_once_in_a_plan(town: Session) -> None:
    create_plan(town, "zongzhi", effort="fast")
    assert refused(town, "UPDATE plan_grids SET code = 'same'") == "uq_plan_grids_plan_id_code"


def test_a_unit_of_a_plan_is_not_deleted(town: Session) -> None:
    create_plan(town, "zongzhi", effort="fast")
    assert refused(town, "DELETE FROM units") == "fk_plan_units_unit_id_units"


def test_a_published_plan_has_a_version(town: Session) -> None:
    create_plan(town, "zongzhi", effort="fast")
    assert refused(town, "UPDATE plans SET state = 'published'") == "ck_plans_published_version"


def test_postings_of_one_role_do_not_overlap(town: Session) -> None:
    town.execute(text("INSERT INTO workers (code, name) VALUES ('w1', '测试员')"))
    post = (
        "INSERT INTO postings (worker_code, grid_id, role, valid)"
        " SELECT 'w1', min(id), 'worker', tstzrange('{}', '{}') FROM grids"
    )
    town.execute(text(post.format("2026-01-01", "2026-06-01")))
    town.execute(text(post.format("2026-06-01", "2026-09-01")))
    overlapping = post.format("2026-05-01", "2026-07-01")
    assert refused(town, overlapping) == "ex_postings_worker_code_grid_id_role_valid"


def test_cover_pairs_do_not_overlap(town: Session) -> None:
    pair = (
        "INSERT INTO cover_pairs (grid_a_id, grid_b_id, valid)"
        " SELECT min(id), max(id), tstzrange('{}', NULL) FROM grids"
    )
    town.execute(text(pair.format("2026-01-01")))
    assert refused(town, pair.format("2026-02-01")) == "ex_cover_pairs_grid_a_id_grid_b_id_valid"


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE network_standards SET minimum = 600", "ck_network_standards_band_rises"),
        ("UPDATE units SET households = -1", "ck_units_counts"),
        ("UPDATE areas SET parent_code = code", "ck_areas_own_parent"),
        ("UPDATE areas SET level = 'planet'", "ck_areas_arealevel"),
        ("UPDATE networks SET relation = 'nests_in'", "ck_networks_relation_names_network"),
        (
            "UPDATE units SET geometry = ST_Multi(ST_GeomFromText("
            "'POLYGON((0 0, 1 1, 0 1, 1 0, 0 0))', 4326))",
            "ck_units_geometry_valid",
        ),
        (
            "INSERT INTO users (login, display_name, password_hash) VALUES ('a', 'a', 'plain')",
            "ck_users_password_hash",
        ),
        (
            "INSERT INTO api_keys (user_id, name, prefix, key_hash, scopes)"
            " VALUES (1, 'a', 'a', 'short', '{read}')",
            "ck_api_keys_key_hash",
        ),
    ],
)
def test_rows_that_make_no_sense_are_refused(town: Session, statement: str, name: str) -> None:
    assert refused(town, statement) == name


def test_a_role_is_granted_once_for_a_scope(town: Session) -> None:
    town.execute(text("INSERT INTO users (login, display_name) VALUES ('a', 'a')"))
    grant = "INSERT INTO role_grants (user_id, role) SELECT id, 'planner' FROM users"
    town.execute(text(grant))
    assert refused(town, grant) == "uq_role_grants_user_id_role_area_code_network_code"


def test_the_audit_log_only_grows(town: Session) -> None:
    audit.append(town, "tests", "do", "thing", "1", {"名": "值"})
    for statement in (
        "UPDATE audit_log SET actor = 'x'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
    ):
        assert "append-only" in refused(town, statement)


def test_the_audit_chain_shows_what_was_tampered_with(town: Session) -> None:
    for number in range(5):
        audit.append(town, "tests", "do", "thing", str(number))
    assert audit.first_broken_entry(town) is None
    third = town.scalar(text("SELECT max(id) - 2 FROM audit_log"))
    town.execute(text("ALTER TABLE audit_log DISABLE TRIGGER audit_log_refuse"))
    town.execute(text("UPDATE audit_log SET actor = 'somebody' WHERE id = :id"), {"id": third})
    assert audit.first_broken_entry(town) == third


def test_a_removed_audit_entry_is_noticed(town: Session) -> None:
    for number in range(3):
        audit.append(town, "tests", "do", "thing", str(number))
    last = town.scalar(text("SELECT max(id) FROM audit_log"))
    town.execute(text("ALTER TABLE audit_log DISABLE TRIGGER audit_log_refuse"))
    town.execute(text("DELETE FROM audit_log WHERE id = :id"), {"id": last - 1})
    assert audit.first_broken_entry(town) == last


def test_publishing_keeps_the_audit_chain_whole(town: Session) -> None:
    plan = create_plan(town, "zongzhi", effort="fast", seed=3).plan_id
    publish_plan(town, plan, NOW.replace(year=2099))
    assert audit.first_broken_entry(town) is None
