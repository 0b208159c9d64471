import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support import square_town

GRIDGEO = Path(sys.executable).with_name("gridgeo")
OUTPUTS = ["-o", "f.gpkg", "--json", "f.json", "--excel", "f.xlsx"]
pytestmark = pytest.mark.db


@pytest.mark.parametrize("source", [["--network", "nobody"], ["--plan", "999"]])
def test_what_the_database_does_not_have_is_one_sentence_and_status_two(source, cli_environment):
    done = subprocess.run(
        [GRIDGEO, "check", *source],
        env=cli_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert source[1] in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_findings_of_the_database_are_written_like_those_of_files(cli_environment, tmp_path):
    engine = make_engine(cli_environment["GRIDGEO_DATABASE_URL"])
    with open_session(engine) as session:
        square_town.build(session, 1, present=True)
    engine.dispose()
    done = subprocess.run(
        [GRIDGEO, "check", "--network", "zongzhi", *OUTPUTS],
        cwd=tmp_path,
        env=cli_environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "zongzhi: 3 grids" in done.stdout
    content = json.loads((tmp_path / "f.json").read_text("utf-8"))
    assert content["networks"][0]["grids"] == 3
    assert len(gpd.read_file(tmp_path / "f.gpkg")) == len(content["findings"])
    assert openpyxl.load_workbook(tmp_path / "f.xlsx").sheetnames[0] == "汇总"
