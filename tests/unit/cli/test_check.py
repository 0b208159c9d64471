import json

import geopandas as gpd
import pytest
import shapely

from tests.support.views import box


@pytest.fixture
def folder(tmp_path):
    def write(name, *shapes):
        codes = [f"G{i + 1}" for i in range(len(shapes))]
        frame = gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs="EPSG:4549")
        frame.to_file(tmp_path / name)

    write("clean.gpkg", box(0, 0, 100, 100), box(100, 0, 200, 100))
    write("faulty.gpkg", box(0, 0, 110, 100), box(100, 0, 200, 100))
    write("moved.gpkg", box(50, 0, 150, 100))
    return tmp_path


def test_a_clean_network_ends_with_status_zero(run, folder):
    done = run(folder, "check", "clean.gpkg")
    assert done.returncode == 0, done.stderr
    assert "no findings" in done.stdout


def test_an_error_ends_with_status_one_and_is_written_everywhere(run, folder):
    done = run(folder, "check", "faulty.gpkg", "-o", "out.gpkg", "--json", "f.json")
    assert done.returncode == 1, done.stderr
    assert "重叠" in done.stdout
    assert len(gpd.read_file(folder / "out.gpkg", layer="findings")) == 1
    assert json.loads((folder / "f.json").read_text("utf-8"))["findings"][0]["rule"] == "overlap"


def test_several_networks_are_checked_in_one_go(run, folder):
    done = run(folder, "check", "clean.gpkg", "faulty.gpkg", "--json", "f.json")
    assert done.returncode == 1
    content = json.loads((folder / "f.json").read_text("utf-8"))
    assert [network["clean"] for network in content["networks"]] == [True, False]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "Name what to check"),
        (["check", "clean.gpkg", "--plan", "1"], "Name what to check"),
        (["check", "--network", "zongzhi", "--within", "clean.gpkg"], "--within is for files"),
        (["check", "none.gpkg"], "no file 'none.gpkg'"),
        (["check", "clean.gpkg", "--layer", "cleen"], "did you mean 'clean'?"),
        (["check", "clean.gpkg", "--id", "cod"], "did you mean 'code'?"),
        (["check", "clean.gpkg", "--band", "5:1"], "band"),
        (["check", "clean.gpkg", "--rule", "gaps"], "There is no rule 'gaps'"),
        (["check", "clean.gpkg", "--threshold", "stale=1"], "did you mean 'stale_share'"),
        (["check", "clean.gpkg", "--threshold", "cut_depth_m"], "write name=number"),
        (["check", "clean.gpkg", "--template", "{serial:3}"], "must hold {area}"),
        (["check", "clean.gpkg", "--dedicated", "both"], "none of: cut_out, overlay"),
        (["check", "clean.gpkg", "--excel", "o.csv"], "end in .xlsx"),
        (["check", "clean.gpkg", "--retired", "none.txt"], "no text file"),
        (["crosswalk", "clean.gpkg", "none.gpkg", "-o", "o.csv"], "no file 'none.gpkg'"),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(run, folder, arguments, said):
    done = run(folder, *arguments)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr


def test_a_crosswalk_is_written_as_csv(run, folder):
    done = run(folder, "crosswalk", "clean.gpkg", "moved.gpkg", "-o", "out.csv")
    assert done.returncode == 0, done.stderr
    assert "2 pairs of grids meet" in done.stdout
    lines = (folder / "out.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("G1,G1,crossing,5000.000000,0.5")


def test_networks_are_held_against_the_relation_they_owe(run, folder):
    owed = ["--relation", "nests_in", "--to", "clean.gpkg"]
    done = run(folder, "check", "moved.gpkg", *owed, "--json", "f.json")
    assert done.returncode == 1, done.stderr
    (finding,) = json.loads((folder / "f.json").read_text("utf-8"))["findings"]
    assert (finding["rule"], finding["networks"]) == ("nesting", ["moved", "clean"])
    assert run(folder, "check", "moved.gpkg", "--to", "clean.gpkg").returncode == 2


def test_a_repair_only_tells_until_an_output_is_named(run, folder):
    done = run(folder, "fix", "faulty.gpkg")
    assert done.returncode == 0, done.stderr
    assert "nothing written yet" in done.stdout
    done = run(folder, "fix", "faulty.gpkg", "-o", "fixed.gpkg", "--json", "c.json")
    assert done.returncode == 0, done.stderr
    assert run(folder, "check", "fixed.gpkg", "--layer", "grids").returncode == 0


def test_a_rule_without_its_counts_is_bad_usage(run, folder):
    done = run(folder, "fix", "faulty.gpkg", "--winner", "households")
    assert done.returncode == 2
    assert "--households" in done.stderr


def test_a_grid_that_lies_nowhere_on_the_globe_is_a_finding(run, folder):
    there = [shapely.box(120 + i, 24, 121 + i, 25) for i in range(3)]
    shapes = [shapely.box(500, 95, 501, 96), *there]
    frame = gpd.GeoDataFrame({"code": list("ABCD")}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(folder / "stray.gpkg")
    done = run(folder, "check", "stray.gpkg", "--rule", "invalid", "--json", "f.json")
    assert (done.returncode, done.stderr) == (1, "")
    (finding,) = json.loads((folder / "f.json").read_text("utf-8"))["findings"]
    assert finding["rule"] == "invalid"
    assert "A" in json.dumps(finding)


def test_a_finding_that_a_file_accepts_does_not_fail_the_check(run, folder):
    frame = gpd.GeoDataFrame({"code": ["T"]}, geometry=[box(-20, 0, 200, 100)], crs="EPSG:4549")
    frame.to_file(folder / "town.gpkg")
    town = ["check", "town.gpkg", "--within", "clean.gpkg", "--json", "f.json"]
    assert run(folder, *town).returncode == 1
    (found,) = json.loads((folder / "f.json").read_text("utf-8"))["findings"]
    line = f"{found['id']},{found['area_m2']},泵站,李四"
    (folder / "ok.csv").write_text(f"id,area_m2,reason,by\n{line}\n", encoding="utf-8")
    done = run(folder, *town, "--accepted", "ok.csv")
    assert done.returncode == 0, done.stderr
    assert "1 accepted" in done.stdout
