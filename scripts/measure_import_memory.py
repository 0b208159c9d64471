"""How much memory an import of a large file takes: the peak of ``gridgeo import``.

    .venv/bin/python scripts/measure_import_memory.py [ROWS]

Buildings of 32 corners go into a GeoPackage, some thousand at a time, and from there into a
PostGIS of the script's own. A file of four times the rows must not take more than a little more.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from tests.support.postgis import running_test_server, throw_away_folder  # noqa: E402

CHUNK, CORNERS = 50_000, 32


def write(path: Path, rows: int) -> None:
    """Write round buildings at random places."""
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    ring = 1e-4 * np.column_stack([np.cos(angles), np.sin(angles)])
    for start in range(0, rows, CHUNK):
        count = min(CHUNK, rows - start)
        centres = np.random.default_rng(start).uniform((114, 32), (115, 33), (count, 2))
        frame = gpd.GeoDataFrame(
            {"code": [f"b{i:08d}" for i in range(start, start + count)], "floors": 6},
            geometry=shapely.polygons(centres[:, None, :] + ring),
            crs="EPSG:4326",
        )
        pyogrio.write_dataframe(frame, path, append=start > 0)


def import_file(path: Path, database_url: str) -> tuple[float, float]:
    """Import in a process of its own; give seconds and the peak of memory in MB."""
    code = (
        "import sys, resource; from gridgeo.cli import app;"
        " app(sys.argv[1:], standalone_mode=False);"
        " print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)"
    )
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "import", "buildings", str(path)],
        env={**os.environ, "GRIDGEO_DATABASE_URL": database_url, "PYTHONPATH": str(PROJECT)},
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - begun, float(done.stderr.splitlines()[-1])


def main() -> None:
    """Measure a quarter of the rows, and all of them."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 600_000
    with running_test_server() as server, throw_away_folder() as folder:
        for count in (rows // 4, rows):
            path = folder / f"{count}.gpkg"
            write(path, count)
            url = server.create_database()
            seconds, peak_mb = import_file(path, url)
            size_mb = path.stat().st_size / 2**20
            said = f"{count:,} buildings, {size_mb:,.0f} MB: {seconds:.0f} s, {peak_mb:,.0f} MB"
            print(said)  # noqa: T201
            server.drop_database(url)


if __name__ == "__main__":
    main()
