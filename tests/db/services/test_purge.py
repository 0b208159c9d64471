"""What is too old goes and is counted before; who asks is forgotten, and the grids stay."""

from datetime import date

import pytest
from sqlalchemy import text

from gridgeo.db.repositories.audit import first_broken_entry
from gridgeo.domain.errors import ConflictError, NotFoundError
from gridgeo.services.erase_household import erase_household, let_back
from gridgeo.services.imports.request import ImportRequest
from gridgeo.services.imports.run import run_import
from gridgeo.services.imports.undo import undo_import
from gridgeo.services.purge import Retention, months_before, purge
from tests.support import small_town
from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

TODAY = date(2026, 11, 15)
RULE = Retention(track_months=6, personal_months=12)
HOUSEHOLD = f"H{LEFT}-00"


@pytest.fixture
def town(session):
    small_town.build(session)
    small_town.add_units(session)
    session.flush()
    session.execute(text("SELECT track_points_make_months('2026-03-01', '2026-11-01')"))
    for statement in (
        "INSERT INTO workers (code, name, phone, created_at) VALUES"
        " ('W1', '王', '139', '2020-01-01'), ('W2', '赵', '138', '2020-01-01')",
        "INSERT INTO postings (worker_code, grid_id, role, valid)"
        " SELECT w, min(grid_id), 'worker', CASE w WHEN 'W1' THEN '[2020-01-01,)'::tstzrange"
        " ELSE '[2020-01-01,2024-01-01)' END FROM grid_versions, unnest('{W1,W2}'::text[]) AS w"
        " GROUP BY w",
        "INSERT INTO track_points (worker_code, device, recorded_at, lon, lat) VALUES"
        " ('W1', 'd', '2026-03-05', 1, 1), ('W1', 'd', '2026-05-01', 1, 1),"
        " ('W1', 'd', '2026-04-30 23:59:59+00', 1, 1), ('W1', 'd', '2026-11-05', 1, 1)",
        "INSERT INTO visits (worker_code, household_code, visited_at, kind, details) VALUES"
        " ('W1', :household, '2025-01-01', 'call', '{\"x\": 1}'),"
        " ('W1', :household, '2026-11-01', 'call', '{}')",
        "INSERT INTO address_placements (subject, household_code, text, normal, state, reason)"
        " VALUES ('household:' || :household, :household, 'a', 'a', 'placed', 'r')",
    ):
        values = {"household": HOUSEHOLD} if ":household" in statement else {}
        session.execute(text(statement), values)
    return session


def figures(session) -> list[tuple[object, ...]]:
    rows = session.execute(
        text(
            "SELECT grid_id, households, persons, ST_AsEWKB(geometry) FROM grid_versions ORDER BY 1"
        )
    )
    return [tuple(row) for row in rows]


def test_a_trial_run_says_exactly_what_then_goes(town):
    told = purge(town, RULE, TODAY, dry_run=True)
    assert town.scalar(text("SELECT count(*) FROM track_points")) == 4
    before = figures(town)
    done = purge(town, RULE, TODAY)
    assert done == told
    rows = {one.kind: one.rows for one in done}
    assert (rows["track points"], rows["visits"], rows["former workers"]) == (2, 1, 1)
    assert town.scalar(text("SELECT count(*) FROM track_points")) == 2
    assert town.scalar(text("SELECT count(*) FROM visits WHERE household_code IS NULL")) == 1
    people = town.execute(text("SELECT name, phone FROM workers ORDER BY code")).all()
    assert [tuple(one) for one in people] == [("王", "139"), ("W2", None)]
    assert figures(town) == before
    assert [one.rows for one in purge(town, RULE, TODAY)] == [0] * len(done)
    assert first_broken_entry(town) is None


def test_who_is_erased_is_nowhere_and_no_grid_moves(town):
    before = figures(town)
    erased = erase_household(town, HOUSEHOLD, actor="tests")
    assert erased == {
        "visits": 2,
        "addresses": 1,
        "gazetteer": 0,
        "import changes": 0,
        "import keys": 0,
        "households": 1,
    }
    for table, column in (
        ("households", "code"),
        ("visits", "household_code"),
        ("address_placements", "household_code"),
        ("audit_log", "object_key"),
        ("erased_keys", "key_hash"),
    ):
        query = f"SELECT count(*) FROM {table} WHERE {column} = :code"  # noqa: S608 - our names
        assert town.scalar(text(query), {"code": HOUSEHOLD}) == 0
    assert figures(town) == before
    with pytest.raises(NotFoundError):
        erase_household(town, HOUSEHOLD, actor="tests")


def test_who_was_erased_comes_back_only_when_let(town, tmp_path):
    erase_household(town, HOUSEHOLD, actor="tests")
    (tmp_path / "h.csv").write_text(f"code,lon,lat\n{HOUSEHOLD},116.3,39.9\nother,116.3,39.9\n")
    report = run_import(town, tmp_path / "h.csv", ImportRequest("households", most_rejected=1))
    assert report.inserted == 1
    assert [(bad.row, bad.reason) for bad in report.rejected] == [
        (1, "was erased on request and is not taken in again")
    ]
    assert erase_household(town, "other", actor="tests")["import keys"] == 1
    assert town.scalar(text("SELECT count(*) FROM import_touched")) == 0
    let_back(town, "other", actor="tests")
    let_back(town, HOUSEHOLD, actor="tests")
    assert run_import(town, tmp_path / "h.csv", ImportRequest("households")).inserted == 2
    with pytest.raises(NotFoundError, match="was erased"):
        let_back(town, HOUSEHOLD, actor="tests")


def test_an_import_whose_former_rows_are_purged_is_not_undone_by_half(town, tmp_path):
    (tmp_path / "h.csv").write_text(f"code,lon,lat\n{HOUSEHOLD},116.3,39.9\nother,116.3,39.9\n")
    report = run_import(town, tmp_path / "h.csv", ImportRequest("households"))
    assert (report.inserted, report.updated) == (1, 1)
    can = text("SELECT 1 FROM import_changes WHERE import_id = :id AND before IS NOT NULL")
    assert town.scalar(can, {"id": report.import_id})
    town.execute(text("UPDATE imports SET imported_at = '2020-01-01'"))
    purge(town, RULE, TODAY)
    assert not town.scalar(can, {"id": report.import_id})
    with pytest.raises(ConflictError, match="no longer kept"):
        undo_import(town, report.import_id, actor="tests")


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2025, 12, 1)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_months_are_whole(day, months, expected):
    assert months_before(day, months) == expected
