"""A hundred million points in a file, answered by the command without loading them all.

``GRIDGEO_BENCH_ROWS`` takes another number of rows. The files lie where tests put theirs: in
memory where the machine has such a folder, so that disks are left out of the figure.
"""

import os
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

from gridgeo.geometry.locator import Locator
from tests.support.bench import say
from tests.support.published import patchwork

pytestmark = [pytest.mark.bench, pytest.mark.slow]

ROWS = int(os.environ.get("GRIDGEO_BENCH_ROWS", "100000000"))
PIECE = 1_000_000
SIDE = 141  # squared: 19,881 grids
LEFT, LOW = 120.9, 24.7
MOST_S, MOST_MB = 120, 1000
COMMAND = [sys.executable, "-c", "from gridgeo.cli import main; main()", "locate"]


def write_points(path: Path, rows: int) -> None:
    """Write ``lon`` and ``lat`` as an Arrow file, piece by piece."""
    rng = np.random.default_rng(6)
    schema = pa.schema([("lon", pa.float64()), ("lat", pa.float64())])
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
        for first in range(0, rows, PIECE):
            x, y = rng.random((2, min(PIECE, rows - first)))
            writer.write_batch(pa.record_batch([LEFT + x, LOW + y], schema=schema))


def run(*arguments: str) -> tuple[float, float, float]:
    """Run the command; give seconds by the clock, of the processors, and its memory in MB."""
    started = time.perf_counter()
    process = os.posix_spawn(sys.executable, [*COMMAND, *arguments], os.environ)
    _, status, used = os.wait4(process, 0)
    assert status == 0
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def test_a_hundred_million_rows_take_less_than_two_minutes(tmp_path, capsys):
    polygons = patchwork(SIDE, seed=11, degrees=1.0)
    polygons = polygons[shapely.is_valid(polygons)]  # all but five
    codes = np.array([f"G{n:06d}" for n in range(len(polygons))])
    grids, points, out = (tmp_path / name for name in ("grids.gpkg", "p.arrow", "out.arrow"))
    gpd.GeoDataFrame({"code": codes}, geometry=polygons, crs=4326).to_file(grids)
    write_points(points, ROWS)
    clock_s, processors_s, megabytes = run(str(grids), str(points), "-o", str(out))
    rows = 0
    with pa.memory_map(str(out)) as file:
        for batch in pa.ipc.open_stream(file):
            rows, last = rows + batch.num_rows, batch
        expected = Locator.build(polygons).locate(*(last.column(n).to_numpy() for n in range(2)))
        named = [codes[row] if row >= 0 else None for row in expected]
        assert last.column("grid_code").to_pylist() == named
    assert rows == ROWS
    say(
        capsys,
        f"{ROWS:,} rows in Arrow ({points.stat().st_size / 1e9:.1f} GB in,"
        f" {out.stat().st_size / 1e9:.1f} GB out): {clock_s:.0f} s by the clock,"
        f" {processors_s:.0f} s of processors, {megabytes:.0f} MB",
    )
    assert clock_s < MOST_S
    assert megabytes < MOST_MB
