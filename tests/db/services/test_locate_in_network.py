"""A file of points against a published network: the answers of the HTTP look-up."""

import csv

import pytest
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.config import get_settings
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.locate import load_snapshot
from gridgeo.services.locate_file import locate_in_network
from tests.support import square_town

pytestmark = pytest.mark.db
CODE = square_town.NETWORK.code


@pytest.fixture
def town(session):
    square_town.build(session, 2, present=True)
    session.commit()
    return session


@pytest.fixture
def points(tmp_path):
    path = tmp_path / "points.csv"
    homes = square_town.households(2)
    rows = [f"{p.x},{p.y}" for p in homes.geometry] + ["116.003,39.901", "10,10"]
    path.write_text("lon,lat\n" + "\n".join(rows) + "\n")
    return path


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_point_gets_the_grid_that_the_look_up_gives(town, points, tmp_path):
    out = tmp_path / "out.csv"
    summary = locate_in_network(town, CODE, points, out)
    rows = read(out)
    snapshot = load_snapshot(town)
    for row in rows:
        [answer] = snapshot.locate(float(row["lon"]), float(row["lat"]), [CODE])
        assert row["grid_code"] == ("" if answer.grid is None else answer.grid.code)
    assert (summary.points, summary.answered, summary.reasons) == (98, 97, {"outside": 1})
    assert summary.grids == 6


def test_an_unknown_network_leaves_no_file(town, points, tmp_path):
    with pytest.raises(NotFoundError, match="'zongzi'"):
        locate_in_network(town, "zongzi", points, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["points.csv"]


def test_the_command_takes_a_network_in_place_of_a_file(
    town, points, tmp_path, database_url, monkeypatch
):
    monkeypatch.setenv("GRIDGEO_DATABASE_URL", database_url)
    get_settings.cache_clear()
    out = tmp_path / "out.csv"
    try:
        result = CliRunner().invoke(app, ["locate", str(points), "--network", CODE, "-o", str(out)])
    finally:
        get_settings.cache_clear()
    assert result.exception is None, result.exception
    assert "98 points in 6 grids: 97 answered, 1 outside every grid." in result.output
    assert len(read(out)) == 98


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--network", CODE, "--id", "code"], "--id means nothing with --network"),
        (["--as-of", "2026-01-01"], "--as-of means nothing without --network"),
        ([], "Name a file of grids and one of points"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(points, tmp_path, options, sentence):
    arguments = ["locate", str(points), "-o", str(tmp_path / "out.csv"), *options]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, BadInputError)
    assert sentence in result.exception.message
