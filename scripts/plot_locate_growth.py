"""Measure and plot how look-up grows with the number of grids: time to index, memory, a point.

Each size runs in a process of its own. Processor time; a third of a million random points, asked
three times, the best taken.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

PROJECT = Path(__file__).parents[1]
sys.path.insert(0, str(PROJECT))

from gridgeo.geometry.locator import Locator  # noqa: E402
from tests.support.published import patchwork  # noqa: E402

IMAGE = PROJECT / "docs" / "images" / "locate-growth.png"
SIDES = (10, 32, 100, 141, 316, 562, 1000)  # grids: their squares
POINTS, ROUNDS = 300_000, 3
WEST, SOUTH = 120.9, 24.7
GRID_DEGREES = 1 / 141  # 700 m, so that a larger network covers more ground
INK = "#1c2430"
PANELS = (
    ("seconds", "Index built, seconds on one core", "#1f5fa8"),
    ("megabytes", "Index, MB", "#b35806"),
    ("nanoseconds", "One point of many, ns", "#2f7d4f"),
)


def measure(side: int) -> dict[str, float]:
    """Index one network and ask it; give its grids, seconds, megabytes and nanoseconds a point."""
    degrees = side * GRID_DEGREES
    polygons = patchwork(side, seed=11, degrees=degrees)
    low = np.array([WEST, SOUTH])
    places = np.random.default_rng(1).uniform(low, low + degrees, (POINTS, 2))
    Locator.build(polygons[:4]).locate([0.0], [0.0])  # compile, or load what was compiled
    start = time.process_time()
    locator = Locator.build(polygons)
    built = time.process_time() - start
    rounds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        locator.locate(places[:, 0], places[:, 1])
        rounds.append(time.process_time() - start)
    return {
        "grids": len(polygons),
        "seconds": built,
        "megabytes": locator.nbytes / 1e6,
        "nanoseconds": min(rounds) / POINTS * 1e9,
    }


def plot(rows: list[dict[str, float]]) -> None:
    """Draw each figure over the number of grids, both axes in powers of ten."""
    grids = np.array([row["grids"] for row in rows])
    figure = Figure(figsize=(11, 3.4), dpi=110, layout="constrained")
    for panel, (name, title, colour) in zip(figure.subplots(1, 3), PANELS, strict=True):
        values = np.array([row[name] for row in rows])
        panel.loglog(grids, values, "o-", color=colour)
        panel.set_title(title, color=INK, fontsize=11)
        panel.set_xlabel("grids")
        panel.grid(visible=True, which="major", color="#d9dee5")
        for x, y in zip(grids, values, strict=True):
            written = f"{y:,.0f}" if y >= 10 else f"{y:.2g}"
            panel.annotate(
                written,
                (x, y),
                (0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                color=INK,
            )
        panel.margins(0.08, 0.16)
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
        line = "{grids:>9,} grids {seconds:8.2f} s {megabytes:8,.1f} MB {nanoseconds:6.0f} ns\n"
        sys.stdout.write(line.format(**rows[-1]))
    plot(rows)


if __name__ == "__main__":
    main()
