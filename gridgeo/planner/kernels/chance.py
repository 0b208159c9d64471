"""Random numbers that belong to one run: a state of eight bytes that the caller seeds."""

import numpy as np
from numpy.typing import NDArray

from gridgeo.geometry.compiled import compiled

State = NDArray[np.uint64]


@compiled
def draw(state: State) -> float:
    """Draw a number in [0, 1) (xorshift64*, Vigna 2016); ``state`` is one non-zero uint64."""
    word = state[0]
    word ^= word >> np.uint64(12)
    word ^= word << np.uint64(25)
    word ^= word >> np.uint64(27)
    state[0] = word
    return float((word * np.uint64(2685821657736338717)) >> np.uint64(11)) * 2.0**-53


@compiled
def choose(state: State, count: int) -> int:
    """Draw a whole number from 0 to ``count - 1``."""
    return int(draw(state) * count)
