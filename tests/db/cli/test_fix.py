"""The command on a real PostGIS: look, write a file, bring it in."""

import subprocess

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text

from gridgeo.db.session import make_engine, open_session
from gridgeo.services.import_network import import_network
from tests.support import published, square_town
from tests.support.commands import Commands

pytestmark = [pytest.mark.db, pytest.mark.slow]

FIRST, SECOND, THIRD = (f"{square_town.community(0)}{serial:03d}" for serial in (1, 2, 3))


@pytest.fixture
def engine(database_url: str):
    """Give a database with one network whose second grid reaches into the first."""
    made = make_engine(database_url)
    with open_session(made) as session:
        square_town.build(session, 1)
        drawn = square_town.strips(1)
        drawn.loc[1, "geometry"] = square_town.cell(0.8, 0, 1.2, square_town.ROWS)
        import_network(session, "zongzhi", drawn.assign(status=["suspended", "active", "active"]))
    yield made
    made.dispose()


@pytest.fixture
def gridgeo(engine, commands: Commands, database_url: str, tmp_path):
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*arguments, folder=tmp_path, GRIDGEO_DATABASE_URL=database_url)

    return run


def stored(engine):
    with engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT g.code, v.status, upper_inf(v.valid), ST_AsBinary(v.geometry)"
                " FROM grid_versions AS v JOIN grids AS g ON g.id = v.grid_id ORDER BY v.id"
            )
        ).all()


def test_a_network_is_looked_at_written_and_brought_in(gridgeo, engine, tmp_path):
    before = stored(engine)
    dry = gridgeo("fix", "db:zongzhi", "--excel", "changes.xlsx")
    assert dry.returncode == 0, dry.stderr
    assert "nothing written yet" in dry.stdout
    assert "overlap" in dry.stdout
    assert (tmp_path / "changes.xlsx").is_file()
    written = gridgeo("fix", "db:zongzhi", "-o", "fixed.gpkg")
    bring_in = "gridgeo import network fixed.gpkg --layer grids --network zongzhi"
    assert bring_in in written.stdout, written.stderr
    assert stored(engine) == before
    ground = gpd.read_file(tmp_path / "fixed.gpkg", layer="grids").geometry
    assert shapely.coverage_is_valid(ground.to_numpy())
    brought = gridgeo(*bring_in.split()[1:])
    assert brought.returncode == 0, brought.stderr
    now = {code: status for code, status, is_open, _ in stored(engine) if is_open}
    assert now == {FIRST: "suspended", SECOND: "active", THIRD: "active"}
    assert "0 changes" in gridgeo("fix", "db:zongzhi").stdout


def test_the_network_of_a_day_is_repaired(gridgeo, engine):
    whole, rows = square_town.COLUMNS, square_town.ROWS
    east = {"code": "E", "geometry": square_town.cell(1, 0, whole - 1, rows)}
    with open_session(engine) as session:
        published.add_network(session, "chengguan", "城管")
        for version, width in ((1, 1.2), (2, 1)):
            west = {"code": "W", "geometry": square_town.cell(0, 0, width, rows)}
            day = f"2026-0{version}-01T00:00:00Z"
            published.publish(session, "chengguan", [west, east], version=version, valid_from=day)
    now = gridgeo("fix", "db:chengguan")
    assert now.returncode == 0, now.stderr
    assert "overlap" not in now.stdout
    early = gridgeo("fix", "db:chengguan@2025-12-31")
    assert early.returncode == 2
    assert "Nothing of 'chengguan' is published" in early.stderr
    then = gridgeo("fix", "db:chengguan@2026-01-15", "-o", "then.gpkg")
    assert then.returncode == 0, then.stderr
    assert "overlap" in then.stdout
    assert "the grids of 2026-01-15: what was changed since would be undone" in then.stdout


def test_what_is_for_files_or_drafts_is_refused(gridgeo):
    ground = gridgeo("fix", "db:zongzhi", "--within", "ground.gpkg")
    assert ground.returncode == 2
    assert "--within is for files" in ground.stderr
    draft = gridgeo("fix", "plan:1")
    assert draft.returncode == 2
    assert "is a draft" in draft.stderr
