"""The command on a real PostGIS: align, take the proposals, publish."""

import subprocess

import orjson
import pytest

from gridgeo.db.session import make_engine, open_session
from tests.support import two_networks
from tests.support.commands import Commands
from tests.support.two_networks import PER_UNIT

pytestmark = [pytest.mark.db, pytest.mark.slow]


@pytest.fixture
def gridgeo(commands: Commands, database_url: str, tmp_path):
    """Run the command line on a database with two networks."""
    engine = make_engine(database_url)
    with open_session(engine) as session:
        two_networks.build(session)
    engine.dispose()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*arguments, folder=tmp_path, GRIDGEO_DATABASE_URL=database_url)

    return run


def test_networks_are_aligned_and_what_is_taken_is_published(gridgeo, tmp_path):
    both = ("align", "db:zongzhi", "db:dangjian", "--relation", "whole")
    dry = gridgeo(*both, "--excel", "handover.xlsx", "--json", "handover.json")
    assert dry.returncode == 0, dry.stderr
    assert f"{PER_UNIT} of {12 * PER_UNIT:,} households change hands" in dry.stdout
    assert "Nothing is changed yet" in dry.stdout
    content = orjson.loads((tmp_path / "handover.json").read_bytes())
    assert content["handover"][0]["households"] == PER_UNIT
    assert (tmp_path / "handover.xlsx").is_file()
    taken = gridgeo(*both, "--accept")
    assert "Plan 1 was made of it" in taken.stdout, taken.stderr
    published = gridgeo("publish", "1")
    assert published.returncode == 0, published.stderr
    assert gridgeo(*both).stdout.count("0 grids change") == 1


def test_files_and_the_database_do_not_mix(gridgeo):
    mixed = gridgeo("align", "db:zongzhi", "grids.gpkg", "--relation", "whole")
    assert mixed.returncode == 2
    assert "align two files, or two networks" in mixed.stderr
    fields = gridgeo("align", "db:zongzhi", "db:dangjian", "--relation", "whole", "--count", "hh")
    assert fields.returncode == 2
    assert "--count is for files" in fields.stderr
