"""What somebody sees who waits for a plan at a terminal, and what is left when they give up."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import geopandas as gpd
import pytest

from tests.support.maps import lattice_polygons

TIME_LEFT = re.compile(r"Planning units.*?([\d,]+) units.*?\d:\d\d:\d\d", re.DOTALL)
# A shell's background jobs are started to ignore Ctrl+C.
COMMAND = """
import signal, gridgeo.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
gridgeo.cli.main()
"""
LONGEST_S = 60.0  # until a loaded machine has started Python and read the file


@pytest.fixture
def waiting(tmp_path):
    """Start a plan that takes ten minutes, at a terminal; give the process and the terminal."""
    frame = gpd.GeoDataFrame(
        {"homes": [25] * 3600}, geometry=lattice_polygons(60, 60), crs="EPSG:3826"
    )
    frame.to_file(tmp_path / "units.gpkg")
    (tmp_path / "out.gpkg").write_bytes(b"yesterday's plan")
    screen, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "plan", "units.gpkg",
         "--households", "homes", "-o", "out.gpkg", "--effort", "600", "-j", "2"],
        cwd=tmp_path, stdin=terminal, stdout=terminal, stderr=terminal,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(terminal)
    yield process, screen
    process.kill()
    process.wait()
    os.close(screen)


def read_until(screen, found):
    """Read what is shown until something is found in it."""
    shown, end = "", time.monotonic() + LONGEST_S
    while not (match := found(shown)):
        assert time.monotonic() < end, shown[-2000:]
        if select.select([screen], [], [], 0.2)[0]:
            shown += os.read(screen, 4096).decode(errors="replace")
    return match


@pytest.mark.slow
def test_a_plan_tells_the_time_left_and_ctrl_c_loses_nothing(waiting, tmp_path):
    process, screen = waiting
    read_until(screen, TIME_LEFT.search)
    os.kill(process.pid, signal.SIGINT)
    start = time.monotonic()
    while process.poll() is None:  # a terminal that nobody reads would hold it up
        assert time.monotonic() < start + 10.0
        if select.select([screen], [], [], 0.1)[0]:
            try:
                os.read(screen, 4096)
            except OSError:  # the other end is closed
                break
    assert process.wait(timeout=10.0) == 130
    assert (tmp_path / "out.gpkg").read_bytes() == b"yesterday's plan"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.gpkg", "units.gpkg"]
