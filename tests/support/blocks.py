"""A made-up quarter to divide into units: crooked streets, buildings, compounds, communities."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridgeo.geometry.enclosures import Barriers

ORIGIN = np.array([500_000.0, 2_700_000.0])  # as large as real projected coordinates


@dataclass(frozen=True)
class Quarter:
    """What `make_units` takes, in metres."""

    communities: NDArray[np.object_]
    buildings: NDArray[np.object_]
    households: NDArray[np.int64]
    compounds: NDArray[np.object_]
    barriers: Barriers


def quarter(
    columns: int = 4, rows: int = 4, *, seed: int = 0, buildings_a_block: int = 6, wide: int = 2
) -> Quarter:
    """Draw ``columns * rows`` blocks; communities are ``wide`` columns of them, all rows high.

    A fifth of the blocks holds a compound (its buildings inside), a tenth nothing; the others hold
    buildings, a third of which touch each other.
    """
    rng = np.random.default_rng(seed)
    nodes = 150.0 * np.stack(
        np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0), indexing="ij"), axis=-1
    )
    nodes[1:-1, 1:-1] += rng.uniform(-25, 25, (columns - 1, rows - 1, 2))
    nodes += ORIGIN
    streets = [shapely.LineString(line) for line in (*nodes, *nodes.swapaxes(0, 1))]
    buildings: list[shapely.Polygon] = []
    compounds: list[shapely.Polygon] = []
    for column in range(columns):
        for row in range(rows):
            middle = nodes[column : column + 2, row : row + 2].reshape(-1, 2).mean(axis=0)
            kind = rng.random()
            if kind < 0.2:
                compounds.append(shapely.box(*(middle - 45), *(middle + 45)))
            if kind < 0.9:
                buildings += _rows_of_houses(middle, buildings_a_block, rng)
    return Quarter(
        _as_array([_strip(nodes, first, wide) for first in range(0, columns, wide)]),
        _as_array(buildings),
        rng.integers(0, 40, len(buildings)),
        _as_array(compounds),
        Barriers(_as_array(streets), np.full(len(streets), "road")),
    )


def _rows_of_houses(middle, count, rng):
    side = int(np.ceil(np.sqrt(count)))
    plot = 84 / side
    for number in range(count):
        corner = middle - 42 + plot * np.array([number % side, number // side])
        size = plot * (np.ones(2) if rng.random() < 0.3 else rng.uniform(0.4, 0.95, 2))
        yield shapely.box(*corner, *(corner + size))


def _strip(nodes, first, wide):
    last = min(first + wide, len(nodes) - 1)
    return shapely.Polygon(
        [
            *nodes[first : last + 1, 0],
            *nodes[last, 1:],
            *nodes[first:last, -1][::-1],
            *nodes[first, 1:-1][::-1],
        ]
    )


def _as_array(geometries):
    held = np.empty(len(geometries), dtype=object)
    held[:] = geometries
    return held
