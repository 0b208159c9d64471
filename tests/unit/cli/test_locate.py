import geopandas as gpd
import pytest
import shapely


@pytest.fixture
def files(tmp_path):
    frame = gpd.GeoDataFrame(
        {"code": ["A1"]}, geometry=[shapely.box(120, 24, 121, 25)], crs="EPSG:4326"
    )
    frame.to_file(tmp_path / "grids.gpkg", layer="grids")
    (tmp_path / "points.csv").write_text("lon,lat\n120.5,24.5\n24.5,120.5\n", encoding="utf-8")
    return tmp_path


def test_the_command_writes_the_table_and_says_what_it_did(run, files):
    done = run(files, "locate", "grids.gpkg", "points.csv", "-o", "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 answered, 1 with longitude and latitude swapped" in done.stdout
    assert (files / "out.csv").read_text().splitlines()[1] == "120.5,24.5,A1,"


def test_bad_input_is_one_sentence_and_status_two(run, files):
    done = run(files, "locate", "grids.gpkg", "nothing.csv", "-o", "out.csv")
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["gridgeo: There is no file 'nothing.csv'."]
    assert not (files / "out.csv").exists()
