"""Fixed classes of the heat map: a colour means the same everywhere, on every day, at every zoom.

Each class begins at its limit. Coarser cells are shown by the mean of their walked parts, so that
the map keeps its colours when it shrinks.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Viridis at seven even steps (matplotlib, CC0).
VIRIDIS = ("#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725")


@dataclass(frozen=True, slots=True)
class Measure:
    """What is shown, and where its classes begin.

    Attributes
    ----------
    name, title, title_zh, unit_zh : str
    limits : tuple of float
        Lower ends of the classes, as many as there are colours; less than the first is zero.
    """

    name: str
    title: str
    title_zh: str
    unit_zh: str
    limits: tuple[float, ...]

    def classes(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the class of values, from 0; -1 below all of them."""
        found: NDArray[np.int64] = np.digitize(values, self.limits) - 1
        return found


MEASURES = {
    one.name: one
    for one in (
        Measure("passes", "Passes", "巡查次数", "次", (1, 2, 4, 8, 16, 32, 64)),
        Measure("minutes", "Minutes", "停留时长", "分钟", (0.1, 0.5, 1, 3, 10, 30, 100)),
        Measure("days", "Days", "巡查天数", "天", (1, 2, 4, 7, 11, 16, 22)),
    )
}
