"""The database itself shows each reader the rows of their scope, and nothing without one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from gridgeo.db.row_scope import Tasks, confine
from gridgeo.db.session import make_engine, open_session
from gridgeo.db.tables import Base
from tests.support import small_town
from tests.support.small_town import DISTRICT, LEFT, RIGHT

pytestmark = pytest.mark.db

# Guarded by the caller's scope; never read by the API's role; open to whoever a route lets in.
SCOPED = {
    *("households", "address_placements", "plans", "plan_areas", "plan_grids", "plan_units"),
    *("plan_operations", "findings", "alignments", "alignment_proposals", "workers", "leaves"),
    *("track_points", "assessments", "assessment_notes", "postings", "visits", "events"),
    *("event_steps", "misdated_points", "track_days", "review_entries", "plan_presences"),
}
CLOSED = {
    *("users", "user_sessions", "role_grants", "api_keys", "webhooks", "audit_log"),
    *("idempotent_answers", "import_changes", "import_files"),
    *("import_additions", "erased_keys"),
}
OPEN = {
    *("areas", "barriers", "compounds", "buildings", "places", "developments", "units"),
    "land_use",
    *("networks", "network_standards", "network_thresholds", "network_rules", "dedicated_rules"),
    *("grids", "grid_versions", "grid_lineage", "publications", "cover_pairs"),
    *("finding_exceptions", "assessment_months", "jobs", "imports", "import_rejections"),
    *("site_facts", "outbox", "webhook_dead_letters", "gazetteer", "gazetteer_names"),
    "standard_addresses",
    *("geocoder_answers", "patrol_days", "network_days", "track_grids", "passed_days", "heat_days"),
    *("visit_campaigns", "import_profiles", "heat_months"),
}
EVERYWHERE = [(None, None)]


@pytest.fixture(scope="module")
def town(module_database_url: str) -> Iterator[Engine]:
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_units(session)
        for number, area in enumerate((LEFT, RIGHT), start=1):
            session.execute(
                text("""
                    INSERT INTO plans (id, network_code, name, base_version, seed, created_by)
                    VALUES (:id, 'zongzhi', 'plan', 1, 0, 'tests')
                """),
                {"id": number},
            )
            session.execute(
                text("INSERT INTO plan_areas VALUES (:id, :area)"), {"id": number, "area": area}
            )
            session.execute(
                text("INSERT INTO workers (code, name) VALUES (:code, 'somebody')"),
                {"code": f"W{number}"},
            )
            session.execute(
                text("""
                    INSERT INTO postings (worker_code, grid_id, role, valid)
                    SELECT :code, grid_id, 'worker', '[2026-01-01,)' FROM grid_versions
                    WHERE area_code = :area AND network_code = 'zongzhi' ORDER BY grid_id LIMIT 1
                """),
                {"code": f"W{number}", "area": area},
            )
        session.execute(text("INSERT INTO plan_areas VALUES (2, :left)"), {"left": LEFT})
        session.execute(text("SELECT track_points_make_months('2026-01-01', '2026-01-31')"))
        session.execute(
            text("""
                INSERT INTO track_points (worker_code, device, recorded_at, lon, lat)
                SELECT code, 'd', '2026-01-05', 116.31, 39.91 FROM workers
            """)
        )
    yield engine
    engine.dispose()


def ask(engine: Engine, tasks: Tasks, query: str, worker: str | None = None) -> list[object]:
    with open_session(engine) as session:
        confine(session, tasks, worker)
        return list(session.scalars(text(query)))


def test_every_table_is_scoped_open_or_closed(town):
    """A new table has to say which of the three it is."""
    assert set(Base.metadata.tables) == SCOPED | CLOSED | OPEN
    guarded = "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relispartition"
    readable = """
        SELECT c.relname FROM pg_class AS c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND has_table_privilege('gridgeo_app', c.oid, 'SELECT')
    """
    with open_session(town) as session:
        assert set(session.scalars(text(guarded))) == SCOPED
        assert not set(session.scalars(text(readable))) & CLOSED


def test_without_a_scope_nothing_of_the_guarded_tables_is_seen(town):
    for table in sorted(SCOPED):
        assert ask(town, {}, f"SELECT 1 FROM {table}") == [], table  # noqa: S608 - our own names


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(LEFT, None)], [f"H{LEFT}"]),
        ([(RIGHT, "zongzhi")], [f"H{RIGHT}"]),
        ([(DISTRICT, None)], [f"H{LEFT}", f"H{RIGHT}"]),
        (EVERYWHERE, [f"H{LEFT}", f"H{RIGHT}"]),
        ([("110199001999", None)], []),
    ],
)
def test_households_are_those_of_the_scope(town, pairs, expected):
    whole = "116.3, 39.9, 116.34, 39.92"
    for source in ("households", f"households_in_view({whole}, 100)"):
        query = f"SELECT DISTINCT left(code, 13) FROM {source} ORDER BY 1"  # noqa: S608
        assert ask(town, {"households": pairs}, query) == expected


def test_a_plan_is_seen_whole_or_not_at_all(town):
    query = "SELECT id FROM plans ORDER BY id"
    assert ask(town, {"plans": [(LEFT, None)]}, query) == [1]
    assert ask(town, {"plans": [(RIGHT, None)]}, query) == []  # 2 covers the left community too
    assert ask(town, {"plans": [(RIGHT, None), (LEFT, "zongzhi")]}, query) == [1, 2]
    assert ask(town, {"plans": [(None, "fangyi")]}, query) == []
    assert ask(town, {"plans": [(None, "zongzhi")]}, query) == [1, 2]
    assert ask(town, {"findings": EVERYWHERE}, query) == []


def test_people_and_tracks_are_those_who_serve_there(town):
    kinds = (("workers", "code", "people"), ("track_points", "worker_code", "tracks"))
    for table, column, task in kinds:
        query = f"SELECT {column} FROM {table} ORDER BY 1"  # noqa: S608 - our own names
        assert ask(town, {task: [(LEFT, None)]}, query) == ["W1"]
        assert ask(town, {task: [(DISTRICT, "zongzhi")]}, query) == ["W1", "W2"]
        assert ask(town, {task: [(DISTRICT, "fangyi")]}, query) == []
        assert ask(town, {}, query, worker="W2") == ["W2"]
    assert ask(town, {"tracks": EVERYWHERE}, "SELECT 1 FROM track_points_202601") == []


def test_the_reader_changes_nothing_and_reads_no_secret(town):
    everything = dict.fromkeys(("plans", "findings", "households", "people"), EVERYWHERE)
    for statement in (
        "DELETE FROM households RETURNING 1",
        "UPDATE plans SET name = 'x' RETURNING 1",
        "INSERT INTO site_facts VALUES ('x', '1') RETURNING 1",
        "SELECT password_hash FROM users",
        "SELECT secret FROM webhooks",
        "SELECT actor FROM audit_log",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            ask(town, everything, statement)


def test_a_scope_ends_with_its_transaction(town):
    ask(town, {"plans": EVERYWHERE}, "SELECT 1")
    with open_session(town) as session:
        assert session.scalar(text("SELECT current_user")) != "gridgeo_app"
        assert not session.scalar(text("SELECT current_setting('gridgeo.scope', true)"))
        assert session.scalar(text("SELECT count(*) FROM plans")) == 2


def test_a_view_hides_few_and_counts_whole_communities(town):
    query = "SELECT households FROM households_counted(116.301, 39.901, 116.302, 39.902, 9)"
    assert ask(town, {}, query) == [800]
    with open_session(town) as session:
        session.execute(text("DELETE FROM households WHERE code > :code"), {"code": f"H{RIGHT}"})
        session.execute(text("UPDATE households SET households = 0, persons = 0"))
        session.execute(text("UPDATE households SET households = 4 WHERE code LIKE '%-03'"))
        found = session.execute(
            text("SELECT households, hidden FROM households_counted(116.3,39.9,116.34,39.92,9)")
        )
        assert [tuple(row) for row in found] == [(None, True), (0, False)]
        session.rollback()
