"""Plan a city of many demo districts with one ``gridgeo plan``, and tell its time and memory.

    scripts/plan_city.py FOLDER [DISTRICTS]

The districts have seeds of their own and stand side by side; FOLDER keeps their units and the plan.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from tests.support.demo_units import DemoUnits, kept_demo_units  # noqa: E402

DISTRICTS = 12  # of 440,000 households each: more than 5 million
ACROSS = 4
APART_M = 25_000.0  # a district is some 10 km wide


def place(units: DemoUnits, number: int) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Put a district where it stands in the city; give its units and barriers."""
    shift = np.array([number % ACROSS, number // ACROSS]) * APART_M

    def moved(shapes: np.ndarray) -> np.ndarray:
        return shapely.transform(shapes, lambda points: points + shift)

    rows = {
        "id": [f"{number:02}-{unit:05}" for unit in range(units.graph.size)],
        "community": [f"{number:02}-{code}" for code in units.communities],
        "households": units.graph.households,
    }
    lines = {
        "code": [f"{number:02}-{line}" for line in range(len(units.barriers.kinds))],
        "kind": units.barriers.kinds,
    }
    return (
        gpd.GeoDataFrame(rows, geometry=moved(units.polygons), crs=units.crs),
        gpd.GeoDataFrame(lines, geometry=moved(units.barriers.lines), crs=units.crs),
    )


def make_city(folder: Path, districts: int) -> tuple[Path, Path]:
    """Write the units and the barriers of all districts."""
    paths = folder / "units.gpkg", folder / "barriers.gpkg"
    placed = [place(kept_demo_units("district", folder, seed), seed) for seed in range(districts)]
    for path, frames in zip(paths, zip(*placed, strict=True), strict=True):
        whole = pd.concat([frame.to_crs(placed[0][0].crs) for frame in frames])
        whole.to_file(path, engine="pyogrio")
    return paths


def main() -> None:
    """Make the city, plan it, and say how long that took."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    units, barriers = make_city(folder, int(sys.argv[2]) if len(sys.argv) > 2 else DISTRICTS)
    command = [
        Path(sys.executable).with_name("gridgeo"), "plan", units, "--id", "id",
        "--households", "households", "--within", "community", "--barriers", barriers,
        "-j", "2", "--scheduler", "processes",
        "-o", folder / "grids.gpkg", "--json", folder / "summary.json",
    ]  # fmt: skip
    start = time.perf_counter()
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads((folder / "summary.json").read_bytes())
    sys.stdout.write(
        f"{told['units']:,} units, {told['households']:,} households: {told['grids']:,} grids,"
        f" {told['in_band']:,} in the band, {told['explained']:,} of the others with a proof;"
        f" {seconds:.0f} s ({used.ru_utime + used.ru_stime:.0f} s of processors),"
        f" largest process {used.ru_maxrss / 1e6:.2f} GB\n"
    )


if __name__ == "__main__":
    main()
