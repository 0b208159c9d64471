"""Measure how the planner's time and memory grow with one domain, and plot both.

Each size runs in a process of its own, so that its peak memory is its own: a square lattice of
units of 0 to 40 households, some twenty to a grid, planned with two workers. The processor time is
that of both.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from gridgeo.planner.effort import EFFORTS, Effort  # noqa: E402
from gridgeo.planner.partition import partition  # noqa: E402
from tests.support.unit_lattice import unit_lattice  # noqa: E402

IMAGE = PROJECT / "docs" / "images" / "planner-growth.png"
SIDES = (32, 57, 100, 178, 316, 562, 1000)  # units: their squares
BLOCKS_FROM = 80  # a domain as wide is planned in blocks, by loops that smaller ones do not need
WORKERS = 2
INK, SECONDS, MEGABYTES = "#1c2430", "#1f5fa8", "#b35806"


def measure(side: int) -> dict[str, float]:
    """Plan one domain; give its units, grids, grids in the band, seconds and peak megabytes."""
    for side_of_first in (8, BLOCKS_FROM):
        partition(unit_lattice(side_of_first), effort=Effort(1, 1))  # loads the compiled loops
    graph = unit_lattice(side)
    start, worked = time.perf_counter(), time.process_time()
    plan = partition(graph, effort=EFFORTS["fast"], jobs=WORKERS)
    return {
        "units": graph.size,
        "grids": len(plan.status),
        "in_band": sum(one.value == "in_band" for one in plan.status),
        "wall_s": time.perf_counter() - start,
        "seconds": time.process_time() - worked,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def plot(rows: list[dict[str, float]]) -> None:
    """Draw time and memory over the number of units, both axes in powers of ten."""
    units = np.array([row["units"] for row in rows])
    even = units * np.log(units)
    figure = Figure(figsize=(9, 3.6), dpi=110, layout="constrained")
    panels = figure.subplots(1, 2)
    for panel, name, title, colour in (
        (panels[0], "seconds", "Plan at fast, processor seconds", SECONDS),
        (panels[1], "megabytes", "Peak memory, MB", MEGABYTES),
    ):
        values = np.array([row[name] for row in rows])
        panel.loglog(units, values, "o-", color=colour)
        panel.loglog(units, values[0] * even / even[0], ":", color=INK, linewidth=1)
        panel.set_title(title, color=INK, fontsize=11)
        panel.set_xlabel("units in one domain (dotted: n log n)")
        panel.grid(visible=True, which="major", color="#d9dee5")
        for x, y in zip(units, values, strict=True):
            text = f"{y:,.0f}" if y >= 10 else f"{y:.2g}"
            place = {"textcoords": "offset points", "ha": "center", "fontsize": 8, "color": INK}
            panel.annotate(text, (x, y), (0, 7), **place)
        panel.margins(0.08, 0.14)
    figure.savefig(IMAGE)


def main() -> None:
    """Measure one size when it is named, all of them and plot otherwise."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
        return
    rows = []
    for side in SIDES:
        done = subprocess.run(
            [sys.executable, __file__, str(side)], capture_output=True, text=True, check=True
        )
        rows.append(json.loads(done.stdout))
        line = (
            "{units:>9,} units {grids:>7,} grids {in_band:>7,} in band {seconds:8.2f} s"
            " (wall {wall_s:.2f} s) {megabytes:8,.0f} MB\n"
        )
        sys.stdout.write(line.format(**rows[-1]))
        sys.stdout.flush()
    plot(rows)


if __name__ == "__main__":
    main()
