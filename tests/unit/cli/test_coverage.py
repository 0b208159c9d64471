import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from tests.support import patrols


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Two squares side by side, a walk through the middle of the first, and three homes."""
    folder = tmp_path_factory.mktemp("coverage")
    x, y = patrols.ORIGIN

    def write(name, shapes, **columns):
        gpd.GeoDataFrame(columns, geometry=shapes, crs=patrols.METRIC).to_crs(4326).to_file(
            folder / name
        )

    boxes = [shapely.box(x + 400 * k, y - 100, x + 400 * k + 400, y + 100) for k in (0, 1)]
    write("grids.gpkg", boxes, code=["G1", "G2"])
    homes = [
        shapely.Point(x + 50, y + 10),
        shapely.Point(x + 60, y + 90),
        shapely.Point(x + 450, y),
    ]
    write("homes.gpkg", homes, households=[3, 1, 6])
    railway = shapely.LineString([(x - 9, y + 60), (x + 390, y + 60), (x + 390, y + 200)])
    write("barriers.gpkg", [railway], kind=["railway"])
    walk = patrols.straight(380, every_s=5)
    table = pd.DataFrame({"device": "a", "time": walk.time_s, "lon": walk.lon, "lat": walk.lat})
    table.to_csv(folder / "tracks.csv", index=False)
    return folder


@pytest.mark.parametrize("exact", [False, True])
def test_the_command_writes_one_row_a_grid(run, files, exact):
    out, blind, summary = files / "out.csv", files / "blind.gpkg", files / "s.json"
    done = run(
        files,
        "coverage",
        *(files / "grids.gpkg", files / "tracks.csv", "-o", out),
        *("--households", files / "homes.gpkg", "--count", "households", "--radius-m", "30"),
        *(
            "--barriers",
            files / "barriers.gpkg",
            "--blind-spots",
            blind,
            "--json",
            summary,
            "--set",
            "day_s=60",
        ),
        *(["--exact"] if exact else []),
    )
    assert (done.returncode, done.stderr) == (0, "")
    table = pd.read_csv(out).set_index("grid_code")
    assert table["households"].tolist() == [4, 6]
    assert table["households_share"].tolist() == [0.75, 0.0]
    assert table.loc["G1", "ground_share"] == pytest.approx(0.3, abs=0.03)
    assert table["days"].tolist() == [1, 0]
    assert table["cannot_be_patrolled"].fillna("").tolist() == ["railway", ""]
    assert table["distance_m"].tolist() == pytest.approx([380, 0], abs=20)
    spots = gpd.read_file(blind).groupby("grid_code")["area_m2"].sum()
    assert spots["G2"] == pytest.approx(80_000, rel=0.02)
    rules = json.loads(summary.read_text())["rules"]
    assert (rules["radius_m"], rules["day_s"]) == (30.0, 60.0)
    assert "2025-06-02 to 2025-06-02" in done.stdout


def test_a_file_without_a_point_that_counts_says_why(run, files):
    bad = files / "bad.csv"
    bad.write_text("device,time,lon,lat\na,2025-06-02 09:00:00,0,0\n")
    done = run(files, "coverage", files / "grids.gpkg", bad, "-o", files / "x.csv")
    assert done.returncode == 2
    assert "No point of 'bad.csv' counts as a patrol: junk 1" in done.stderr


def test_an_unknown_threshold_is_named(run, files):
    done = run(
        files,
        "coverage",
        *(files / "grids.gpkg", files / "tracks.csv", "-o", files / "x.csv"),
        *("--set", "gap=3"),
    )
    assert "no patrol setting 'gap'" in done.stderr


def test_codes_that_begin_like_a_formula_are_texts(run, files):
    grids = gpd.read_file(files / "grids.gpkg").assign(code=["=1+1", "@G2"])
    grids.to_file(files / "formulas.gpkg")
    done = run(files, "coverage", files / "formulas.gpkg", files / "tracks.csv", "-o",
               files / "formulas.csv")  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert pd.read_csv(files / "formulas.csv")["grid_code"].tolist() == ["'=1+1", "'@G2"]
