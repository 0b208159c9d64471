import json

import geopandas as gpd
import openpyxl
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support import square_town
from tests.support.commands import Commands

OUTPUTS = ["-o", "f.gpkg", "--json", "f.json", "--excel", "f.xlsx"]
pytestmark = pytest.mark.db


@pytest.mark.parametrize("source", [["--network", "nobody"], ["--plan", "999"]])
def test_what_the_database_does_not_have_is_one_sentence_and_status_two(
    source, commands: Commands, database_url
):
    done = commands.run("check", *source, GRIDGEO_DATABASE_URL=database_url)
    assert done.returncode == 2
    assert source[1] in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_findings_of_the_database_are_written_like_those_of_files(
    commands: Commands, database_url, tmp_path
):
    engine = make_engine(database_url)
    with open_session(engine) as session:
        square_town.build(session, 1, present=True)
    engine.dispose()
    done = commands.run(
        *("check", "--network", "zongzhi", *OUTPUTS),
        folder=tmp_path,
        GRIDGEO_DATABASE_URL=database_url,
    )
    assert done.returncode == 0, done.stderr
    assert "zongzhi: 3 grids" in done.stdout
    content = json.loads((tmp_path / "f.json").read_text("utf-8"))
    assert content["networks"][0]["grids"] == 3
    assert len(gpd.read_file(tmp_path / "f.gpkg")) == len(content["findings"])
    assert openpyxl.load_workbook(tmp_path / "f.xlsx").sheetnames[0] == "汇总"
