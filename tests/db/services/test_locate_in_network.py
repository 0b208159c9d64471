"""A file of points against a published network: the answers of the HTTP look-up."""

import csv
from datetime import UTC, datetime

import pytest
import shapely
from typer.testing import CliRunner

from gridgeo.cli import app
from gridgeo.config import get_settings
from gridgeo.domain.errors import BadInputError, NotFoundError
from gridgeo.services.locate import load_snapshot
from gridgeo.services.locate_in_network import locate_in_network
from gridgeo.services.locate_rows import WrittenRows
from tests.support import published, square_town

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
    assert summary.rows == WrittenRows(98, 97, {"outside": 1})
    assert {row["grid_version"] for row in rows} == {"1", ""}
    assert summary.grids == 6


@pytest.fixture
def two_versions(session):
    """One square, 旧 to the end of May and 新 from June on."""
    square = shapely.box(116.30, 39.90, 116.31, 39.91)
    published.add_network(session, "old-new")
    for version, code, day in ((1, "旧", "2026-01-01"), (2, "新", "2026-06-01")):
        grids = [{"code": code, "geometry": square}]
        at = f"{day}T00:00:00Z"
        published.publish(session, "old-new", grids, version=version, valid_from=at)
    session.commit()
    return session


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])  # read by Arrow, and row by row
@pytest.mark.parametrize(("name", "options"), [("as_of", {}), ("日期", {"date_field": "日期"})])
def test_each_row_may_have_its_own_date(two_versions, tmp_path, encoding, name, options):
    dates = {
        "2026-03-01": ("旧", "1", ""),
        "2026-07-01": ("新", "2", ""),
        "2026-05-31T23:59:59Z": ("旧", "1", ""),
        "2026-06-01T07:59:59+08:00": ("旧", "1", ""),
        "2025-07-01": ("", "", "before_first_version"),
        "昨天": ("", "", "bad_date"),
        "": ("新", "2", ""),
    }
    points, out = tmp_path / "points.csv", tmp_path / "out.csv"
    rows = [f"{date},116.305,39.905" for date in dates] + ["2026-03-01,10,10"]
    points.write_text("\n".join([f"{name},lon,lat", *rows]) + "\n", encoding=encoding)
    summary = locate_in_network(two_versions, "old-new", points, out, **options)
    answers = [(row["grid_code"], row["grid_version"], row["reason"]) for row in read(out)]
    assert answers == [*dates.values(), ("", "", "outside")]
    assert summary.rows.reasons == {"bad_date": 1, "before_first_version": 1, "outside": 1}


def test_rows_without_a_date_are_answered_as_of_the_day_asked_for(two_versions, points, tmp_path):
    day = datetime(2026, 3, 1, tzinfo=UTC)
    points.write_text("as_of,lon,lat\n,116.305,39.905\n2026-07-01,116.305,39.905\n")
    locate_in_network(two_versions, "old-new", points, tmp_path / "out.csv", as_of=day)
    assert [row["grid_code"] for row in read(tmp_path / "out.csv")] == ["旧", "新"]


def test_a_column_of_dates_that_is_not_there_is_named(two_versions, points, tmp_path):
    with pytest.raises(BadInputError, match=r"no column 'when'\. It has: lon, lat"):
        locate_in_network(two_versions, "old-new", points, tmp_path / "out.csv", date_field="when")


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
        (["--date", "day"], "--date means nothing without --network"),
        ([], "Name a file of grids and one of points"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(points, tmp_path, options, sentence):
    arguments = ["locate", str(points), "-o", str(tmp_path / "out.csv"), *options]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, BadInputError)
    assert sentence in result.exception.message
