"""The report of a published network, from a real database."""

import pytest

from gridgeo.db.session import make_engine, open_session
from gridgeo.domain.errors import NotFoundError
from gridgeo.services.report_network import report_network
from tests.support import small_town
from tests.support.commands import Commands

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def town_url(module_database_url):
    engine = make_engine(module_database_url)
    with open_session(engine) as session:
        small_town.build(session)
    engine.dispose()
    return module_database_url


@pytest.fixture
def session(town_url):
    engine = make_engine(town_url)
    with open_session(engine) as opened:
        yield opened
    engine.dispose()


def test_each_grid_is_held_against_the_band_of_its_own_area(session):
    page = report_network(session, "zongzhi")
    # 400 and 520 under 300-500 in town, 350 and 120 under 100-300 in the country.
    assert page.count('data-status="in_band"') == 2
    assert page.count('data-status="over"') == 2
    assert "合成数据" in page
    assert "数据版本 1" in page
    assert "和平街道" in page


def test_a_network_that_counts_persons_says_so(session):
    page = report_network(session, "fangyi")
    assert "防疫网格人数报告" in page
    assert page.count('data-status="over"') == 1


def test_an_unknown_network_is_named_with_those_that_there_are(session):
    with pytest.raises(NotFoundError, match=r"no network 'nothing'; there are: fangyi, zongzhi"):
        report_network(session, "nothing")


def test_the_command_writes_a_page_or_nothing(commands: Commands, town_url, tmp_path):
    def run(code, file):
        return commands.run("report", code, "-o", file, GRIDGEO_DATABASE_URL=town_url)

    done = run("zongzhi", tmp_path / "report.html")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    lost = run("zongzhi", tmp_path / "no-such-folder" / "report.html")
    assert lost.returncode != 0
    assert lost.stderr.count("\n") == 1
    unknown = run("nothing", tmp_path / "other.html")
    assert unknown.returncode == 2
    assert list(tmp_path.iterdir()) == [tmp_path / "report.html"]
