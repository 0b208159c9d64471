import shutil
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

GRIDGEO = Path(sys.executable).with_name("gridgeo")


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    frame = gpd.GeoDataFrame(
        {"code": ["A", "B"], "homes": [200, 250]},
        geometry=[shapely.box(250000, 0, 250100, 100), shapely.box(250100, 0, 250200, 100)],
        crs="EPSG:3826",
    )
    frame.to_file(folder / "town.gpkg", layer="town")
    shutil.copy(folder / "town.gpkg", folder / "other.gpkg")
    (folder / "points.csv").write_text("lon,lat\n120.5,24.5\n", encoding="utf-8")
    (folder / "folder").mkdir()
    return folder


@pytest.fixture
def refusal(run):
    """Run the command; give its one sentence, and see that no file appeared or changed."""

    def refused(folder, *arguments):
        before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        done = run(folder, *arguments)
        after = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        assert after == before
        assert (done.returncode, done.stdout) == (2, "")
        (sentence,) = done.stderr.splitlines()
        return sentence

    return refused


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["plan", "town.gpkg", "-j", "0"], "'--jobs'"),
        (["plan", "town.gpkg", "--seed", "x"], "'--seed'"),
        (["plan", "town.gpkg", "--sed", "1"], "--sed"),
        (["locate", "town.gpkg"], "'--output'"),
        (["nonsense"], "nonsense"),
        (["db", "nonsense"], "nonsense"),
        (["db", "restore", "absent.dump"], "absent.dump"),
        (["db", "verify", "folder"], "folder"),
    ],
)
def test_a_wrong_command_line_is_one_sentence_with_the_way_to_help(
    refusal, town, arguments, wanted
):
    sentence = refusal(town, *arguments)
    assert sentence.startswith("gridgeo: ")
    assert wanted.lower() in sentence.lower()
    assert "; see gridgeo" in sentence
    assert sentence.endswith(" --help.")


def test_a_group_without_a_command_shows_its_help():
    done = subprocess.run([GRIDGEO, "db"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert "restore" in done.stdout


PLAN = ["plan", "town.gpkg", "--households", "homes"]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ([*PLAN, "-o", "town.gpkg"], "is read by this command"),
        ([*PLAN, "-o", "folder/../town.gpkg"], "is read by this command"),
        ([*PLAN, "-o", "o.gpkg", "--existing", "other.gpkg", "--json", "other.gpkg"], "is read"),
        ([*PLAN, "-o", "o.gpkg", "--json", "o.gpkg"], "--output and --json both name"),
        ([*PLAN, "-o", "o.shp"], "end in .gpkg"),
        ([*PLAN, "-o", "nowhere/o.gpkg"], "no folder 'nowhere'"),
        (["check", "town.gpkg", "-o", "town.gpkg"], "is read"),
        (["check", "other.gpkg", "--within", "town.gpkg", "--json", "town.gpkg"], "is read"),
        (["check", "town.gpkg", "-o", "f.txt"], "end in .gpkg"),
        (["check", "town.gpkg", "--json", "folder"], "is a folder"),
        (["fix", "town.gpkg", "-o", "town.gpkg"], "is read"),
        (["crosswalk", "town.gpkg", "other.gpkg", "-o", "other.gpkg"], "is read"),
        (["crosswalk", "town.gpkg", "other.gpkg", "-o", "nowhere/c.csv"], "no folder 'nowhere'"),
        (["locate", "town.gpkg", "points.csv", "-o", "points.csv"], "is read"),
        (["locate", "town.gpkg", "points.csv", "-o", "folder"], "is a folder"),
        (["import", "units", "town.gpkg", "--rejected", "town.gpkg"], "is read"),
        (["export", "network", "x", "-o", "nowhere/x.gpkg"], "no folder 'nowhere'"),
        (["report", "x", "-o", "folder"], "is a folder"),
        (["report", "x", "-o", "x.html", "--as-of", "0001-01-01"], "no calendar"),
        (["publish", "1", "--from", "0001-01-01"], "no calendar"),
        ([*PLAN, "-o", "o.gpkg", "--area", "33"], "--area is for networks of the database"),
    ],
)
def test_an_output_is_refused_before_any_work(refusal, town, monkeypatch, arguments, wanted):
    # West of Greenwich the year 1 in local time is the year 1 elsewhere; east of it there is none.
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert wanted in refusal(town, *arguments)


def test_ctrl_c_ends_a_plan_with_the_status_that_shells_expect(tmp_path):
    code = """
import signal, gridgeo.cli, gridgeo.services.plan_file as plan_file
def interrupted(*_arguments, **_options):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt as error:
        raise SystemError("a compiled loop returned a result with an exception set") from error
plan_file.plan_file = interrupted
gridgeo.cli.main()
"""
    arguments = ["plan", "x.gpkg", "--households", "homes", "-o", "o.gpkg"]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "")
    assert list(tmp_path.iterdir()) == []
