"""Measure how a check's time and memory grow with the network, and plot both.

Each size runs in a process of its own, so that its peak memory is its own: coverages of a jittered
lattice, a fault of the eleven kinds at each sixteenth grid. Processor time; the polygons are part
of the memory.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from pyproj import CRS

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from gridgeo.domain.thresholds import Thresholds  # noqa: E402
from gridgeo.topology.registry import check  # noqa: E402
from gridgeo.topology.view import NetworkView  # noqa: E402
from tests.support.coverages import lattice  # noqa: E402
from tests.support.faults import PLANTERS, Faulty, sites  # noqa: E402

IMAGE = PROJECT / "docs" / "images" / "check-growth.png"
SIDES = (32, 57, 100, 178, 316, 562, 1000)  # polygons: their squares
METRES = CRS.from_epsg(32650)
INK, SECONDS, MEGABYTES = "#1c2430", "#1f5fa8", "#b35806"


def measure(side: int) -> dict[str, float]:
    """Check one network; give its polygons, findings, seconds and peak megabytes."""
    faulty = Faulty.clean(lattice(side, side, seed=7))
    names = list(PLANTERS)
    for number, (r, c) in enumerate(sites(faulty.lattice)):
        faulty.plant(names[number % len(names)], r, c)
    view = NetworkView(
        "n",
        faulty.codes(),
        faulty.polygons(),
        METRES,
        faulty.lattice.boundary(),
        thresholds=Thresholds(min_area_m2=0.01),
    )
    start = time.process_time()
    found = check(view)
    seconds = time.process_time() - start
    if len(found) != len(faulty.expected):
        raise SystemExit(f"{len(faulty.expected)} faults planted, {len(found)} found.")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "polygons": len(faulty.shapes),
        "findings": len(found),
        "seconds": seconds,
        "megabytes": peak,
    }


def plot(rows: list[dict[str, float]]) -> None:
    """Draw time and memory over the number of polygons, both axes in powers of ten."""
    polygons = np.array([row["polygons"] for row in rows])
    figure = Figure(figsize=(9, 3.6), dpi=110, layout="constrained")
    panels = figure.subplots(1, 2)
    for panel, name, title, colour in (
        (panels[0], "seconds", "Check, seconds on one core", SECONDS),
        (panels[1], "megabytes", "Peak memory, MB", MEGABYTES),
    ):
        values = np.array([row[name] for row in rows])
        panel.loglog(polygons, values, "o-", color=colour)
        panel.loglog(polygons, values[-1] * polygons / polygons[-1], ":", color=INK, linewidth=1)
        panel.set_title(title, color=INK, fontsize=11)
        panel.set_xlabel("polygons (dotted: in proportion)")
        panel.grid(visible=True, which="major", color="#d9dee5")
        for x, y in zip(polygons, values, strict=True):
            panel.annotate(
                f"{y:,.0f}" if y >= 10 else f"{y:.2g}",
                (x, y),
                (0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                color=INK,
            )
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
        line = "{polygons:>9,} polygons {seconds:8.2f} s {megabytes:8,.0f} MB\n"
        sys.stdout.write(line.format(**rows[-1]))
    plot(rows)


if __name__ == "__main__":
    main()
